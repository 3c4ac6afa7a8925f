#pragma once
/// One chunk of a column as it lies in the file: the bytes that HDF5's standard filters shuffle, deflate and
/// Fletcher-32 would make of it, in that order, made and undone here.
///
/// Done by the library itself the filters are the bottleneck of writing (0.5 million rows a second), and
/// on reading its deflate filter believes whatever length a stream unfolds to. encode() hands chunks to
/// H5Dwrite_chunk; decode_chunk() never unfolds more than a chunk holds.

#include <cstdint>
#include <span>

#include "engine/storage/aligned_bytes.hpp"
#include "engine/storage/deflate.hpp"

namespace puncta {

/// Which filters a chunk went through.
struct ChunkFilters {
    bool shuffle = false;
    bool deflate = false;
    bool fletcher32 = false;
};

/// HDF5's shuffle: byte b of values first … first + values.size() - 1 of a chunk of `rows` goes to
/// planes[b·rows + first …], so that bytes that resemble each other lie together.
template <typename T>
void shuffle(std::span<const T> values, std::size_t first, std::size_t rows, std::uint8_t* planes);

class ChunkEncoder {
  public:
    /// Deflates and appends the checksum; with compress = false the checksum alone. The result is valid until
    /// the next call. `bytes` are shuffled already where that is wanted.
    std::span<const std::uint8_t> encode(std::span<const std::uint8_t> bytes, bool compress);

  private:
    Deflater deflater_;
    AlignedBytes output_;
};

/// Undoes the filters; `values` receives the chunk and must have its size. False when checksum or length do
/// not fit: the chunk is damaged.
bool decode_chunk(std::span<const std::uint8_t> stored, ChunkFilters filters, std::size_t value_size,
                  std::span<std::uint8_t> values);

}  // namespace puncta
