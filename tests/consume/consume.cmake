# cmake -DPROJECT=<folder> -DWAY=package|subfolder|fetch -DLIBRARY=<source> -DTREE=<installed> -DCOMPILER=.. -DGENERATOR=..
#       -DCACHE=<-Da=b|-Dc=d> -DRUNS=<values of SPNN_CPU> -DSCRATCH=<folder> -P consume.cmake
#
# Builds the project against the library and runs its program, the name of which is the project's.

cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE "${SCRATCH}")
string(REPLACE "|" ";" CACHE "${CACHE}")
string(REPLACE "|" ";" RUNS "${RUNS}")
cmake_path(GET PROJECT FILENAME program)

set(configure "${CMAKE_COMMAND}" -S "${PROJECT}" -B "${SCRATCH}" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${COMPILER}"
              -DCMAKE_BUILD_TYPE=None ${CACHE})
if(WAY STREQUAL "package")
  list(APPEND configure "-DCMAKE_PREFIX_PATH=${TREE}")
elseif(WAY STREQUAL "subfolder")
  list(APPEND configure "-DSPNN_SUBFOLDER=${LIBRARY}")
elseif(WAY STREQUAL "fetch")
  list(APPEND configure "-DSPNN_FETCHED_FROM=${LIBRARY}")
endif()
execute_process(COMMAND ${configure} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${CMAKE_COMMAND}" --build "${SCRATCH}" COMMAND_ERROR_IS_FATAL ANY)
if(NOT EXISTS "${SCRATCH}/${program}")
  return() # a project that is complete once it is configured
endif()
execute_process(COMMAND "${SCRATCH}/${program}" COMMAND_ERROR_IS_FATAL ANY)
foreach(tier IN LISTS RUNS)
  execute_process(COMMAND "${CMAKE_COMMAND}" -E env SPNN_CPU=${tier} "${SCRATCH}/${program}" COMMAND_ERROR_IS_FATAL ANY)
endforeach()
