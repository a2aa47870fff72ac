# Finds libsodium and defines the imported target Sodium::Sodium.
#
# A target libsodium::libsodium that is there already (Conan's) is taken as it is. Otherwise the header and the
# library are looked for; SODIUM_INCLUDE_DIR and SODIUM_LIBRARY override.

if(NOT TARGET Sodium::Sodium AND NOT TARGET libsodium::libsodium)
  find_package(libsodium CONFIG QUIET)
endif()

if(TARGET libsodium::libsodium AND NOT TARGET Sodium::Sodium)
  add_library(Sodium::Sodium INTERFACE IMPORTED)
  set_target_properties(Sodium::Sodium PROPERTIES INTERFACE_LINK_LIBRARIES libsodium::libsodium)
endif()

include(FindPackageHandleStandardArgs)
if(TARGET Sodium::Sodium)
  set(SODIUM_TARGET Sodium::Sodium)
  find_package_handle_standard_args(Sodium REQUIRED_VARS SODIUM_TARGET)
  return()
endif()

find_path(SODIUM_INCLUDE_DIR sodium.h)
find_library(SODIUM_LIBRARY sodium)
mark_as_advanced(SODIUM_INCLUDE_DIR SODIUM_LIBRARY)
find_package_handle_standard_args(Sodium REQUIRED_VARS SODIUM_LIBRARY SODIUM_INCLUDE_DIR)

if(Sodium_FOUND)
  add_library(Sodium::Sodium UNKNOWN IMPORTED)
  set_target_properties(Sodium::Sodium PROPERTIES IMPORTED_LOCATION "${SODIUM_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES
                                                                                        "${SODIUM_INCLUDE_DIR}")
endif()
