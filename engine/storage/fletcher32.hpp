#pragma once
/// The Fletcher-32 checksum as HDF5's filter H5Z_FILTER_FLETCHER32 forms it.
///
/// Fletcher, IEEE Trans. Commun. 30 (1982) 247: over words w_1 … w_n of 16 bits, s1 = sum w_i and
/// s2 = sum (n + 1 - i) w_i, both modulo 65535; the checksum is s2·65536 + s1. HDF5 takes words as big-endian
/// (the first byte counts 256), fills an odd last byte with a zero, and writes a sum that is a multiple of
/// 65535 as 65535 unless all words are zero. It stores the checksum little-endian behind the chunk.

#include <cstdint>
#include <span>

namespace puncta {

std::uint32_t fletcher32(std::span<const std::uint8_t> bytes);

}  // namespace puncta
