#pragma once
/// Single numbers of a TOML document, with or without dimension, and the words for what is wrong with them.

#include <string>
#include <string_view>

#include <toml++/toml.h>

#include "models/cards/field.hpp"

namespace puncta::models {

/// "a list", "a number" … as people call a node.
std::string kind_of(const toml::node& node);

/// "must be a list, not a number".
std::string expected(std::string_view wanted, const toml::node& node);

/// "must be more than 0 N, but is -4 N"; empty within the range.
std::string out_of_range(double value, const Range& range, Dimension dimension);

/// A value as one would write it: "1 mm" in quotes, or 0.5.
std::string example_of(Dimension dimension);

/// A number with or without dimension, into `value` if it is in range; returns the problem.
std::string read_number(const toml::node& node, Dimension dimension, const Range& range, double& value);

}  // namespace puncta::models
