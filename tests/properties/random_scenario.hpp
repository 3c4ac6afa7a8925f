#pragma once
/// Scenarios that a random generator makes up: any skin, device and hand of the language, on a small area.
///
/// Most of them can be; some contradict themselves (a needle too blunt, a load too high), which must be told.

#include <cstdint>
#include <string>

namespace puncta::scenarios {

/// Scenario number `seed`, as text; the same for ever.
std::string random_scenario(std::uint64_t seed);

}  // namespace puncta::scenarios
