#pragma once
/// Deflate in the zlib format (RFC 1950), the one HDF5's filter H5Z_FILTER_DEFLATE reads: by ISA-L where the
/// program was built with it, else by zlib at level 1. Both make streams that every zlib inflates.
///
/// The bytes depend on the library and its version, never on threads; the values read back do not depend on
/// either. One Deflater per thread.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace puncta {

class Deflater {
  public:
    Deflater();
    Deflater(Deflater&&) noexcept;
    Deflater& operator=(Deflater&&) noexcept;
    ~Deflater();

    /// The largest stream that `size` bytes can become.
    [[nodiscard]] static std::size_t bound(std::size_t size);

    /// Compresses `input` into `output` (of at least bound(input.size()) bytes, on a cache line); returns the
    /// length of the stream.
    std::size_t compress(std::span<const std::uint8_t> input, std::span<std::uint8_t> output);

    /// "ISA-L" or "zlib".
    [[nodiscard]] static std::string_view library();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Inflates `input`; true when it holds exactly output.size() bytes and its own checksum fits. Never writes
/// more than that, whatever the stream claims.
bool inflate_exactly(std::span<const std::uint8_t> input, std::span<std::uint8_t> output);

}  // namespace puncta
