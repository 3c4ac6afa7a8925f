#include "engine/storage/chunk_codec.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "engine/storage/fletcher32.hpp"

namespace puncta {

namespace {

constexpr std::size_t checksum_size = 4;

template <std::size_t size>
struct WordOf;
template <>
struct WordOf<1> {
    using type = std::uint8_t;
};
template <>
struct WordOf<2> {
    using type = std::uint16_t;
};
template <>
struct WordOf<4> {
    using type = std::uint32_t;
};
template <>
struct WordOf<8> {
    using type = std::uint64_t;
};

void store_little_endian(std::uint32_t value, std::uint8_t* place) {
    for (unsigned byte = 0; byte < checksum_size; ++byte)
        place[byte] = static_cast<std::uint8_t>(value >> (8 * byte));
}

void unshuffle(std::span<const std::uint8_t> planes, std::size_t value_size, std::span<std::uint8_t> values) {
    const std::size_t rows = values.size() / value_size;
    for (std::size_t byte = 0; byte < value_size; ++byte)
        for (std::size_t row = 0; row < rows; ++row)
            values[row * value_size + byte] = planes[byte * rows + row];
}

}  // namespace

template <typename T>
void shuffle(std::span<const T> values, std::size_t first, std::size_t rows, std::uint8_t* planes) {
    // Plain shifts of words as wide as the values, so that the compiler vectorises both loops.
    using Word = typename WordOf<sizeof(T)>::type;
    constexpr std::size_t tile = 512;
    Word words[tile];
    for (std::size_t start = 0; start < values.size(); start += tile) {
        const std::size_t count = std::min(tile, values.size() - start);
        std::memcpy(words, values.data() + start, count * sizeof(T));
        for (std::size_t byte = 0; byte < sizeof(T); ++byte) {
            std::uint8_t* const plane = planes + byte * rows + first + start;
            for (std::size_t i = 0; i < count; ++i)
                plane[i] = static_cast<std::uint8_t>(words[i] >> (8 * byte));
        }
    }
}
template void shuffle<double>(std::span<const double>, std::size_t, std::size_t, std::uint8_t*);
template void shuffle<std::int32_t>(std::span<const std::int32_t>, std::size_t, std::size_t, std::uint8_t*);
template void shuffle<std::int16_t>(std::span<const std::int16_t>, std::size_t, std::size_t, std::uint8_t*);
template void shuffle<std::uint8_t>(std::span<const std::uint8_t>, std::size_t, std::size_t, std::uint8_t*);

std::span<const std::uint8_t> ChunkEncoder::encode(std::span<const std::uint8_t> bytes, bool compress) {
    const std::size_t room = Deflater::bound(bytes.size()) + checksum_size;
    if (output_.size() < room) output_ = AlignedBytes(room);
    std::size_t length = bytes.size();
    if (compress)
        length = deflater_.compress(bytes, output_.first(output_.size() - checksum_size));
    else
        std::memcpy(output_.data(), bytes.data(), length);
    store_little_endian(fletcher32(output_.first(length)), output_.data() + length);
    return output_.first(length + checksum_size);
}

bool decode_chunk(std::span<const std::uint8_t> stored, ChunkFilters filters, std::size_t value_size,
                  std::span<std::uint8_t> values) {
    if (filters.fletcher32) {
        if (stored.size() < checksum_size) return false;
        std::uint8_t expected[checksum_size];
        store_little_endian(fletcher32(stored.first(stored.size() - checksum_size)), expected);
        if (std::memcmp(expected, stored.data() + stored.size() - checksum_size, checksum_size) != 0)
            return false;
        stored = stored.first(stored.size() - checksum_size);
    }
    std::vector<std::uint8_t> inflated;
    if (filters.deflate) {
        inflated.resize(values.size());
        if (!inflate_exactly(stored, inflated)) return false;
        stored = inflated;
    }
    if (stored.size() != values.size()) return false;
    if (values.empty()) return true;
    if (filters.shuffle && value_size > 1)
        unshuffle(stored, value_size, values);
    else
        std::memcpy(values.data(), stored.data(), values.size());
    return true;
}

}  // namespace puncta
