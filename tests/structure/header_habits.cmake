# cmake -DROOT=<project> -P header_habits.cmake
#
# What holds for every header: it opens with a comment that begins with its own path, has #pragma once, brings no
# namespace into its users, lives in the inline namespace of its baseline, reads no integer of a peer or a file without
# stating its bounds, has at most 500 lines, has its mirror under tests/, and is included by spnn.hpp or the umbrella of its
# wing. A header in detail/ has neither mirror nor place in an umbrella: it is tested through the header that uses it.
# Headers of optional components, of kernels, of homomorphic encryption, of networks chosen at run time and of policies stand in no
# umbrella: they would double what every program compiles.

cmake_minimum_required(VERSION 3.25)

file(GLOB_RECURSE headers RELATIVE "${ROOT}/include/spnn" "${ROOT}/include/spnn/*.hpp")
if(NOT headers)
  message(FATAL_ERROR "no header under ${ROOT}/include/spnn")
endif()

include("${CMAKE_CURRENT_LIST_DIR}/../../cmake/spnn_components.cmake")

file(READ "${ROOT}/include/spnn/spnn.hpp" umbrella)
foreach(wing IN ITEMS split mpc outsourced)
  if(EXISTS "${ROOT}/include/spnn/${wing}.hpp")
    file(READ "${ROOT}/include/spnn/${wing}.hpp" of_wing)
    string(APPEND umbrella "${of_wing}")
  endif()
endforeach()
set(faults "")
foreach(header IN LISTS headers)
  file(READ "${ROOT}/include/spnn/${header}" content)
  string(REGEX REPLACE "[^\n]" "" newlines "${content}")
  string(LENGTH "${newlines}" lines)
  string(FIND "${content}" "// ${header}: " opening)
  if(NOT opening EQUAL 0)
    list(APPEND faults "${header}: does not open with \"// ${header}: what it is\"")
  endif()
  if(NOT content MATCHES "\n#pragma once\n")
    list(APPEND faults "${header}: has no #pragma once")
  endif()
  if(content MATCHES "\nusing namespace ")
    list(APPEND faults "${header}: using namespace in a header")
  endif()
  if(content MATCHES "\nnamespace spnn[^\n]*{" AND NOT content MATCHES "\nnamespace SPNN_NAMESPACE")
    list(APPEND faults "${header}: its names must stand in SPNN_NAMESPACE")
  endif()
  # An integer from a peer or a file is read with its bounds: byte_reader::whole, or a field of a record.
  if(content MATCHES "[.>]scalar<(std::)?u?int" AND NOT header MATCHES "^core/(bytes|record)\\.hpp$")
    list(APPEND faults "${header}: reads an integer without a bound; use byte_reader::whole")
  endif()
  if(lines GREATER 500)
    list(APPEND faults "${header}: ${lines} lines, at most 500 allowed")
  endif()

  if(header MATCHES "(^|/)detail/|^(spnn|split|mpc|outsourced|version)\\.hpp$")
    continue()
  endif()
  string(REGEX REPLACE "\\.hpp$" "" stem "${header}")
  if(NOT EXISTS "${ROOT}/tests/${stem}.cpp" AND NOT IS_DIRECTORY "${ROOT}/include/spnn/${stem}")
    list(APPEND faults "${header}: has no tests/${stem}.cpp")
  endif()
  string(FIND "${umbrella}" "\n#include <spnn/${header}>\n" included)
  spnn_component_of("${header}" component)
  if(included EQUAL -1 AND NOT component AND NOT header MATCHES "^(he|core/simd)/|^(nn|split)/(any_network|description|kinds|network_text|loss/any|policy|coordinated)\\.hpp$|^split/(protocols|first_layer/encrypted)\\.hpp$")
    list(APPEND faults "${header}: is not included by spnn.hpp or the umbrella of its wing")
  endif()
endforeach()

if(faults)
  list(JOIN faults "\n  " faults)
  message(FATAL_ERROR "habits of a header broken:\n  ${faults}")
endif()
list(LENGTH headers count)
message(STATUS "${count} headers, all in order")
