#pragma once
/// What reads the files of strangers, one function each, as fuzzers and the test of old findings call them.
///
/// An entry gets any bytes and comes back: the bytes were read, or refused by an InputError as the language
/// promises. Everything else is a finding: another exception, a crash, a hang, and a `BrokenPromise`, thrown
/// here where a message names no file, a terminal could be driven by it, or what was read does not hold.

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string_view>

namespace puncta::fuzzing {

using Bytes = std::span<const std::uint8_t>;

struct BrokenPromise : std::logic_error {
    using std::logic_error::logic_error;
};

struct Entry {
    std::string_view name;   ///< also of its folder in regressions/
    std::string_view reads;  ///< what it is given, in words
    void (*read)(Bytes);
};

/// scenario, assignment, skin_card, device_card, needle_list, quantity, chunk, result_file.
std::span<const Entry> entries();

/// The entry of this name; std::out_of_range if there is none.
const Entry& entry(std::string_view name);

}  // namespace puncta::fuzzing
