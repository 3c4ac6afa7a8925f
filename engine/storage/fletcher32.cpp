#include "engine/storage/fletcher32.hpp"

#include <algorithm>

namespace puncta {

namespace {

constexpr std::uint64_t modulus = 65535;

/// Words summed before the remainder is taken: with 4096 words of 16 bits the weighted sum of a block stays
/// below 2^40, far from the 64 bits it is kept in.
constexpr std::size_t block_words = 4096;

/// A remainder as HDF5 writes it: 0 only where nothing but zeros was added.
std::uint32_t folded(std::uint64_t sum, bool all_zero) {
    const std::uint64_t rest = sum % modulus;
    return static_cast<std::uint32_t>(rest == 0 && !all_zero ? modulus : rest);
}

}  // namespace

std::uint32_t fletcher32(std::span<const std::uint8_t> bytes) {
    const std::size_t words = bytes.size() / 2;
    std::uint64_t sum = 0, weighted = 0;
    bool all_zero = true;
    for (std::size_t first = 0; first < words; first += block_words) {
        const std::size_t count = std::min(block_words, words - first);
        const std::uint8_t* word = bytes.data() + 2 * first;
        // Within the block, word i is counted count - i times by the running sum.
        std::uint64_t block = 0, block_weighted = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t value = static_cast<std::uint32_t>(word[2 * i]) << 8U | word[2 * i + 1];
            block += value;
            block_weighted += static_cast<std::uint64_t>(value) * static_cast<std::uint32_t>(count - i);
        }
        weighted = (weighted + sum * count + block_weighted) % modulus;
        sum = (sum + block) % modulus;
        all_zero = all_zero && block == 0;
    }
    if (bytes.size() % 2 == 1) {
        const std::uint64_t last = static_cast<std::uint64_t>(bytes.back()) << 8U;
        sum += last;
        weighted += sum;
        all_zero = all_zero && last == 0;
    }
    return folded(weighted, all_zero) << 16U | folded(sum, all_zero);
}

}  // namespace puncta
