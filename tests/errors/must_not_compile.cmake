# cmake -DCOMPILER=<c++> -DINCLUDES=<a|b> -DSOURCE=<file.cpp> -P must_not_compile.cmake
#
# The first line of SOURCE reads "// error: <regex>". Compiled as it is, SOURCE must fail, and the compiler's
# first error line must match the regex. Compiled with -DCONTROL it must pass: so it fails for that reason alone.

cmake_minimum_required(VERSION 3.25)

file(STRINGS "${SOURCE}" first LIMIT_COUNT 1)
if(NOT first MATCHES "^// error: (.+)$")
  message(FATAL_ERROR "${SOURCE}: the first line must read \"// error: <regex>\"")
endif()
set(expected "${CMAKE_MATCH_1}")

string(REPLACE "|" ";" INCLUDES "${INCLUDES}")
set(flags -std=c++20 -fsyntax-only)
foreach(folder IN LISTS INCLUDES)
  if(NOT folder STREQUAL "/usr/include") # the compiler's own; named again, it would come too early
    list(APPEND flags "-I${folder}")
  endif()
endforeach()
set(ENV{LC_ALL} C)

execute_process(COMMAND "${COMPILER}" ${flags} -DCONTROL "${SOURCE}" RESULT_VARIABLE code ERROR_VARIABLE output)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "the control must compile:\n${output}")
endif()

execute_process(COMMAND "${COMPILER}" ${flags} "${SOURCE}" RESULT_VARIABLE code ERROR_VARIABLE output)
if(code EQUAL 0)
  message(FATAL_ERROR "it compiles, but must not")
endif()
string(REGEX MATCH "[^\n]*error:[^\n]*" line "${output}")
if(NOT line MATCHES "${expected}")
  message(FATAL_ERROR "expected first: ${expected}\nfound first:    ${line}\n\n${output}")
endif()
message(STATUS "${line}")
