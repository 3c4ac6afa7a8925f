#include "engine/storage/hdf5_output.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace puncta {

namespace {

/// Room for what HDF5 adds to the data: chunk indices, headers, and incomplete chunks moved as they grow.
constexpr std::uint64_t room_for_structure = 8 << 20;

Hdf5File create_file(const std::string& name) {
    silence_hdf5();
    return {H5Fcreate(name.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), Hdf5Place{name, ""}, "create"};
}

}  // namespace

Hdf5Output::Hdf5Output(std::filesystem::path final_path)
    : part_(std::move(final_path)), name_(part_.path().string()), file_(create_file(name_)) {}

Hdf5Output::~Hdf5Output() {
    silence_hdf5();
    if (writing_) divert_to_memory();
}

void Hdf5Output::reserve(std::uint64_t bytes) {
    hsize_t size = 0;
    checked(H5Fget_filesize(file_.id(), &size), Hdf5Place{name_, ""}, "measure");
    part_.reserve(size + bytes + room_for_structure);
}

void Hdf5Output::flush() {
    checked(H5Fflush(file_.id(), H5F_SCOPE_LOCAL), Hdf5Place{name_, ""}, "flush");
}

void Hdf5Output::divert_to_memory() noexcept {
    int* descriptor = nullptr;
    if (!file_ || H5Fget_vfd_handle(file_.id(), H5P_DEFAULT, reinterpret_cast<void**>(&descriptor)) < 0)
        return;
    const int memory = ::memfd_create("puncta", MFD_CLOEXEC);
    if (memory < 0) return;
    ::dup2(memory, *descriptor);
    ::close(memory);
}

void Hdf5Output::publish() {
    file_.close({name_, ""});
    part_.publish();
}

}  // namespace puncta
