# spnn_find_library(<Package> TARGET <Name::Name> HEADER <file.h> NAMES <library>... [CONFIG <package> <its::target>])
#
# For a library that brings no CMake package of its own on many systems: what stands in Find<Package>.cmake. A target of
# that name, or that a package manager's config brings (Conan's does), is taken as it is. Otherwise header and library
# are looked for; <PACKAGE>_INCLUDE_DIR and <PACKAGE>_LIBRARY override.

include(FindPackageHandleStandardArgs)

macro(spnn_find_library package)
  cmake_parse_arguments(find "" "TARGET;HEADER" "NAMES;CONFIG" ${ARGN})
  string(TOUPPER "${package}" find_prefix)

  if(find_CONFIG AND NOT TARGET ${find_TARGET})
    list(GET find_CONFIG 0 find_config)
    list(GET find_CONFIG 1 find_theirs)
    if(NOT TARGET ${find_theirs})
      find_package(${find_config} CONFIG QUIET)
    endif()
    if(TARGET ${find_theirs})
      add_library(${find_TARGET} INTERFACE IMPORTED)
      set_target_properties(${find_TARGET} PROPERTIES INTERFACE_LINK_LIBRARIES ${find_theirs})
    endif()
  endif()

  if(TARGET ${find_TARGET})
    set(${find_prefix}_TARGET ${find_TARGET})
    find_package_handle_standard_args(${package} REQUIRED_VARS ${find_prefix}_TARGET)
  else()
    find_path(${find_prefix}_INCLUDE_DIR ${find_HEADER})
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
