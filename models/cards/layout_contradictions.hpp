#pragma once
/// What is impossible about where a device's needles stand: needles that collide, rows that overlap, arrays
/// larger than their plate; part of device_contradictions.

#include "models/cards/card_reader.hpp"

namespace puncta::models {

std::vector<Contradiction> layout_contradictions(const DeviceSpec& device);

}  // namespace puncta::models
