# Finds libzip and defines the imported target Zip::Zip. Its own package config is not asked: on Debian it fails where
# libzip's command line tools are not installed.
include("${CMAKE_CURRENT_LIST_DIR}/spnn_find_library.cmake")
spnn_find_library(Zip TARGET Zip::Zip HEADER zip.h NAMES zip THEIRS libzip::zip)
