# Finds GMP, the GNU multiple precision library, and defines the imported target GMP::GMP.
#
# A target gmp::gmp that is there already, or that a package manager's config brings (Conan's does), is taken
# as it is. Otherwise the header and the library are looked for; GMP_INCLUDE_DIR and GMP_LIBRARY override.

if(NOT TARGET GMP::GMP AND NOT TARGET gmp::gmp)
  find_package(gmp CONFIG QUIET)
endif()

if(TARGET gmp::gmp AND NOT TARGET GMP::GMP)
  add_library(GMP::GMP INTERFACE IMPORTED)
  set_target_properties(GMP::GMP PROPERTIES INTERFACE_LINK_LIBRARIES gmp::gmp)
endif()

include(FindPackageHandleStandardArgs)
if(TARGET GMP::GMP)
  set(GMP_TARGET GMP::GMP)
  find_package_handle_standard_args(GMP REQUIRED_VARS GMP_TARGET)
  return()
endif()

find_path(GMP_INCLUDE_DIR gmp.h)
find_library(GMP_LIBRARY gmp)
mark_as_advanced(GMP_INCLUDE_DIR GMP_LIBRARY)
find_package_handle_standard_args(GMP REQUIRED_VARS GMP_LIBRARY GMP_INCLUDE_DIR)

if(GMP_FOUND)
  add_library(GMP::GMP UNKNOWN IMPORTED)
  set_target_properties(GMP::GMP PROPERTIES IMPORTED_LOCATION "${GMP_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES
                                                                              "${GMP_INCLUDE_DIR}")
endif()
