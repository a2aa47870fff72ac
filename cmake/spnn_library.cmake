# The targets a user links: spnn::spnn, and a target for each component whose dependencies are there.

if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW) # Boost's own package config
endif()

# The same four stand in spnnConfig.cmake.in.
find_package(Boost 1.74 REQUIRED)
find_package(xtensor REQUIRED)
find_package(Threads REQUIRED)
find_package(GMP MODULE REQUIRED) # ours, also where packages bring configs of that name

file(GLOB_RECURSE spnn_headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/spnn/*.hpp"
     "${PROJECT_SOURCE_DIR}/include/spnn/*.inl")

add_library(spnn INTERFACE)
add_library(spnn::spnn ALIAS spnn)
target_sources(spnn PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${spnn_headers})
target_compile_features(spnn INTERFACE cxx_std_20)
target_link_libraries(spnn INTERFACE Boost::headers xtensor GMP::GMP Threads::Threads)

include(spnn_components)
set(SPNN_LEAVE_OUT "" CACHE STRING "Components that are not wanted, whatever is on this machine")
foreach(component IN LISTS spnn_components)
  if(component IN_LIST SPNN_LEAVE_OUT)
    continue()
  endif()
  spnn_find_component(${component})
  if(spnn_${component}_links)
    add_library(spnn_${component} INTERFACE)
    add_library(spnn::${component} ALIAS spnn_${component})
    target_link_libraries(spnn_${component} INTERFACE spnn ${spnn_${component}_links})
  else()
    message(STATUS "spnn: component ${component} is left out, it needs ${spnn_${component}_needs}")
  endif()
endforeach()
