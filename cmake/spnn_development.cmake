# What tests, examples and benchmarks share: warnings, ccache where it is there, how GCC uses memory, what is compiled
# together. Nothing of this reaches a user's target.

set(CMAKE_CXX_EXTENSIONS OFF)

if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(SPNN_CCACHE ccache)
  mark_as_advanced(SPNN_CCACHE)
  if(SPNN_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${SPNN_CCACHE}")
  endif()
endif()

add_library(spnn_warnings INTERFACE)
target_compile_options(spnn_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow)

# GCC tidies its memory up many times while it compiles a unit; it takes 8 % less time, and a third more memory, when it
# waits with that.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(spnn_warnings INTERFACE --param=ggc-min-expand=400 --param=ggc-min-heapsize=1000000)
endif()

# spnn_compile_in_units(TARGET SIZE SOURCE...): sources of one directory as units of up to SIZE, in the order of their
# names, where tests are built: the headers they share are read once. In such a directory a name in an anonymous namespace
# stands in one file only; that a local name hides one of another file is no fault of either.
function(spnn_compile_in_units target size)
  if(NOT SPNN_BUILD_TESTS)
    return()
  endif()
  set(sources ${ARGN})
  list(SORT sources)
  set(last "")
  set(unit 0)
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH directory)
    if(NOT "${directory}" STREQUAL "${last}" OR left EQUAL 0)
      set(last "${directory}")
      math(EXPR unit "${unit} + 1")
      set(left "${size}")
    endif()
    math(EXPR left "${left} - 1")
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "unit_${unit}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP UNITY_BUILD_CODE_BEFORE_INCLUDE
                                             "#pragma GCC diagnostic ignored \"-Wshadow\"")
endfunction()

# spnn_compile_together(TARGET SOURCE...): these sources of the target as one unit, where tests are built. Where they
# instantiate much the same, that takes less than half of the processor's time. Where a program alone is wanted, a unit
# each is there sooner.
function(spnn_compile_together target)
  if(SPNN_BUILD_TESTS)
    set_source_files_properties(${ARGN} PROPERTIES UNITY_GROUP together)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  endif()
endfunction()
