#pragma once
/// One HDF5 group that is also a valid netCDF-4 group, so that xarray reads it with labelled axes.
///
/// netCDF-4 on HDF5 asks for this: every axis of every dataset is bound to an HDF5 dimension scale of the
/// same group. A scale is a coordinate (a dataset named like its dimension and holding the labels of the
/// axis) or a bare dimension (an empty dataset that only carries the length). Scalars have no axis. Strings
/// are UTF-8 of variable length. Every dataset carries `long_name`, every number `units`.
///
/// T may be double, std::uint64_t and std::int64_t (both stored as 64-bit signed), std::int32_t,
/// std::int16_t, std::uint8_t. All calls throw StorageError with file and dataset.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/storage/hdf5_attribute.hpp"
#include "engine/storage/hdf5_handle.hpp"

namespace puncta {

/// Label of a dataset: unit ("1" when dimensionless), one line saying what the number means, and where that
/// is not enough a few sentences.
struct Label {
    std::string_view units;
    std::string_view long_name;
    std::string_view description = {};
};

class NetcdfGroup {
  public:
    NetcdfGroup() = default;
    /// Creates group `name` at the root of an open file.
    NetcdfGroup(hid_t file, std::string file_name, std::string_view name);
    /// The group that is there.
    static NetcdfGroup existing(hid_t file, std::string file_name, std::string_view name);

    /// A dimension without labels, of fixed length or growing from 0 (in chunks of `chunk` entries).
    void fixed_dimension(std::string_view name, std::size_t length);
    void growing_dimension(std::string_view name, std::size_t chunk);
    void set_length(std::string_view growing_dimension, std::size_t length);

    /// The labels of an axis; defines the dimension `name`.
    template <typename T>
    void coordinate(std::string_view name, std::span<const T> values, const Label& label);

    /// Values over dimensions defined before, row-major; values.size() is the product of their lengths.
    template <typename T>
    void variable(std::string_view name, const std::vector<std::string>& dimensions,
                  std::span<const T> values, const Label& label);
    template <typename T>
    void scalar(std::string_view name, T value, const Label& label);
    void text(std::string_view name, std::string_view value, std::string_view long_name);
    void text_variable(std::string_view name, std::string_view dimension, std::span<const std::string> values,
                       std::string_view long_name);

    /// An empty column over a growing dimension (with `is_coordinate`, it is that dimension), chunked and
    /// with Fletcher-32 checksums; with `compress` also by shuffle and deflate, which every HDF5 reads.
    template <typename T>
    void column(std::string_view name, std::string_view dimension, const Label& label, std::size_t chunk,
                bool compress, bool is_coordinate = false);
    /// An empty table over a growing dimension and a fixed one, chunked by rows.
    template <typename T>
    void table(std::string_view name, std::string_view growing_dimension, std::string_view fixed_dimension,
               const Label& label, std::size_t chunk);
    /// Writes whole rows of a column or table from row `first` on, growing it as needed.
    template <typename T>
    void write_rows(std::string_view name, std::size_t first, std::span<const T> values);

    /// Writes the chunk that begins at `first_row` of a column as it is to lie in the file (chunk_codec.hpp);
    /// the column then has `rows` entries.
    void write_chunk(std::string_view name, std::uint64_t first_row, std::uint64_t rows,
                     std::span<const std::uint8_t> stored);
    [[nodiscard]] std::uint64_t rows(std::string_view column) const { return length(column); }
    template <typename T>
    [[nodiscard]] std::vector<T> read_rows(std::string_view column, std::uint64_t first,
                                           std::uint64_t count) const;

    /// Replaces all values of an existing variable or scalar.
    template <typename T>
    void overwrite(std::string_view name, std::span<const T> values);
    void overwrite_text(std::string_view name, std::string_view value);

    /// All values of an existing dataset, row-major; a text scalar. StorageError where they are missing.
    template <typename T>
    [[nodiscard]] std::vector<T> read(std::string_view name) const;
    [[nodiscard]] std::string read_text(std::string_view name) const;

    /// Deletes a dataset, if it is there, and its ties to the dimensions it stands over. Delete a dimension
    /// after them.
    void remove(std::string_view name);

    template <typename T>
    void annotate(std::string_view dataset, std::string_view attribute, T value) {
        set_attribute(open(dataset).id(), place(dataset), attribute, value);
    }

  private:
    [[nodiscard]] Hdf5Place place(std::string_view dataset) const;
    [[nodiscard]] Hdf5Dataset open(std::string_view dataset) const;
    /// Lengths of all axes.
    static std::vector<hsize_t> shape(const Hdf5Dataset& dataset, const Hdf5Place& at);
    Hdf5Dataset create(std::string_view name, hid_t type, const std::vector<hsize_t>& shape, bool growing,
                       std::size_t chunk, bool compress);
    void make_scale(const Hdf5Dataset& dataset, std::string_view name, bool is_bare);
    void attach(const Hdf5Dataset& dataset, std::string_view name, unsigned axis, std::string_view dimension);
    void describe(const Hdf5Dataset& dataset, std::string_view name, const Label& label);
    [[nodiscard]] hsize_t length(std::string_view dimension) const;

    Hdf5Group group_;
    std::string file_name_, path_;
};

}  // namespace puncta
