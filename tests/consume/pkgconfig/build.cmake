# cmake -DPKG_CONFIG=.. -DCOMPILER=.. -DTREE=<installed> -DSCRATCH=<folder> -P build.cmake

cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE "${SCRATCH}")
file(MAKE_DIRECTORY "${SCRATCH}")
set(ENV{PKG_CONFIG_PATH} "${TREE}/share/pkgconfig")
execute_process(COMMAND "${PKG_CONFIG}" --cflags --libs spnn spnn-gzip OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
execute_process(COMMAND "${COMPILER}" -std=c++20 "${CMAKE_CURRENT_LIST_DIR}/main.cpp" -o "${SCRATCH}/program" ${flags}
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${SCRATCH}/program" COMMAND_ERROR_IS_FATAL ANY)
