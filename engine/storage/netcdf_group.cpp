#include "engine/storage/netcdf_group.hpp"

#include <algorithm>
#include <type_traits>

#include <hdf5_hl.h>

#include "engine/base/error.hpp"

namespace puncta {

namespace {

/// Type in the file of T. Counts are signed there: differences of unsigned columns surprise in NumPy.
template <typename T>
hid_t file_type() {
    if constexpr (std::is_same_v<T, double>) return H5T_IEEE_F64LE;
    if constexpr (sizeof(T) == 8 && std::is_integral_v<T>) return H5T_STD_I64LE;
    if constexpr (std::is_same_v<T, std::int32_t>) return H5T_STD_I32LE;
    if constexpr (std::is_same_v<T, std::int16_t>) return H5T_STD_I16LE;
    if constexpr (std::is_same_v<T, std::uint8_t>) return H5T_STD_U8LE;
}

/// Arrays of a fixed shape from 1 kB on are stored in chunks too, because only chunks carry checksums; rows
/// are not divided. 0: in one piece.
hsize_t fixed_chunk_rows(hid_t type, const std::vector<hsize_t>& shape) {
    constexpr hsize_t smallest = 1 << 10, largest = 4 << 20;
    if (shape.empty() || H5Tis_variable_str(type) > 0) return 0;
    hsize_t row = H5Tget_size(type);
    for (std::size_t axis = 1; axis < shape.size(); ++axis) row *= shape[axis];
    if (row * shape.front() < smallest) return 0;
    return std::clamp<hsize_t>(largest / row, 1, shape.front());
}

}  // namespace

NetcdfGroup::NetcdfGroup(hid_t file, std::string file_name, std::string_view name)
    : file_name_(std::move(file_name)), path_("/" + std::string(name)) {
    group_ = Hdf5Group(H5Gcreate2(file, path_.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                       {file_name_, path_}, "create the group");
}

NetcdfGroup NetcdfGroup::existing(hid_t file, std::string file_name, std::string_view name) {
    NetcdfGroup group;
    group.file_name_ = std::move(file_name);
    group.path_ = "/" + std::string(name);
    group.group_ = Hdf5Group(H5Gopen2(file, group.path_.c_str(), H5P_DEFAULT),
                             {group.file_name_, group.path_}, "open the group");
    return group;
}

Hdf5Place NetcdfGroup::place(std::string_view dataset) const {
    return {file_name_, path_ + "/" + std::string(dataset)};
}

Hdf5Dataset NetcdfGroup::open(std::string_view dataset) const {
    return {H5Dopen2(group_.id(), std::string(dataset).c_str(), H5P_DEFAULT), place(dataset), "open"};
}

hsize_t NetcdfGroup::length(std::string_view dimension) const {
    const Hdf5Dataset scale = open(dimension);
    const Hdf5Space space(H5Dget_space(scale.id()), place(dimension), "measure");
    return static_cast<hsize_t>(
        checked(H5Sget_simple_extent_npoints(space.id()), place(dimension), "measure"));
}

std::vector<hsize_t> NetcdfGroup::shape(const Hdf5Dataset& dataset, const Hdf5Place& at) {
    const Hdf5Space space(H5Dget_space(dataset.id()), at, "measure");
    const int axes = checked(H5Sget_simple_extent_ndims(space.id()), at, "measure");
    std::vector<hsize_t> lengths(static_cast<std::size_t>(axes));
    checked(H5Sget_simple_extent_dims(space.id(), lengths.data(), nullptr), at, "measure");
    return lengths;
}

Hdf5Dataset NetcdfGroup::create(std::string_view name, hid_t type, const std::vector<hsize_t>& shape,
                                bool growing, std::size_t chunk, bool compress) {
    const Hdf5Place at = place(name);
    std::vector<hsize_t> limit = shape;  // only the first axis grows
    if (growing) limit.front() = H5S_UNLIMITED;
    const Hdf5Space space(shape.empty() ? H5Screate(H5S_SCALAR)
                                        : H5Screate_simple(static_cast<int>(shape.size()), shape.data(),
                                                           growing ? limit.data() : nullptr),
                          at, "describe");
    const Hdf5Properties properties(H5Pcreate(H5P_DATASET_CREATE), at, "describe");
    const hsize_t chunk_rows = growing ? chunk : fixed_chunk_rows(type, shape);
    if (chunk_rows > 0) {
        std::vector<hsize_t> rows = shape;
        rows.front() = chunk_rows;
        checked(H5Pset_chunk(properties.id(), static_cast<int>(rows.size()), rows.data()), at, "chunk");
    }
    if (compress) {
        checked(H5Pset_shuffle(properties.id()), at, "compress");
        checked(H5Pset_deflate(properties.id(), 1), at, "compress");
    }
    if (chunk_rows > 0) checked(H5Pset_fletcher32(properties.id()), at, "add checksums to");
    return {H5Dcreate2(group_.id(), std::string(name).c_str(), type, space.id(), H5P_DEFAULT, properties.id(),
                       H5P_DEFAULT),
            at, "create"};
}

void NetcdfGroup::make_scale(const Hdf5Dataset& dataset, std::string_view name, bool is_bare) {
    // netCDF-4 recognises a dimension without coordinate by this text in the NAME attribute of the scale.
    const std::string scale_name =
        is_bare ? fmt::format("This is a netCDF dimension but not a netCDF variable.{:10}", length(name))
                : std::string(name);
    checked(H5DSset_scale(dataset.id(), scale_name.c_str()), place(name), "make a dimension of");
}

void NetcdfGroup::attach(const Hdf5Dataset& dataset, std::string_view name, unsigned axis,
                         std::string_view dimension) {
    const Hdf5Dataset scale = open(dimension);
    checked(H5DSattach_scale(dataset.id(), scale.id(), axis), place(name), "attach the dimension of");
}

void NetcdfGroup::describe(const Hdf5Dataset& dataset, std::string_view name, const Label& label) {
    if (!label.units.empty()) set_attribute(dataset.id(), place(name), "units", label.units);
    set_attribute(dataset.id(), place(name), "long_name", label.long_name);
    if (!label.description.empty())
        set_attribute(dataset.id(), place(name), "description", label.description);
}

void NetcdfGroup::fixed_dimension(std::string_view name, std::size_t length) {
    make_scale(create(name, H5T_IEEE_F32BE, {length}, false, 0, false), name, true);
}

void NetcdfGroup::growing_dimension(std::string_view name, std::size_t chunk) {
    make_scale(create(name, H5T_IEEE_F32BE, {0}, true, chunk, false), name, true);
}

void NetcdfGroup::set_length(std::string_view growing_dimension, std::size_t length) {
    const hsize_t rows = length;
    checked(H5Dset_extent(open(growing_dimension).id(), &rows), place(growing_dimension), "grow");
}

void NetcdfGroup::text(std::string_view name, std::string_view value, std::string_view long_name) {
    const Hdf5Datatype type = string_type(place(name));
    const Hdf5Dataset dataset = create(name, type.id(), {}, false, 0, false);
    const std::string owned(value);
    const char* pointer = owned.c_str();
    checked(
        H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, static_cast<const void*>(&pointer)),
        place(name), "write");
    describe(dataset, name, {"", long_name});
}

void NetcdfGroup::text_variable(std::string_view name, std::string_view dimension,
                                std::span<const std::string> values, std::string_view long_name) {
    const Hdf5Datatype type = string_type(place(name));
    const Hdf5Dataset dataset = create(name, type.id(), {values.size()}, false, 0, false);
    std::vector<const char*> pointers;
    for (const std::string& value : values) pointers.push_back(value.c_str());
    if (!pointers.empty())
        checked(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT,
                         static_cast<const void*>(pointers.data())),
                place(name), "write");
    attach(dataset, name, 0, dimension);
    describe(dataset, name, {"", long_name});
}

