#include "models/cards/layout_contradictions.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "engine/base/quantity.hpp"
#include "engine/device/array_layout.hpp"
#include "models/cards/limits.hpp"

namespace puncta::models {
namespace {

using Found = std::vector<Contradiction>;

std::string length(double value) {
    return format_quantity(value, Dimension::length);
}
/// For results of arithmetic, which need no sixteen digits.
std::string rounded(double value) {
    return fmt::format("{:.4g} mm", value * 1e3);
}

void check_drum(const DeviceSpec& device, Found& found) {
    const double needle = device.needle.length;
    if (device.drum_is != "body" && device.drum_is != "tips")
        found.push_back({{"drum_is"}, fmt::format("drum_is is \"{}\"; known: body, tips", device.drum_is)});
    if (device.drum_is == "tips" && device.written_drum_radius <= needle)
        found.push_back({{"drum_radius", "needle.length"},
                         fmt::format("a circle of the tips of radius {} leaves no drum under needles of {}",
                                     length(device.written_drum_radius), length(needle))});
    else if (needle >= device.drum_radius)
        found.push_back({{"needle.length", "drum_radius"},
                         fmt::format("the needle of {} must be shorter than the drum radius of {}",
                                     length(needle), rounded(device.drum_radius))});
}

void check_lattice(const DeviceSpec& device, Found& found) {
    const NeedleSpec& needle = device.needle;
    if (const int all = device.rows * device.needles_per_row; all > most_lattice_needles)
        found.push_back({{"needles_per_row", "rows"},
                         fmt::format("{} rows of {} are {} needles; at most {}", device.rows,
                                     device.needles_per_row, all, most_lattice_needles)});
    const double pitch = 2 * std::numbers::pi * device.drum_radius / device.needles_per_row;
    if (const double across = std::max(needle.width, needle.shaft_diameter); across >= pitch)
        found.push_back(
            {{"needles_per_row", "needle.width", "needle.shaft_diameter", "drum_radius"},
             fmt::format("{} needles of {} do not fit around a drum of radius {}: one every {:.3g} mm",
                         device.needles_per_row, length(across), rounded(device.drum_radius), pitch * 1e3)});
}

bool has_too_many(double needles, const std::string& key, Found& found) {
    if (needles <= most_needles) return false;
    found.push_back({{key}, fmt::format("{:.0f} needles; at most {}", needles, most_needles)});
    return true;
}

/// Needles of a list stand apart at the drum's surface, where they are nearest: along its arc and its axle.
void check_list(const DeviceSpec& device, Found& found) {
    const NeedleSpec& needle = device.needle;
    if (has_too_many(device.needle_count(), "needles", found)) return;
    for (std::size_t i = 0; i < device.listed.size(); ++i) {
        const ListedNeedle& a = device.listed[i];
        const double taper = needle.taper_length * (a.length / needle.length);
        if (a.tip_diameter >= needle.shaft_diameter || a.tip_diameter >= taper)
            found.push_back(
                {{"needles"},
                 fmt::format(
                     "the needle of row {} at {} has a tip of {}; it must be less than the shaft of {} "
                     "and the taper of {}",
                     a.row, format_quantity(a.angle, Dimension::angle), length(a.tip_diameter),
                     length(needle.shaft_diameter), rounded(taper))});
        for (std::size_t j = 0; j < i; ++j) {
            const ListedNeedle& b = device.listed[j];
            const double turn = std::abs(a.angle - b.angle);
            const double arc = std::min(turn, 2 * std::numbers::pi - turn) * device.drum_radius;
            const double apart = std::hypot(arc, (a.row - b.row) * device.row_spacing);
            const double thick =
                a.row == b.row ? std::max(needle.width, needle.shaft_diameter) : needle.shaft_diameter;
            if (apart >= thick) continue;
            found.push_back(
                {{"needles"},
                 fmt::format("the needles of row {} at {} and row {} at {} stand {} apart on the "
                             "drum, less than they are thick: {}",
                             b.row, format_quantity(b.angle, Dimension::angle), a.row,
                             format_quantity(a.angle, Dimension::angle), rounded(apart), length(thick))});
            return;
        }
    }
}

void check_roller(const DeviceSpec& device, Found& found) {
    const std::string& layout = device.layout;
    const bool lattice = layout == "stagger" || layout == "helix" || layout == "random";
    if (!lattice && layout != "list")
        found.push_back(
            {{"layout"}, fmt::format("layout is \"{}\"; known: stagger, helix, random, list", layout)});
    if (layout == "list" && device.listed.empty())
        found.push_back(
            {{"layout"}, "layout \"list\" needs the needles: write needle_list = \"my_needles.csv\""});
    check_drum(device, found);
    if (device.needle.shaft_diameter > device.row_spacing)
        found.push_back({{"row_spacing", "needle.shaft_diameter"},
                         fmt::format("rows {} apart are closer than a needle is wide, {}",
                                     length(device.row_spacing), length(device.needle.shaft_diameter))});
    if (device.listed.empty())
        check_lattice(device, found);
    else
        check_list(device, found);
}

/// Needles of an array closer than they are thick.
void check_places(const DeviceSpec& device, const std::string& key, Found& found) {
    const std::vector<ArrayPlace> places = array_places(device);
    const double thick = device.needle.shaft_diameter;
    if (const NearestPair pair = nearest_pair(places); pair.distance < thick)
        found.push_back(
            {{key, "needle.shaft_diameter"},
             fmt::format("needles {} and {} stand {} apart, less than a shaft is thick: {}", pair.first + 1,
                         pair.second + 1, rounded(pair.distance), length(thick))});
}

void check_stamp(const DeviceSpec& device, Found& found) {
    const StampSpec& stamp = device.stamp;
    if (stamp.grid != "square" && stamp.grid != "hexagonal")
        found.push_back(
            {{"array.grid"}, fmt::format("array.grid is \"{}\"; known: square, hexagonal", stamp.grid)});
    if (has_too_many(stamp.nx * stamp.ny, "array.nx", found)) return;
    check_places(device, "array.pitch_x", found);
    double x = 0, y = 0;
    for (const ArrayPlace& place : stamp_places(stamp)) {
        x = std::max(x, 2 * std::abs(place.x) + device.needle.shaft_diameter);
        y = std::max(y, 2 * std::abs(place.y) + device.needle.shaft_diameter);
    }
    constexpr double hair = 1e-12;  // of rounding
    if (x > stamp.plate[0] + hair || y > stamp.plate[1] + hair)
        found.push_back(
            {{"array.plate", "array.nx", "array.pitch_x"},
             fmt::format("an array of {} x {} needs a plate of {} x {}, but it is {} x {}", stamp.nx,
                         stamp.ny, rounded(x), rounded(y), length(stamp.plate[0]), length(stamp.plate[1]))});
}

/// The needles pass through the opening, and the rim lies around it.
void check_nose(const DeviceSpec& device, Found& found) {
    const PenSpec& pen = device.pen;
    if (!pen.has_nose()) return;
    if (pen.opening_diameter >= pen.nose_diameter)
        found.push_back({{"cartridge.opening_diameter", "cartridge.nose_diameter"},
                         fmt::format("an opening of {} leaves no rim in a nose of {}",
                                     length(pen.opening_diameter), length(pen.nose_diameter))});
    double across = 0;
    for (const ArrayPlace& place : pen_places(pen))
        across = std::max(across, 2 * std::hypot(place.x, place.y) + device.needle.shaft_diameter);
    if (across > pen.opening_diameter * (1 + 1e-12))
        found.push_back({{"cartridge.opening_diameter", "cartridge.nose_diameter", "cartridge.ring_radii"},
                         fmt::format("needles over {} do not pass through an opening of {}", rounded(across),
                                     length(pen.opening_diameter))});
}

void check_pen(const DeviceSpec& device, Found& found) {
    const PenSpec& pen = device.pen;
    double on_rings = 0;
    for (const double needles : pen.ring_needles) on_rings += needles;
    if (has_too_many(on_rings, "cartridge.ring_needles", found)) return;
    check_nose(device, found);
    const bool whole = std::all_of(pen.ring_needles.begin(), pen.ring_needles.end(),
                                   [](double n) { return n == std::floor(n); });
    if (!whole) found.push_back({{"cartridge.ring_needles"}, "rings hold whole numbers of needles"});
    if (pen.ring_needles.size() != pen.ring_radii.size())
        found.push_back({{"cartridge.ring_radii", "cartridge.ring_needles"},
                         fmt::format("{} rings have needles, but {} have a radius", pen.ring_needles.size(),
                                     pen.ring_radii.size())});
    if (pen.x.size() != pen.y.size())
        found.push_back(
            {{"cartridge.y", "cartridge.x"},
             fmt::format("places of needles come in pairs: {} of x, {} of y", pen.x.size(), pen.y.size())});
    if (pen_places(pen).empty())
        found.push_back({{"cartridge.ring_needles"},
                         "a cartridge needs needles: ring_needles and ring_radii, or x and y"});
    check_places(device, pen.x.empty() ? "cartridge.ring_radii" : "cartridge.x", found);
    if (pen.depth_stop > device.needle.length)
        found.push_back({{"cartridge.depth_stop", "needle.length"},
                         fmt::format("needles of {} cannot stand out by {}", length(device.needle.length),
                                     length(pen.depth_stop))});
    if (pen.depth_tolerance > pen.depth_stop)
        found.push_back({{"cartridge.depth_tolerance", "cartridge.depth_stop"},
                         fmt::format("a tolerance of {} is more than the depth stop of {}",
                                     length(pen.depth_tolerance), length(pen.depth_stop))});
}

}  // namespace

std::vector<Contradiction> layout_contradictions(const DeviceSpec& device) {
    Found found;
    if (device.kind == "roller") check_roller(device, found);
    if (device.kind == "stamp") check_stamp(device, found);
    if (device.kind == "pen") check_pen(device, found);
    const NeedleSpec& needle = device.needle;
    const double blunt = needle.tip_diameter + 2 * needle.wear_rate * device.wear;
    if (device.wear > 0 && blunt >= 0.9 * needle.shaft_diameter)
        found.push_back(
            {{"wear", "needle.wear_rate"},
             fmt::format("after {:.4g} treatments the tip of {} has worn to {}, as wide as the shaft of {}",
                         device.wear, length(needle.tip_diameter), rounded(blunt),
                         length(needle.shaft_diameter))});
    return found;
}

}  // namespace puncta::models
