# cmake -DCOMPILER=<c++> -DSCRATCH=<folder> -P can_fail.cmake
#
# must_not_compile.cmake on programs it must refuse: a check that always passes would be worthless.

cmake_minimum_required(VERSION 3.25)

function(check program result output)
  file(WRITE "${SCRATCH}/program.cpp" "${program}")
  execute_process(
    COMMAND "${CMAKE_COMMAND}" "-DCOMPILER=${COMPILER}" -DINCLUDES= "-DSOURCE=${SCRATCH}/program.cpp" -P
            "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/must_not_compile.cmake"
    RESULT_VARIABLE code
    OUTPUT_VARIABLE out
    ERROR_VARIABLE out)
  set(${result} "${code}" PARENT_SCOPE)
  set(${output} "${out}" PARENT_SCOPE)
endfunction()

function(expect_refusal program sentence)
  check("${program}" code output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}") # message() wraps its lines
  string(FIND "${output}" "${sentence}" at)
  if(code EQUAL 0 OR at EQUAL -1)
    message(FATAL_ERROR "expected a refusal saying \"${sentence}\", came:\n${output}")
  endif()
endfunction()

set(broken "#ifndef CONTROL\nstatic_assert(false, \"apples only\");\n#endif\n")
check("// error: apples only\n${broken}" code output)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "a good test was refused:\n${output}")
endif()
expect_refusal("${broken}" "the first line must read")
expect_refusal("// error: apples only\nint x = 0;\n" "it compiles, but must not")
expect_refusal("// error: pears only\n${broken}" "found first:")
expect_refusal("// error: apples only\nstatic_assert(false, \"apples only\");\n" "the control must compile")
expect_refusal("// error: apples only\n#ifndef CONTROL\nint early = nothing;\n#endif\n${broken}" "found first:")

file(REMOVE_RECURSE "${SCRATCH}")
