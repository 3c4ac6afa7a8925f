#include "engine/storage/hdf5_output.hpp"

#include "engine/base/error.hpp"

namespace puncta {

namespace {

/// Half the chunks in a node of the trees that find them. HDF5's 32 makes nodes of 2 kB, one for each of some
/// sixty tables that have a single chunk.
constexpr unsigned chunk_tree_half_width = 4;

Hdf5File open_file(PartFile& part, const std::string& name) {
    silence_hdf5();
    const Hdf5Place place{name, ""};
    const Hdf5Properties access = access_through(part.content(), place);
    if (part.content().size() > 0) return {H5Fopen(name.c_str(), H5F_ACC_RDWR, access.id()), place, "open"};
    part.content().begin_anew();
    const Hdf5Properties creation(H5Pcreate(H5P_FILE_CREATE), place, "describe");
    checked(H5Pset_istore_k(creation.id(), chunk_tree_half_width), place, "describe");
    return {H5Fcreate(name.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), place, "create"};
}

}  // namespace

Hdf5Output::Hdf5Output(std::unique_ptr<PartFile> part)
    : part_(std::move(part)), name_(part_->path().string()), file_(open_file(*part_, name_)) {}

Hdf5Output::~Hdf5Output() {
    silence_hdf5();
    part_->content().abandon();  // what is not in the last checkpoint never was
}

void Hdf5Output::checkpoint() {
    checked(H5Fflush(file_.id(), H5F_SCOPE_LOCAL), Hdf5Place{name_, ""}, "flush");
    part_->restore_name();
    part_->content().commit();
}

void Hdf5Output::publish() {
    file_.close({name_, ""});
    part_->content().commit();  // closing may write once more
    part_->publish();
}

}  // namespace puncta
