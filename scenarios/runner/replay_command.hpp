#pragma once
/// `puncta replay RESULT.h5 --puncture ID`: how one puncture of a result came about, computed again and
/// compared with its row bit for bit.

#include <cstdint>
#include <filesystem>

namespace puncta::scenarios {

/// Prints a table for people, or JSON in SI units. Returns 0 when the row is met, 3 when it is not. Throws
/// InputError for an ID that is not there, a result without single punctures and one of another build.
int replay_command(const std::filesystem::path& result, std::int64_t id, bool json);

}  // namespace puncta::scenarios
