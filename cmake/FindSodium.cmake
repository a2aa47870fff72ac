# Finds libsodium and defines the imported target Sodium::Sodium.
include("${CMAKE_CURRENT_LIST_DIR}/spnn_find_library.cmake")
spnn_find_library(Sodium TARGET Sodium::Sodium HEADER sodium.h NAMES sodium CONFIG libsodium THEIRS libsodium::libsodium)
