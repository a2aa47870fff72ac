# cmake -DROOT=<project> -P include_direction.cmake
#
# Walks every #include under include/spnn and fails on an edge that docs/rooms.md forbids. Rooms that know
# little of each other stay replaceable; this is what keeps them so.

cmake_minimum_required(VERSION 3.25)

# What a room may include besides itself.
set(may_core "")
set(may_crypto core)
set(may_nn core)
set(may_data core)
set(may_net core crypto)
set(may_he core crypto)
set(may_fss core crypto)
set(may_audit core crypto nn data)
set(may_store core crypto data)
set(may_defence core crypto nn store)
set(may_exchange core crypto nn data store)
set(may_session core crypto net)
set(may_share core crypto net session)
set(may_align core crypto net data store session)
set(may_train core crypto nn data net session store)
set(may_coordinate core crypto net session store train)
set(may_split core crypto nn data net he store exchange session share align train coordinate defence)
set(may_mpc core crypto nn data net fss store exchange session share train coordinate)
set(may_outsourced core crypto nn data net he store exchange session train coordinate)
set(rooms core crypto nn data net he fss audit defence store exchange session share align train coordinate split mpc outsourced)
set(may_testing ${rooms}) # and nobody may include it
list(APPEND rooms testing)

# Foreign headers, and the only files that may include them.
set(foreign
    "^<(xtensor|xtl)/ => ^core/tensor\\.hpp$"
    "^<(gmp|gmpxx)\\.h> => ^he/"
    "^<boost/multiprecision/ => ^he/"
    "^<zlib\\.h> => ^data/gzip\\.hpp$"
    "^<zip\\.h> => ^data/npz\\.hpp$"
    "^<cblas\\.h> => ^nn/blas\\.hpp$"
    "^<boost/asio => ^net/"
    "^<openssl/ => ^net/"
    "^<grpcpp/ => ^net/"
    "^<mpi\\.h> => ^net/"
    "^<sodium\\.h> => ^align/"
    "^<doctest/doctest\\.h> => ^testing/")

# Headers of optional components: no header outside the component may include them.
include("${CMAKE_CURRENT_LIST_DIR}/../../cmake/spnn_components.cmake")

set(faults "")
macro(fault)
  string(CONCAT sentence ${ARGN})
  list(APPEND faults "${file}: ${sentence}")
endmacro()

# Which components may build on which.
set(may_component_tls tcp)
set(may_component_grpc tls)

function(check_own_header file room path)
  string(REGEX MATCH "^[^/]+" other "${path}")
  spnn_component_of("${path}" of_component)
  spnn_component_of("${file}" own_component)
  set(is_foreign_part FALSE)
  if(of_component AND NOT own_component STREQUAL of_component AND NOT "${of_component}" IN_LIST may_component_${own_component})
    set(is_foreign_part TRUE)
  endif()
  if(NOT EXISTS "${ROOT}/include/spnn/${path}")
    fault("<spnn/${path}> does not exist")
  elseif(path MATCHES "^(split|mpc|outsourced|spnn)\\.hpp$" AND NOT file STREQUAL "spnn.hpp")
    fault("no header may include ${path}, which includes a whole wing")
  elseif(NOT file STREQUAL path AND is_foreign_part)
    fault("${path} is of the optional component ${of_component}, which ${file} is not")
  elseif(file MATCHES "^(split|mpc|outsourced|spnn)\\.hpp$" OR path STREQUAL "version.hpp" OR other STREQUAL room)
    # allowed
  elseif(file STREQUAL "version.hpp")
    if(NOT path STREQUAL "core/abi.hpp")
      fault("may include core/abi.hpp only, not ${path}")
    endif()
  elseif(NOT other IN_LIST may_${room})
    fault("room ${room} may not include ${path}")
  elseif(room MATCHES "^(align|share)$" AND path MATCHES "^net/(transport|decorator)/")
    fault("room ${room} may use the concept and the messages of net, not the model ${path}")
  endif()
  set(faults "${faults}" PARENT_SCOPE)
endfunction()

function(check_foreign_header file include)
  foreach(rule IN LISTS foreign)
    string(REGEX MATCH "^(.*) => (.*)$" rule "${rule}")
    set(header "${CMAKE_MATCH_1}")
    set(allowed "${CMAKE_MATCH_2}")
    if(include MATCHES "${header}")
      if(NOT file MATCHES "${allowed}")
        fault("may not include ${include}")
      endif()
      set(faults "${faults}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  # The standard library, and the system's C headers.
  if(NOT include MATCHES "^<[a-z_0-9]+(\\.h)?>$" AND NOT include MATCHES "^<(sys|net|netinet|arpa|linux)/[a-z_0-9]+\\.h>$")
    fault("${include}: no rule says who may include it")
  endif()
  set(faults "${faults}" PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE files RELATIVE "${ROOT}/include/spnn" "${ROOT}/include/spnn/*")
if(NOT files)
  message(FATAL_ERROR "no header under ${ROOT}/include/spnn")
endif()
set(edges 0)
foreach(file IN LISTS files)
  string(REGEX MATCH "^[^/]+" room "${file}")
  if(NOT room IN_LIST rooms AND NOT file MATCHES "^(split|mpc|outsourced|spnn|version)\\.hpp$")
    fault("stands in no known room")
    continue()
  endif()
  file(STRINGS "${ROOT}/include/spnn/${file}" lines REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS lines)
    math(EXPR edges "${edges} + 1")
    if(line MATCHES "<spnn/([^>]+)>")
      check_own_header("${file}" "${room}" "${CMAKE_MATCH_1}")
    elseif(line MATCHES "(<[^>]+>)")
      check_foreign_header("${file}" "${CMAKE_MATCH_1}")
    else()
      string(STRIP "${line}" line)
      fault("[${line}]: write #include <spnn/room/file.hpp>")
    endif()
  endforeach()
endforeach()

if(faults)
  list(JOIN faults "\n  " faults)
  message(FATAL_ERROR "forbidden includes:\n  ${faults}")
endif()
list(LENGTH files count)
message(STATUS "${count} headers, ${edges} includes, none forbidden")
