#include "engine/storage/value_hash.hpp"

#include <new>

#include <xxhash.h>

namespace puncta {

struct ValueHash::State {
    // Allocated by the library: its state must lie on a cache line.
    XXH3_state_t* hash = XXH3_createState();
    State() {
        if (hash == nullptr) throw std::bad_alloc();
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { XXH3_freeState(hash); }
};

ValueHash::ValueHash() : state_(std::make_unique<State>()) {
    XXH3_128bits_reset(state_->hash);
}
ValueHash::ValueHash(const ValueHash& other) : state_(std::make_unique<State>()) {
    XXH3_copyState(state_->hash, other.state_->hash);
}
ValueHash::ValueHash(ValueHash&&) noexcept = default;
ValueHash& ValueHash::operator=(ValueHash&&) noexcept = default;
ValueHash::~ValueHash() = default;

void ValueHash::add(std::span<const std::uint8_t> bytes) {
    XXH3_128bits_update(state_->hash, bytes.data(), bytes.size());
}

void ValueHash::add_text(std::string_view text) {
    XXH3_128bits_update(state_->hash, text.data(), text.size());
    const std::uint8_t end = 0;
    add({&end, 1});
}

HashDigest ValueHash::digest() const {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_->hash));
    HashDigest digest;
    for (std::size_t byte = 0; byte < digest.size(); ++byte) digest[byte] = canonical.digest[byte];
    return digest;
}

std::string hexadecimal(const HashDigest& digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : digest) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

}  // namespace puncta
