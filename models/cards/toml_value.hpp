#pragma once
/// One TOML value into its slot and back, with a sentence for everything that can be wrong about it.

#include <optional>
#include <string>

#include <toml++/toml.h>

#include "engine/base/problems.hpp"
#include "models/cards/field.hpp"

namespace puncta::models {

/// Reads `node` into `slot`; returns the problem, phrased to follow the key ("needs a unit: …"), or
/// an empty string. Dimensional values are strings with a unit; every number is held against `range`.
/// `culprit`, if given, is set to the item of a list that is at fault.
std::string read_value(const toml::node& node, Dimension dimension, const Range& range, const Slot& slot,
                       const toml::node** culprit = nullptr);

/// A key and what is wrong with its value as one sentence.
std::string about(std::string_view key, std::string_view problem);

/// The value as TOML text that `read_value` turns back into the same bits.
std::string write_value(const Slot& slot, Dimension dimension);

/// A TOML basic string, quotes included.
std::string quoted(std::string_view text);

/// Parses a whole document; adds one problem and returns nothing where it is not TOML or not UTF-8.
std::optional<toml::table> parse_toml(std::string_view text, std::size_t source, Problems& problems);

/// Where a node stands in its source.
Place place_of(const toml::node& node, std::size_t source);
Place place_of(const toml::source_region& region, std::size_t source);

}  // namespace puncta::models
