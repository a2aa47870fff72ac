# The targets a user links: spnn::spnn, and the component spnn::gzip where zlib is there.

if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW) # Boost's own package config
endif()

# The same four stand in spnnConfig.cmake.in.
find_package(Boost 1.74 REQUIRED)
find_package(xtensor REQUIRED)
find_package(Threads REQUIRED)
find_package(GMP REQUIRED)

file(GLOB_RECURSE spnn_headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/spnn/*.hpp"
     "${PROJECT_SOURCE_DIR}/include/spnn/*.inl")

add_library(spnn INTERFACE)
add_library(spnn::spnn ALIAS spnn)
target_sources(spnn PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${spnn_headers})
target_compile_features(spnn INTERFACE cxx_std_20)
target_link_libraries(spnn INTERFACE Boost::headers xtensor GMP::GMP Threads::Threads)

# data/gzip.hpp: reading compressed tables. The target is there only where zlib is.
find_package(ZLIB QUIET)
if(ZLIB_FOUND)
  add_library(spnn_gzip INTERFACE)
  add_library(spnn::gzip ALIAS spnn_gzip)
  target_link_libraries(spnn_gzip INTERFACE spnn ZLIB::ZLIB)
endif()
