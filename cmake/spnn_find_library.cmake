# spnn_find_library(<Package> TARGET <Name::Name> HEADER <file.h> NAMES <library>... [THEIRS <its::target>] [CONFIG <package>])
#
# For a library that brings no CMake package of its own on many systems: what stands in Find<Package>.cmake. A target of
# that name, or THEIRS, which the package <CONFIG> of a package manager such as Conan brings, is taken as it is. Otherwise
# header and library are looked for; <PACKAGE>_INCLUDE_DIR and <PACKAGE>_LIBRARY override.

include(FindPackageHandleStandardArgs)

macro(spnn_find_library package)
  cmake_parse_arguments(find "" "TARGET;HEADER;THEIRS;CONFIG" "NAMES" ${ARGN})
  string(TOUPPER "${package}" find_prefix)

  if(find_THEIRS AND NOT TARGET ${find_TARGET})
    if(find_CONFIG AND NOT TARGET ${find_THEIRS})
      find_package(${find_CONFIG} CONFIG QUIET)
    endif()
    if(TARGET ${find_THEIRS})
      add_library(${find_TARGET} INTERFACE IMPORTED)
      set_target_properties(${find_TARGET} PROPERTIES INTERFACE_LINK_LIBRARIES ${find_THEIRS})
    endif()
  endif()

  if(TARGET ${find_TARGET})
    set(${find_prefix}_TARGET ${find_TARGET})
    find_package_handle_standard_args(${package} REQUIRED_VARS ${find_prefix}_TARGET)
  else()
    find_path(${find_prefix}_INCLUDE_DIR ${find_HEADER} PATH_SUFFIXES openblas blis)
    find_library(${find_prefix}_LIBRARY NAMES ${find_NAMES})
    mark_as_advanced(${find_prefix}_INCLUDE_DIR ${find_prefix}_LIBRARY)
    find_package_handle_standard_args(${package} REQUIRED_VARS ${find_prefix}_LIBRARY ${find_prefix}_INCLUDE_DIR)
    if(${package}_FOUND)
      add_library(${find_TARGET} UNKNOWN IMPORTED)
      set_target_properties(${find_TARGET} PROPERTIES IMPORTED_LOCATION "${${find_prefix}_LIBRARY}"
                                                      INTERFACE_INCLUDE_DIRECTORIES "${${find_prefix}_INCLUDE_DIR}")
    endif()
  endif()
endmacro()
