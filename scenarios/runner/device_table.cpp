#include "scenarios/runner/device_table.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "engine/base/quantity.hpp"
#include "engine/device/array_layout.hpp"

namespace puncta::scenarios {
namespace {

constexpr std::array headings = {"device", "kind",  "needles",       "layout",
                                 "length", "shaft", "drum or plate", "sources"};
using Line = std::array<std::string, headings.size()>;

std::string length(double value) {
    return fmt::format("{:.4g} mm", value * 1e3);
}

std::string layout_of(const DeviceSpec& device) {
    if (device.kind == "stamp")
        return fmt::format("{} x {} {}", device.stamp.nx, device.stamp.ny, device.stamp.grid);
    if (device.kind == "pen") {
        if (!device.pen.x.empty()) return "places";
        std::string rings;
        for (const double n : device.pen.ring_needles)
            rings += fmt::format("{}{}", rings.empty() ? "" : " + ", n);
        return "rings " + rings;
    }
    const std::string shift = device.layout == "random" ? "" : fmt::format(" {:.3g}", device.stagger);
    return fmt::format("{} x {} {}{}", device.rows, device.needles_per_row, device.layout, shift);
}

std::string body_of(const DeviceSpec& device) {
    if (device.kind == "stamp")
        return fmt::format("{:.3g} x {:.3g} mm", device.stamp.plate[0] * 1e3, device.stamp.plate[1] * 1e3);
    if (device.kind == "pen")
        return fmt::format("{:.4g} Hz, stop {:.3g} mm", device.pen.frequency, device.pen.depth_stop * 1e3);
    return fmt::format("{} {:.3g} x {:.3g} mm", device.drum_is == "tips" ? "tips" : "body",
                       2e3 * device.written_drum_radius, device.width() * 1e3);
}

std::string shaft_of(const NeedleSpec& needle) {
    if (needle.breadth() <= 0) return length(needle.shaft_diameter);
    return fmt::format("{:.3g} x {:.3g} mm", needle.width * 1e3, needle.shaft_diameter * 1e3);
}

/// Whom the card quotes, once each; values that nobody gives are told apart.
std::string sources_of(const models::DeviceCardFile& file) {
    std::vector<std::string> names;
    std::size_t assumptions = 0;
    for (const models::CardValue& value : file.values) {
        if (value.source.empty())
            ++assumptions;
        else if (std::find(names.begin(), names.end(), value.source) == names.end())
            names.push_back(value.source);
    }
    std::string text = names.empty() ? "" : fmt::format("{}; ", fmt::join(names, ", "));
    return text + fmt::format("{} of {} values assumed", assumptions, file.values.size());
}

}  // namespace

std::string device_table(const std::vector<models::DeviceCardFile>& devices) {
    std::vector<Line> lines(1);
    std::copy(headings.begin(), headings.end(), lines[0].begin());
    for (const models::DeviceCardFile& file : devices) {
        const DeviceSpec& device = file.device;
        lines.push_back({device.name, device.kind, fmt::format("{}", needle_total(device)), layout_of(device),
                         length(device.needle.length), shaft_of(device.needle), body_of(device),
                         sources_of(file)});
    }
    std::array<std::size_t, headings.size()> widest{};
    for (const Line& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i) widest[i] = std::max(widest[i], line[i].size());
    std::string text;
    for (const Line& line : lines) {
        std::string row;
        for (std::size_t i = 0; i < line.size(); ++i) row += fmt::format("{:{}}  ", line[i], widest[i]);
        row.erase(row.find_last_not_of(' ') + 1);
        text += row + '\n';
    }
    return text;
}

}  // namespace puncta::scenarios