void NetcdfGroup::remove(std::string_view name) {
    const std::string key(name);
    if (checked(H5Lexists(group_.id(), key.c_str(), H5P_DEFAULT), place(name), "look up") == 0) return;
    {
        const Hdf5Dataset dataset = open(name);
        const bool is_scale = checked(H5DSis_scale(dataset.id()), place(name), "look up") > 0;
        const auto axes = is_scale ? std::size_t{0} : shape(dataset, place(name)).size();
        for (unsigned axis = 0; axis < axes; ++axis) {
            const auto detach = [](hid_t owner, unsigned at, hid_t scale, void*) -> herr_t {
                return H5DSdetach_scale(owner, scale, at) < 0 ? -1 : 0;
            };
            checked(H5DSiterate_scales(dataset.id(), axis, nullptr, detach, nullptr), place(name),
                    "detach the dimension of");
        }
    }
    checked(H5Ldelete(group_.id(), key.c_str(), H5P_DEFAULT), place(name), "delete");
}

template <typename T>
void NetcdfGroup::coordinate(std::string_view name, std::span<const T> values, const Label& label) {
    {
        const Hdf5Dataset dataset = create(name, file_type<T>(), {values.size()}, false, 0, false);
        make_scale(dataset, name, false);
        describe(dataset, name, label);
    }
    overwrite(name, values);
}

