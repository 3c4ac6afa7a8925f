# `cmake --install build --prefix PREFIX`, and `cpack -G DEB`. What lies where below the prefix:
#   bin/puncta                     the program; it finds what it needs relative to itself
#   lib/puncta/python/puncta       the Python package, with the cases of `validate`
#   share/puncta/scenarios, cards  scenarios to run; copies of the cards that the program carries
#   include/puncta, lib*           headers and static libraries
#   lib*/cmake/puncta              find_package(puncta): puncta::engine, puncta::models, puncta::scenarios
include(CMakePackageConfigHelpers)
set(puncta_package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/puncta)
set(puncta_python_folder lib/puncta/python)  # as scenarios/runner/python_command.cpp looks for it
set(puncta_data_folder ${CMAKE_INSTALL_DATADIR}/puncta)

set_target_properties(puncta_engine PROPERTIES EXPORT_NAME engine)
set_target_properties(puncta_models PROPERTIES EXPORT_NAME models)
set_target_properties(puncta_runner PROPERTIES EXPORT_NAME scenarios)
set_target_properties(puncta_flags PROPERTIES EXPORT_NAME flags)
set_target_properties(puncta PROPERTIES EXPORT_NAME program)
install(TARGETS puncta_flags puncta_engine puncta_models puncta_runner puncta EXPORT puncta
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/puncta)
install(EXPORT puncta NAMESPACE puncta:: FILE puncta-targets.cmake DESTINATION ${puncta_package_folder})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/puncta-config.cmake.in ${PROJECT_BINARY_DIR}/puncta-config.cmake
    INSTALL_DESTINATION ${puncta_package_folder} PATH_VARS puncta_data_folder puncta_python_folder)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/puncta-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/puncta-config.cmake ${PROJECT_BINARY_DIR}/puncta-config-version.cmake
    DESTINATION ${puncta_package_folder})

install(DIRECTORY scenarios/reference scenarios/sweeps scenarios/targets scenarios/limits scenarios/published
    DESTINATION ${puncta_data_folder}/scenarios)
install(FILES scenarios/README.md scenarios/SCHEMA.md DESTINATION ${puncta_data_folder}/scenarios)
install(DIRECTORY models/cards DESTINATION ${puncta_data_folder} FILES_MATCHING PATTERN *.toml)
install(FILES models/sources.bib DESTINATION ${puncta_data_folder})
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/puncta)

if(TARGET puncta_core_module)
    install(DIRECTORY ${PROJECT_BINARY_DIR}/python/puncta DESTINATION ${puncta_python_folder}
        PATTERN __pycache__ EXCLUDE)
endif()

include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
