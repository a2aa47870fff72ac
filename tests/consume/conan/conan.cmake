# cmake -DCONAN=<program> -DLIBRARY=<source> -DPROJECT=<consumer> -DCOMPILER=.. -DCOMPONENTS=<a,b> -DSCRATCH=<folder> -P conan.cmake
#
# What a user of Conan does, with nothing but the machine: dependencies are the system's packages, by the recipes in
# index/. `conan create` with its test package; the consumer configured with each component alone; built and run with all.

cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE "${SCRATCH}")
file(MAKE_DIRECTORY "${SCRATCH}")
set(ENV{CONAN_HOME} "${SCRATCH}/home")
set(ENV{CXX} "${COMPILER}")
string(REPLACE "," ";" COMPONENTS "${COMPONENTS}")

function(run)
  execute_process(COMMAND ${ARGV} WORKING_DIRECTORY "${SCRATCH}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run("${CONAN}" profile detect)
run("${CONAN}" remote remove *)
run("${CONAN}" remote add system "${CMAKE_CURRENT_LIST_DIR}/index" --type local-recipes-index)
set(ours -s compiler.cppstd=20 -s build_type=Debug --build missing -c "tools.cmake.cmake_layout:test_folder=${SCRATCH}/test"
         -c tools.cmake.cmaketoolchain:user_presets=)
run("${CONAN}" create "${LIBRARY}" ${ours})

# configure(<name> <component>...): the consumer with these options, as far as CMake finds everything.
function(configure name)
  set(options "")
  foreach(component IN LISTS ARGN)
    list(APPEND options -o "spnn/*:with_${component}=True")
  endforeach()
  run("${CONAN}" install "${PROJECT}" ${ours} ${options} --output-folder "${SCRATCH}/${name}")
  list(JOIN ARGN "," components)
  run("${CMAKE_COMMAND}" -S "${PROJECT}" -B "${SCRATCH}/${name}" -DCMAKE_BUILD_TYPE=Debug "-DCOMPONENTS=${components}"
      "-DCMAKE_TOOLCHAIN_FILE=${SCRATCH}/${name}/conan_toolchain.cmake")
endfunction()

foreach(component IN LISTS COMPONENTS)
  configure(with_${component} ${component})
endforeach()
configure(with_all ${COMPONENTS})
run("${CMAKE_COMMAND}" --build "${SCRATCH}/with_all")
run("${SCRATCH}/with_all/app")
