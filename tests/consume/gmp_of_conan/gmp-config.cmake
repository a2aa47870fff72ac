# Stands for the file that Conan's CMakeDeps writes.
add_library(gmp::gmp INTERFACE IMPORTED)
set_target_properties(gmp::gmp PROPERTIES INTERFACE_LINK_LIBRARIES gmp)
