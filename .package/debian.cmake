# `cpack -G DEB` in the build folder: one package, for the Debian release it is built on. Which libraries it needs is
# computed from the binaries (dpkg-shlibdeps); what the commands written in Python import is named here.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME puncta)
set(CPACK_PACKAGE_VENDOR "Puncta developers")
set(CPACK_PACKAGE_CONTACT "Puncta developers <puncta@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "simulation of microneedle rollers")
set(CPACK_PACKAGE_DESCRIPTION "Puncta models layered skin and the needles of a roller pressed and rolled over it, and
computes where the needles puncture, how deep, and with what spread. Program, Python package, libraries and headers.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
if(TARGET puncta_core_module)
    math(EXPR next_minor "${Python_VERSION_MINOR} + 1")
    string(JOIN ", " CPACK_DEBIAN_PACKAGE_DEPENDS
        "python3 (>= ${Python_VERSION_MAJOR}.${Python_VERSION_MINOR})"
        "python3 (<< ${Python_VERSION_MAJOR}.${next_minor})"
        python3-numpy python3-scipy python3-pandas python3-xarray python3-h5py python3-h5netcdf python3-matplotlib)
    set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3-optuna, python3-distributed, calculix-ccx")
    # `import puncta` of the system's Python finds the package.
    set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/debian_python.cmake)
endif()
# Of building against the libraries.
string(JOIN ", " CPACK_DEBIAN_PACKAGE_SUGGESTS libeigen3-dev libfmt-dev libtomlplusplus-dev libcli11-dev
    nlohmann-json3-dev zlib1g-dev libhdf5-dev libxxhash-dev libisal-dev libboost-dev)
include(CPack)
