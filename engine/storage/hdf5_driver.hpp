#pragma once
/// HDF5 on a JournaledFile: a virtual file driver of HDF5 1.10, as thin as it can be.
///
/// HDF5 sees a file whose writes never fail. What it hands over becomes part of the file with
/// JournaledFile::commit, after a flush. The file is plain HDF5 that every program reads.

#include "engine/storage/hdf5_handle.hpp"
#include "engine/storage/journaled_file.hpp"

namespace puncta {

/// Access properties with which H5Fcreate and H5Fopen work on `file`, which must outlive the open HDF5 file.
/// The name given to HDF5 with them is for its messages only.
Hdf5Properties access_through(JournaledFile& file, const Hdf5Place& place);

}  // namespace puncta
