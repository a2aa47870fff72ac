# Finds libzip and defines the imported target Zip::Zip.
include("${CMAKE_CURRENT_LIST_DIR}/spnn_find_library.cmake")
spnn_find_library(Zip TARGET Zip::Zip HEADER zip.h NAMES zip)
