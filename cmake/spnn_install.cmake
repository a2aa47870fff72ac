# Headers, and a package config that resolves the dependencies where it is used. The installed files are the
# same for all: whether zlib or OpenSSL was there when they were installed changes nothing.

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
              "${CMAKE_CURRENT_LIST_DIR}/FindGMP.cmake" "${CMAKE_CURRENT_LIST_DIR}/FindSodium.cmake"
              "${CMAKE_CURRENT_LIST_DIR}/spnn_components.cmake" DESTINATION "${package_dir}")
