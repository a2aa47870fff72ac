# Headers, a package config that resolves the dependencies where it is used, and the same for pkg-config. The installed
# files are the same for all: whether zlib or OpenSSL was there when they were installed changes nothing.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/spnn")

install(TARGETS spnn EXPORT spnn_targets FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT spnn_targets FILE spnnTargets.cmake NAMESPACE spnn:: DESTINATION "${package_dir}")

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/spnnConfig.cmake.in" "${PROJECT_BINARY_DIR}/spnnConfig.cmake"
                              INSTALL_DESTINATION "${package_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/spnnConfigVersion.cmake" COMPATIBILITY SameMinorVersion
                                 ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/spnnConfig.cmake" "${PROJECT_BINARY_DIR}/spnnConfigVersion.cmake"
        DESTINATION "${package_dir}")
foreach(name IN ITEMS FindGMP FindSodium FindZip FindCBLAS spnn_find_library spnn_components)
  install(FILES "${CMAKE_CURRENT_LIST_DIR}/${name}.cmake" DESTINATION "${package_dir}")
endforeach()

# spnn.pc, and spnn-<component>.pc for each component. Paths are relative to the file, so that the tree may move.
set(pkgconfig_dir "${CMAKE_INSTALL_DATADIR}/pkgconfig")
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_INCLUDEDIR BASE_DIRECTORY "${CMAKE_INSTALL_FULL_DATADIR}/pkgconfig"
           OUTPUT_VARIABLE include_from_pkgconfig)
function(spnn_install_pkgconfig name description requires)
  list(JOIN requires ", " requires)
  configure_file("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/spnn.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${pkgconfig_dir}")
endfunction()
spnn_install_pkgconfig(spnn "${PROJECT_DESCRIPTION}" "xtensor >= 0.24;gmp")
foreach(component IN LISTS spnn_components)
  spnn_install_pkgconfig(spnn-${component} "spnn with ${spnn_${component}_needs}" "spnn;${spnn_${component}_pkgconfig}")
endforeach()
