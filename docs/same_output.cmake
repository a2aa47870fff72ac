# Fails unless PROGRAM prints what stands in DOCUMENT.
execute_process(COMMAND "${PROGRAM}" OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
file(READ "${DOCUMENT}" written)
if(NOT printed STREQUAL written)
  message(FATAL_ERROR "${DOCUMENT} differs from the code: write it anew with ${PROGRAM} > ${DOCUMENT}")
endif()
