# cmake -DNM=<nm> -DONE=<a.o> -DOTHER=<b.o> -P no_shared_symbol.cmake
#
# Fails if both objects define one symbol of the library: the linker would keep one body for both, perhaps the
# one with instructions that the machine does not have.

cmake_minimum_required(VERSION 3.25)

function(symbols_of object result)
  execute_process(COMMAND "${NM}" --extern-only --defined-only "${object}" OUTPUT_VARIABLE output
                  COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[^ \n]*4spnn[^ \n]*" symbols "${output}") # the mangled name of the namespace
  list(REMOVE_DUPLICATES symbols)
  if(NOT symbols)
    message(FATAL_ERROR "${object}: defines no symbol of the library, so there is nothing to compare")
  endif()
  set(${result} "${symbols}" PARENT_SCOPE)
endfunction()

symbols_of("${ONE}" one)
symbols_of("${OTHER}" other)
list(LENGTH one count_one)
list(LENGTH other count_other)
set(all ${one} ${other})
list(REMOVE_DUPLICATES all)
list(LENGTH all count_all)
math(EXPR shared "${count_one} + ${count_other} - ${count_all}")

if(shared GREATER 0)
  foreach(symbol IN LISTS other)
    if(symbol IN_LIST one)
      message(NOTICE "${symbol}")
    endif()
  endforeach()
  message(FATAL_ERROR "units of different instruction sets share ${shared} symbols, named above")
endif()
message(STATUS "${count_one} and ${count_other} symbols, none shared")
