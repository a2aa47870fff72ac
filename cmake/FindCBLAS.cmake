# Finds CBLAS, the C interface of a BLAS such as OpenBLAS or BLIS, and defines the imported target CBLAS::CBLAS.
include("${CMAKE_CURRENT_LIST_DIR}/spnn_find_library.cmake")
spnn_find_library(CBLAS TARGET CBLAS::CBLAS HEADER cblas.h NAMES openblas blis cblas CONFIG OpenBLAS THEIRS OpenBLAS::OpenBLAS)
