#include "engine/device/device_spec.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

namespace puncta {
namespace {

void settle_list(DeviceSpec& device) {
    constexpr double turn = 2 * std::numbers::pi;
    double longest = 0;
    device.rows = 0;
    for (ListedNeedle& needle : device.listed) {
        needle.angle -= turn * std::floor(needle.angle / turn);
        if (needle.angle >= turn) needle.angle = 0;
        if (needle.length <= 0) needle.length = device.needle.length;
        longest = std::max(longest, needle.length);
        device.rows = std::max(device.rows, needle.row + 1);
    }
    std::sort(device.listed.begin(), device.listed.end(), [](const auto& a, const auto& b) {
        return std::tie(a.row, a.angle) < std::tie(b.row, b.angle);
    });
    device.needle.length = longest;
    device.layout = "list";
}

}  // namespace

void settle(DeviceSpec& device) {
    if (!device.listed.empty()) settle_list(device);
    if (device.kind != "roller") return;
    device.drum_radius = device.written_drum_radius - (device.drum_is == "tips" ? device.needle.length : 0.0);
}

}  // namespace puncta
