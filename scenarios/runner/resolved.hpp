#pragma once
/// A scenario written out with every value in force, and its fingerprint.

#include <string>
#include <string_view>

#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// TOML that reads back, alone and without cards, to the same scenario bit for bit.
std::string resolved_text(const Scenario& scenario);

/// 32 hexadecimal digits of FNV-1a, 128 bits: tells scenarios apart, does not protect against forgery.
std::string fingerprint(std::string_view text);

/// The hash of a resolved text under the sources of this program. How many replicates are asked for
/// (run.replicates, run.precision) is no part of it: a longer run is the same one, continued.
std::string scenario_hash(std::string_view resolved);

}  // namespace puncta::scenarios
