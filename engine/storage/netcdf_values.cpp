#include <type_traits>

#include "engine/base/error.hpp"
#include "engine/storage/netcdf_group.hpp"

namespace puncta {

namespace {

template <typename T>
hid_t memory_type() {
    if constexpr (std::is_same_v<T, double>) return H5T_NATIVE_DOUBLE;
    if constexpr (std::is_same_v<T, std::uint64_t>) return H5T_NATIVE_UINT64;
    if constexpr (std::is_same_v<T, std::int64_t>) return H5T_NATIVE_INT64;
    if constexpr (std::is_same_v<T, std::int32_t>) return H5T_NATIVE_INT32;
    if constexpr (std::is_same_v<T, std::int16_t>) return H5T_NATIVE_INT16;
    if constexpr (std::is_same_v<T, std::uint8_t>) return H5T_NATIVE_UINT8;
}
}  // namespace

template <typename T>
void NetcdfGroup::overwrite(std::string_view name, std::span<const T> values) {
    Hdf5Dataset dataset = open(name);
    const Hdf5Space space(H5Dget_space(dataset.id()), place(name), "measure");
    const auto size = checked(H5Sget_simple_extent_npoints(space.id()), place(name), "measure");
    PUNCTA_EXPECT(static_cast<std::size_t>(size) == values.size(), "{}/{}: {} places, {} values", path_, name,
                  size, values.size());
    if (size == 0) return;
    checked(H5Dwrite(dataset.id(), memory_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
            place(name), "write");
    dataset.close(place(name));
}

void NetcdfGroup::overwrite_text(std::string_view name, std::string_view value) {
    const Hdf5Datatype type = string_type(place(name));
    const std::string owned(value);
    const char* pointer = owned.c_str();
    checked(H5Dwrite(open(name).id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT,
                     static_cast<const void*>(&pointer)),
            place(name), "write");
}

template <typename T>
std::vector<T> NetcdfGroup::read(std::string_view name) const {
    const Hdf5Place at = place(name);
    const Hdf5Dataset dataset = open(name);
    std::size_t size = 1;
    for (const hsize_t length : shape(dataset, at)) size *= length;
    std::vector<T> values(size);
    if (size > 0)
        checked(H5Dread(dataset.id(), memory_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), at,
                "read");
    return values;
}

std::string NetcdfGroup::read_text(std::string_view name) const {
    const Hdf5Place at = place(name);
    const Hdf5Dataset dataset = open(name);
    const Hdf5Datatype type = string_type(at);
    const Hdf5Space space(H5Dget_space(dataset.id()), at, "measure");
    if (H5Sget_simple_extent_npoints(space.id()) != 1) throw_hdf5_error(at, "read the text");
    char* text = nullptr;
    checked(H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, static_cast<void*>(&text)), at,
            "read");
    std::string value = text == nullptr ? "" : text;
    H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, static_cast<void*>(&text));
    return value;
}

template <typename T>
void NetcdfGroup::write_rows(std::string_view name, std::size_t first, std::span<const T> values) {
    if (values.empty()) return;
    const Hdf5Place at = place(name);
    Hdf5Dataset dataset = open(name);
    // One entry per axis: the rows written, where they start, and the length afterwards.
    std::vector<hsize_t> block = shape(dataset, at), start(block.size(), 0), end = block;
    block.front() = 1;
    hsize_t row_size = 1;
    for (const hsize_t entries : block) row_size *= entries;
    PUNCTA_EXPECT(row_size > 0 && values.size() % row_size == 0, "{} values in rows of {} in '{}'",
                  values.size(), row_size, at.object);
    block.front() = values.size() / row_size;
    start.front() = first;
    end.front() = first + block.front();
    checked(H5Dset_extent(dataset.id(), end.data()), at, "grow");
    const Hdf5Space file_space(H5Dget_space(dataset.id()), at, "measure");
    const Hdf5Space memory_space(H5Screate_simple(static_cast<int>(block.size()), block.data(), nullptr), at,
                                 "describe");
    checked(
        H5Sselect_hyperslab(file_space.id(), H5S_SELECT_SET, start.data(), nullptr, block.data(), nullptr),
        at, "select");
    checked(H5Dwrite(dataset.id(), memory_type<T>(), memory_space.id(), file_space.id(), H5P_DEFAULT,
                     values.data()),
            at, "write");
    dataset.close(at);  // here the chunks leave the cache, and a failure must be heard
}

void NetcdfGroup::write_chunk(std::string_view name, std::uint64_t first_row, std::uint64_t rows,
                              std::span<const std::uint8_t> stored) {
    const Hdf5Place at = place(name);
    Hdf5Dataset dataset = open(name);
    const hsize_t length = rows, start = first_row;
    checked(H5Dset_extent(dataset.id(), &length), at, "grow");
    checked(H5Dwrite_chunk(dataset.id(), H5P_DEFAULT, 0, &start, stored.size(), stored.data()), at, "write");
    dataset.close(at);
}

template <typename T>
std::vector<T> NetcdfGroup::read_rows(std::string_view column, std::uint64_t first,
                                      std::uint64_t count) const {
    const Hdf5Place at = place(column);
    std::vector<T> values(count);
    if (count == 0) return values;
    const Hdf5Dataset dataset = open(column);
    const hsize_t start = first, block = count;
    const Hdf5Space file_space(H5Dget_space(dataset.id()), at, "measure");
    const Hdf5Space memory_space(H5Screate_simple(1, &block, nullptr), at, "describe");
    checked(H5Sselect_hyperslab(file_space.id(), H5S_SELECT_SET, &start, nullptr, &block, nullptr), at,
            "select");
    checked(H5Dread(dataset.id(), memory_type<T>(), memory_space.id(), file_space.id(), H5P_DEFAULT,
                    values.data()),
            at, "read");
    return values;
}

#define PUNCTA_INSTANTIATE(T)                                                                                \
    template void NetcdfGroup::write_rows<T>(std::string_view, std::size_t, std::span<const T>);             \
    template std::vector<T> NetcdfGroup::read_rows<T>(std::string_view, std::uint64_t, std::uint64_t) const; \
    template std::vector<T> NetcdfGroup::read<T>(std::string_view) const;                                    \
    template void NetcdfGroup::overwrite<T>(std::string_view, std::span<const T>);
PUNCTA_INSTANTIATE(double)
PUNCTA_INSTANTIATE(std::uint64_t)
PUNCTA_INSTANTIATE(std::int64_t)
PUNCTA_INSTANTIATE(std::int32_t)
PUNCTA_INSTANTIATE(std::int16_t)
PUNCTA_INSTANTIATE(std::uint8_t)
#undef PUNCTA_INSTANTIATE

}  // namespace puncta
