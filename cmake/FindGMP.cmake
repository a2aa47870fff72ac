# Finds GMP, the GNU multiple precision library, and defines the imported target GMP::GMP.
include("${CMAKE_CURRENT_LIST_DIR}/spnn_find_library.cmake")
spnn_find_library(GMP TARGET GMP::GMP HEADER gmp.h NAMES gmp CONFIG gmp THEIRS gmp::gmp)
