#pragma once
/// The catalogue of devices as a table: what each is, how many needles stand where, and who says so.

#include <string>
#include <vector>

#include "models/cards/card_reader.hpp"

namespace puncta::scenarios {

/// One line per device with aligned columns: name, kind, needles, layout, length, shaft, drum or plate,
/// source of the geometry.
std::string device_table(const std::vector<models::DeviceCardFile>& devices);

}  // namespace puncta::scenarios
