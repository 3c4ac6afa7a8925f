#pragma once
/// The shortest scenario that says everything it must.

#include <string_view>

namespace puncta::scenarios {

inline constexpr std::string_view small_scenario = R"([skin]
site = "cheek"
[device]
preset = "dermaroller-mf8"
[treatment]
area = ["20 mm", "20 mm"]
directions = ["0 deg", "90 deg"]
passes = 4
load = "4 N"
)";

}  // namespace puncta::scenarios
