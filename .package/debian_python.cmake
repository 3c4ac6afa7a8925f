# Called by CPack between installing into its folder and packing: a link from where Debian's Python looks.
set(modules ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/lib/python3/dist-packages)
file(MAKE_DIRECTORY ${modules})
file(CREATE_LINK ../../puncta/python/puncta ${modules}/puncta SYMBOLIC)
