#pragma once
/// XXH3 of 128 bits (Collet, xxHash 0.8) over a stream of bytes: tells values apart, fast enough to go over
/// every value that is written; it does not protect against forgery.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace puncta {

/// Big-endian, as xxHash prints it.
using HashDigest = std::array<std::uint8_t, 16>;

/// 32 hexadecimal digits.
std::string hexadecimal(const HashDigest& digest);

class ValueHash {
  public:
    ValueHash();
    ValueHash(const ValueHash& other);
    ValueHash(ValueHash&&) noexcept;
    ValueHash& operator=(ValueHash&&) noexcept;
    ~ValueHash();

    void add(std::span<const std::uint8_t> bytes);
    /// A text and a zero behind it, so that "ab", "c" and "a", "bc" differ.
    void add_text(std::string_view text);
    [[nodiscard]] HashDigest digest() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace puncta
