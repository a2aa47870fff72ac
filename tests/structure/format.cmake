# cmake -DPROGRAM=<clang-format> -DROOT=<project> [-DFIX=ON] -P format.cmake
#
# Fails unless every C++ file is as clang-format writes it; with FIX, writes it so.

cmake_minimum_required(VERSION 3.25)

set(files "")
foreach(folder IN ITEMS include tests examples bench docs test_package)
  foreach(ending IN ITEMS hpp cpp inl)
    file(GLOB_RECURSE found "${ROOT}/${folder}/*.${ending}")
    list(APPEND files ${found})
  endforeach()
endforeach()
list(FILTER files EXCLUDE REGEX "/test_package/build/") # what `conan create` leaves there
list(LENGTH files count)
if(count LESS 100)
  message(FATAL_ERROR "only ${count} files under ${ROOT}")
endif()

set(how --dry-run --Werror)
if(FIX)
  set(how -i)
endif()
execute_process(COMMAND "${PROGRAM}" ${how} ${files} RESULT_VARIABLE code ERROR_VARIABLE said)
if(NOT code EQUAL 0)
  string(REGEX MATCHALL "[^\n]*error:[^\n]*" lines "${said}")
  list(JOIN lines "\n  " lines)
  message(FATAL_ERROR "not as clang-format writes it (cmake --build <build> --target spnn_format mends it):\n  ${lines}")
endif()
message(STATUS "${count} files are in order")
