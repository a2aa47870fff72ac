# cmake -DWAY=package|subfolder -DLIBRARY=<source> -DBUILT=<build> -DCOMPILER=.. -DGENERATOR=..
#       -DCOMPONENTS=<those that are there, by commas> -DSCRATCH=<folder> -P consume.cmake
#
# Builds and runs the project in app/ against the library; with `package`, against an installation of it in a
# path with a space, where asking for an unknown component must also be refused.

cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE "${SCRATCH}")
set(options -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${COMPILER}" -DCMAKE_BUILD_TYPE=Debug)
set(configure "${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/app" ${options})

if(WAY STREQUAL "package")
  execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILT}" --prefix "${SCRATCH}/pre fix" OUTPUT_QUIET
                  COMMAND_ERROR_IS_FATAL ANY)
  list(APPEND configure "-DCMAKE_PREFIX_PATH=${SCRATCH}/pre fix")
  list(APPEND configure "-DCOMPONENTS=${COMPONENTS}")
  execute_process(COMMAND ${configure} -B "${SCRATCH}/refused" -DUNKNOWN_COMPONENT=ON RESULT_VARIABLE code
                  OUTPUT_QUIET ERROR_VARIABLE output)
  if(code EQUAL 0 OR NOT output MATCHES "there is no component no_such_component")
    message(FATAL_ERROR "an unknown component was not refused:\n${output}")
  endif()
else()
  list(APPEND configure "-DSPNN_SUBFOLDER=${LIBRARY}")
endif()

run(${configure} -B "${SCRATCH}/build")
run("${CMAKE_COMMAND}" --build "${SCRATCH}/build")
run("${SCRATCH}/build/app")
