# cmake -DDOXYGEN=<program> -DPYTHON=<program> -DDOXYFILE=<file> -DOUTPUT=<folder> -P make.cmake: writes OUTPUT/html
# afresh, with the search of search.py. A warning of Doxygen is a failure.
file(REMOVE_RECURSE "${OUTPUT}/html")
file(MAKE_DIRECTORY "${OUTPUT}")
set(ENV{SPNN_DOCS_OUTPUT} "${OUTPUT}")
execute_process(COMMAND "${DOXYGEN}" "${DOXYFILE}" RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "Doxygen has found faults, see above (${result})")
endif()
if(NOT EXISTS "${OUTPUT}/html/index.html")
  message(FATAL_ERROR "Doxygen wrote no ${OUTPUT}/html/index.html")
endif()
execute_process(COMMAND "${PYTHON}" "${CMAKE_CURRENT_LIST_DIR}/search.py" "${OUTPUT}/html" COMMAND_ERROR_IS_FATAL ANY)
