#include "engine/storage/hdf5_driver.hpp"

#include <algorithm>
#include <exception>
#include <memory>

namespace puncta {

namespace {

/// What the access properties carry; HDF5 copies it byte by byte.
struct Target {
    JournaledFile* file;
};

/// HDF5 knows an open file by the address of its first member.
struct OpenFile {
    H5FD_t base{};
    JournaledFile* file = nullptr;
    haddr_t end_of_addresses = 0;
};

OpenFile& of(H5FD_t* file) {
    return *reinterpret_cast<OpenFile*>(file);
}
const OpenFile& of(const H5FD_t* file) {
    return *reinterpret_cast<const OpenFile*>(file);
}

H5FD_t* open_file(const char* /*name*/, unsigned flags, hid_t access, haddr_t /*largest*/) {
    const auto* target = static_cast<const Target*>(H5Pget_driver_info(access));
    if (target == nullptr) return nullptr;
    auto opened = std::make_unique<OpenFile>();
    opened->file = target->file;
    if ((flags & H5F_ACC_TRUNC) != 0) opened->file->resize(0);
    return &opened.release()->base;
}

herr_t close_file(H5FD_t* file) {
    const std::unique_ptr<OpenFile> owner(&of(file));
    return 0;
}

herr_t query(const H5FD_t* /*file*/, unsigned long* flags) {
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
    return 0;
}

haddr_t end_of_addresses(const H5FD_t* file, H5FD_mem_t /*type*/) {
    return of(file).end_of_addresses;
}

herr_t set_end_of_addresses(H5FD_t* file, H5FD_mem_t /*type*/, haddr_t address) {
    of(file).end_of_addresses = address;
    return 0;
}

haddr_t end_of_file(const H5FD_t* file, H5FD_mem_t /*type*/) {
    return of(file).file->size();
}

herr_t read_bytes(H5FD_t* file, H5FD_mem_t /*type*/, hid_t /*transfer*/, haddr_t address, std::size_t size,
                  void* buffer) {
    try {
        of(file).file->read(address, {static_cast<std::byte*>(buffer), size});
    } catch (const std::exception&) {
        return -1;
    }
    return 0;
}

herr_t write_bytes(H5FD_t* file, H5FD_mem_t /*type*/, hid_t /*transfer*/, haddr_t address, std::size_t size,
                   const void* buffer) {
    of(file).file->write(address, {static_cast<const std::byte*>(buffer), size});
    return 0;
}

/// HDF5 asks for a file as long as its addresses.
herr_t truncate(H5FD_t* file, hid_t /*transfer*/, hbool_t /*closing*/) {
    of(file).file->resize(of(file).end_of_addresses);
    return 0;
}

H5FD_class_t driver_class() {
    H5FD_class_t driver{};
    driver.name = "puncta";
    driver.maxaddr = (haddr_t{1} << 62U) - 1;
    driver.fc_degree = H5F_CLOSE_WEAK;
    driver.fapl_size = sizeof(Target);
    driver.open = &open_file;
    driver.close = &close_file;
    driver.query = &query;
    driver.get_eoa = &end_of_addresses;
    driver.set_eoa = &set_end_of_addresses;
    driver.get_eof = &end_of_file;
    driver.read = &read_bytes;
    driver.write = &write_bytes;
    driver.truncate = &truncate;
    constexpr H5FD_mem_t lists[H5FD_MEM_NTYPES] = H5FD_FLMAP_DICHOTOMY;
    std::copy(std::begin(lists), std::end(lists), std::begin(driver.fl_map));
    return driver;
}

}  // namespace

Hdf5Properties access_through(JournaledFile& file, const Hdf5Place& place) {
    static const H5FD_class_t driver = driver_class();
    static const hid_t id = H5FDregister(&driver);
    Hdf5Properties access(H5Pcreate(H5P_FILE_ACCESS), place, "describe");
    const Target target{&file};
    checked(H5Pset_driver(access.id(), id, &target), place, "describe");
    return access;
}

}  // namespace puncta
