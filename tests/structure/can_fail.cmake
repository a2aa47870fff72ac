# cmake -DSCRATCH=<folder> -P can_fail.cmake
#
# The checks of this folder on small trees that are wrong in one way each: every fault must be found and named.

cmake_minimum_required(VERSION 3.25)

# Writes a good tree into SCRATCH: a few headers, each with its test, and spnn.hpp.
function(good_tree)
  file(REMOVE_RECURSE "${SCRATCH}")
  set(umbrella "// spnn.hpp: all.\n\n#pragma once\n\n")
  foreach(header IN ITEMS core/tensor core/error crypto/aes net/channel net/transport/memory he/packing share/beaver
                          data/gzip testing/laws)
    write_header(${header} "#include <vector>")
    file(WRITE "${SCRATCH}/tests/${header}.cpp" "")
    if(NOT header MATCHES "^(data/gzip|testing/laws)$")
      string(APPEND umbrella "#include <spnn/${header}.hpp>\n")
    endif()
  endforeach()
  file(WRITE "${SCRATCH}/include/spnn/spnn.hpp" "${umbrella}")
endfunction()

function(write_header header text)
  file(WRITE "${SCRATCH}/include/spnn/${header}.hpp" "// ${header}.hpp: what it is.\n\n#pragma once\n\n${text}\n\n"
                                                    "namespace SPNN_NAMESPACE {\n}\n")
endfunction()

function(run check result output)
  execute_process(
    COMMAND "${CMAKE_COMMAND}" "-DROOT=${SCRATCH}" -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${check}.cmake"
    RESULT_VARIABLE code
    OUTPUT_VARIABLE out
    ERROR_VARIABLE out)
  set(${result} "${code}" PARENT_SCOPE)
  set(${output} "${out}" PARENT_SCOPE)
endfunction()

function(expect_pass check)
  run(${check} code output)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${check}: a good tree was refused:\n${output}")
  endif()
endfunction()

function(expect_fault check sentence)
  run(${check} code output)
  if(code EQUAL 0)
    message(FATAL_ERROR "${check}: not found: ${sentence}")
  endif()
  string(REGEX REPLACE "[ \n]+" " " output "${output}") # message() wraps its lines
  string(FIND "${output}" "${sentence}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${check}: expected \"${sentence}\" in:\n${output}")
  endif()
endfunction()

good_tree()
expect_pass(include_direction)
expect_pass(header_habits)

# header, its include, the sentence
set(cases
    "core/error|<spnn/crypto/aes.hpp>|core/error.hpp: room core may not include crypto/aes.hpp"
    "crypto/aes|<spnn/net/channel.hpp>|room crypto may not include net/channel.hpp"
    "share/beaver|<spnn/he/packing.hpp>|room share may not include he/packing.hpp"
    "share/beaver|<spnn/net/transport/memory.hpp>|not the model net/transport/memory.hpp"
    "core/error|<spnn/core/missing.hpp>|<spnn/core/missing.hpp> does not exist"
    "core/error|<spnn/data/gzip.hpp>|data/gzip.hpp is of the optional component gzip"
    "net/channel|<spnn/testing/laws.hpp>|testing/laws.hpp is of the optional component testing"
    "net/channel|<doctest/doctest.h>|net/channel.hpp: may not include <doctest/doctest.h>"
    "core/error|<xtensor/xtensor.hpp>|core/error.hpp: may not include <xtensor/xtensor.hpp>"
    "crypto/aes|<gmp.h>|crypto/aes.hpp: may not include <gmp.h>"
    "share/beaver|<boost/multiprecision/cpp_int.hpp>|may not include <boost/multiprecision/cpp_int.hpp>"
    "net/channel|<zlib.h>|net/channel.hpp: may not include <zlib.h>"
    "net/channel|<eigen3/Eigen/Core>|<eigen3/Eigen/Core>: no rule says who may include it"
    "core/error|\"tensor.hpp\"|write #include <spnn/room/file.hpp>"
    "kitchen/sink|<vector>|kitchen/sink.hpp: stands in no known room")
foreach(case IN LISTS cases)
  string(REPLACE "|" ";" case "${case}")
  list(GET case 0 header)
  list(GET case 1 include)
  list(GET case 2 sentence)
  good_tree()
  write_header(${header} "  #  include ${include}")
  expect_fault(include_direction "${sentence}")
endforeach()

# What is allowed on purpose stays allowed.
good_tree()
write_header(core/tensor "#include <xtensor/xtensor.hpp>")
write_header(he/packing "#include <gmp.h>\n#include <boost/multiprecision/gmp.hpp>\n#include <spnn/core/error.hpp>")
write_header(share/beaver "#include <spnn/net/channel.hpp>")
write_header(data/gzip "#include <zlib.h>")
write_header(testing/laws "#include <doctest/doctest.h>\n#include <spnn/net/channel.hpp>\n#include <spnn/he/packing.hpp>")
expect_pass(include_direction)

good_tree()
file(WRITE "${SCRATCH}/include/spnn/core/error.hpp" "#pragma once\n")
expect_fault(header_habits "core/error.hpp: does not open with")
good_tree()
file(WRITE "${SCRATCH}/include/spnn/core/error.hpp" "// core/error.hpp: what it is.\n")
expect_fault(header_habits "core/error.hpp: has no #pragma once")
good_tree()
write_header(core/error "using namespace std;")
expect_fault(header_habits "core/error.hpp: using namespace in a header")
good_tree()
file(WRITE "${SCRATCH}/include/spnn/core/error.hpp" "// core/error.hpp: x\n\n#pragma once\n\nnamespace spnn {\n}\n")
expect_fault(header_habits "core/error.hpp: its names must stand in SPNN_NAMESPACE")
good_tree()
string(REPEAT "//\n" 500 long)
write_header(core/error "${long}")
expect_fault(header_habits "lines, at most 500 allowed")
good_tree()
write_header(core/error "inline auto rows = in.scalar<std::uint64_t>(\"rows\");")
expect_fault(header_habits "core/error.hpp: reads an integer without a bound")
good_tree()
file(REMOVE "${SCRATCH}/tests/core/error.cpp")
expect_fault(header_habits "core/error.hpp: has no tests/core/error.cpp")
good_tree()
write_header(core/newcomer "#include <vector>")
file(WRITE "${SCRATCH}/tests/core/newcomer.cpp" "")
expect_fault(header_habits "core/newcomer.hpp: is not included by spnn.hpp")

file(REMOVE_RECURSE "${SCRATCH}")
