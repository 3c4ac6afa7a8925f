#pragma once
/// What is in an HDF5 file of two levels, groups of datasets, found without believing it.
///
/// A result holds nothing else, so everything else is refused: links that point elsewhere (soft, external, to
/// themselves), values kept in other files (external and virtual storage), types, filters and numbers of axes
/// that no result has, and lengths beyond what the file can hold: a piece must lie in the file, a chunked
/// dataset must have every chunk, a chunk has at most 64 MB, and all together unfold to at most a hundred
/// times the file, or 64 MB. InputError otherwise.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <hdf5.h>

#include "engine/storage/chunk_codec.hpp"
#include "engine/storage/result_layout.hpp"

namespace puncta {

/// A dataset as found: `shape` has one length per axis (none for a scalar); a row is one step along the
/// first.
struct ResultDataset {
    std::string path;
    ElementType type = ElementType::none;
    std::vector<std::uint64_t> shape;
    std::uint64_t chunk_rows = 0;  ///< 0: stored in one piece
    ChunkFilters filters;

    [[nodiscard]] std::uint64_t rows() const { return shape.empty() ? 1 : shape.front(); }
    [[nodiscard]] std::uint64_t row_size() const {
        std::uint64_t size = 1;
        for (std::size_t axis = 1; axis < shape.size(); ++axis) size *= shape[axis];
        return size;
    }
};

/// False for names with anything but letters, digits and underscores: none of ours, and nothing for a
/// terminal.
bool is_plain_name(std::string_view name);

/// All datasets by path in byte order; `size` is the length of the file in bytes.
std::vector<ResultDataset> read_structure(hid_t file, const std::string& file_name, std::uint64_t size);

}  // namespace puncta
