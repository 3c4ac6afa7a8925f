#pragma once
/// A user's own needles: a CSV file with a line for each.
///
///     row,angle,length,tip
///     0,0 deg,1.5 mm,8 um
///     1,7.5 deg,1.4 mm,8 um
/// The first line names the columns, in any order: row (from 0) and angle (around the drum) must be there,
/// length and tip (its diameter) may be; an empty cell is the device's own value. Lines that are empty or
/// begin with # are passed over. Values carry their units, as everywhere.

#include <string>
#include <vector>

#include "engine/base/problems.hpp"
#include "engine/device/roller_spec.hpp"

namespace puncta::scenarios {

/// Everything wrong goes to `problems` with line and column; the list is then incomplete.
std::vector<ListedNeedle> read_needle_list(const std::string& text, const std::string& file,
                                           Problems& problems);

}  // namespace puncta::scenarios
