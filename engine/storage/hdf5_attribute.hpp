#pragma once
/// Scalar attributes of HDF5 objects: names and numbers that describe a file, a group or a dataset.
///
/// HDF5 keeps an attribute in the header of its object and allows it 64 kB; longer texts are datasets.

#include <cstdint>
#include <string_view>

#include "engine/storage/hdf5_handle.hpp"

namespace puncta {

/// UTF-8 text of any length, the string type of attributes and datasets here.
Hdf5Datatype string_type(const Hdf5Place& place);

/// Sets (creates or replaces) attribute `name` of the file, group or dataset `owner` found at `place`.
void set_attribute(hid_t owner, const Hdf5Place& place, std::string_view name, std::string_view text);
void set_attribute(hid_t owner, const Hdf5Place& place, std::string_view name, double value);
void set_attribute(hid_t owner, const Hdf5Place& place, std::string_view name, std::int64_t value);
void set_attribute(hid_t owner, const Hdf5Place& place, std::string_view name, std::uint64_t value);

/// Text of an attribute, empty where there is none.
std::string text_attribute(hid_t owner, const Hdf5Place& place, std::string_view name);

}  // namespace puncta
