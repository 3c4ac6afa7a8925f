#pragma once
/// Bytes that begin on a cache line (64), as ISA-L asks of the buffers given to it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace puncta {

class AlignedBytes {
  public:
    AlignedBytes() = default;
    /// At least `size` bytes, all zero.
    explicit AlignedBytes(std::size_t size) : lines_((size + sizeof(Line) - 1) / sizeof(Line)) {}

    [[nodiscard]] std::uint8_t* data() { return reinterpret_cast<std::uint8_t*>(lines_.data()); }
    [[nodiscard]] const std::uint8_t* data() const {
        return reinterpret_cast<const std::uint8_t*>(lines_.data());
    }
    /// Whole cache lines: `size` rounded up.
    [[nodiscard]] std::size_t size() const { return lines_.size() * sizeof(Line); }
    [[nodiscard]] std::span<std::uint8_t> first(std::size_t count) { return {data(), count}; }

  private:
    struct alignas(64) Line {
        std::uint8_t bytes[64] = {};
    };
    std::vector<Line> lines_;
};

}  // namespace puncta
