# What tests, examples and benchmarks share: warnings, and ccache where it is there. Nothing of this reaches
# a user's target.

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