template <typename T>
void NetcdfGroup::variable(std::string_view name, const std::vector<std::string>& dimensions,
                           std::span<const T> values, const Label& label) {
    std::vector<hsize_t> shape;
    shape.reserve(dimensions.size());
    for (const std::string& dimension : dimensions) shape.push_back(length(dimension));
    {
        const Hdf5Dataset dataset = create(name, file_type<T>(), shape, false, 0, false);
        for (unsigned axis = 0; axis < dimensions.size(); ++axis)
            attach(dataset, name, axis, dimensions[axis]);
        describe(dataset, name, label);
    }
    overwrite(name, values);
}

template <typename T>
void NetcdfGroup::scalar(std::string_view name, T value, const Label& label) {
    variable(name, {}, std::span<const T>(&value, 1), label);
}

template <typename T>
void NetcdfGroup::column(std::string_view name, std::string_view dimension, const Label& label,
                         std::size_t chunk, bool compress, bool is_coordinate) {
    const Hdf5Dataset dataset = create(name, file_type<T>(), {0}, true, chunk, compress);
    if (is_coordinate)
        make_scale(dataset, name, false);
    else
        attach(dataset, name, 0, dimension);
    describe(dataset, name, label);
}

template <typename T>
void NetcdfGroup::table(std::string_view name, std::string_view growing_dimension,
                        std::string_view fixed_dimension, const Label& label, std::size_t chunk) {
    const Hdf5Dataset dataset =
        create(name, file_type<T>(), {0, length(fixed_dimension)}, true, chunk, false);
    attach(dataset, name, 0, growing_dimension);
    attach(dataset, name, 1, fixed_dimension);
    describe(dataset, name, label);
}

#define PUNCTA_INSTANTIATE(T)                                                                               \
    template void NetcdfGroup::coordinate<T>(std::string_view, std::span<const T>, const Label&);           \
    template void NetcdfGroup::variable<T>(std::string_view, const std::vector<std::string>&,               \
                                           std::span<const T>, const Label&);                               \
    template void NetcdfGroup::scalar<T>(std::string_view, T, const Label&);                                \
    template void NetcdfGroup::column<T>(std::string_view, std::string_view, const Label&, std::size_t,     \
                                         bool, bool);                                                       \
    template void NetcdfGroup::table<T>(std::string_view, std::string_view, std::string_view, const Label&, \
                                        std::size_t);
PUNCTA_INSTANTIATE(double)
PUNCTA_INSTANTIATE(std::uint64_t)
PUNCTA_INSTANTIATE(std::int64_t)
PUNCTA_INSTANTIATE(std::int32_t)
PUNCTA_INSTANTIATE(std::int16_t)
PUNCTA_INSTANTIATE(std::uint8_t)
#undef PUNCTA_INSTANTIATE

}  // namespace puncta
