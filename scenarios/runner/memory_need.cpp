#include "scenarios/runner/memory_need.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include <fmt/format.h>

#include "engine/contact/roller_pattern.hpp"
#include "engine/device/array_layout.hpp"
#include "engine/fields/field_spectrum.hpp"
#include "engine/motion/press_schedule.hpp"
#include "engine/motion/rolling.hpp"
#include "engine/parallel/memory_limit.hpp"
#include "engine/records/puncture.hpp"
#include "engine/simulation/hole_field.hpp"
#include "scenarios/runner/treatment_rules.hpp"

namespace puncta::scenarios {
namespace {

constexpr double number = sizeof(double);
constexpr double program = 40e6;  ///< itself, its libraries, the tables of one skin
constexpr double in_hand = 2;     ///< records of replicates for each thread

/// One kind of memory and the key behind it.
struct Part {
    double shared, per_thread;
    std::string_view key;
};

double square(double x) {
    return x * x;
}

Part maps(const Scenario& scenario) {
    double x = 0, y = 0;
    for (const Scenario& site : each_site(scenario)) {
        x = std::max(x, site.treatment.area[0]);
        y = std::max(y, site.treatment.area[1]);
    }
    const double cells = std::ceil(x / scenario.output.map_cell) * std::ceil(y / scenario.output.map_cell);
    const double tallies = cells * (4 + double(scenario.skin.layers.size())) * number;
    const double areas = cells * (1 + double(scenario.sites.size())) * number;
    return {3 * tallies + areas, in_hand * tallies, "output.map_cell"};
}

Part punctures(const Scenario& scenario) {
    double contacts = 0;
    for (const Scenario& site : each_site(scenario)) {
        const double radius = rolling_radius(site.device.drum_radius, site.treatment.slip);
        contacts += aimed_density(site.treatment, site.device, radius) * region_of(site.treatment).area();
    }
    constexpr double of_grid = 48;  // bytes of a hole in the grid of holes
    return {0, contacts * (in_hand * sizeof(Puncture) + sizeof(Hole) + of_grid), "treatment.passes"};
}

Part strokes(const Scenario& scenario) {
    double count = 0;
    for (const Scenario& site : each_site(scenario)) count += double(stroke_count(site));
    return {count * sizeof(Stroke), count * sizeof(Stroke), "treatment.overlap"};
}

Part fields(const Scenario& scenario) {
    const models::SkinVariation& variation = scenario.skin.variation;
    if (!variation.any() || variation.correlation_length <= 0) return {0, 0, ""};
    const double points = field_points(scenario.treatment.area, variation.correlation_length);
    double varying = 1;  // room to make them in
    for (const double cv : {variation.thickness_cv, variation.modulus_cv, variation.toughness_cv})
        varying += cv > 0 ? 1 : 0;
    return {points * number, varying * points * number, "skin.variation.correlation_length"};
}

constexpr double share_touching = 0.2;  ///< of the drum's cells in reach
constexpr double drum_sinks = 1.2e-3;   ///< below the undeformed surface [m]

/// How n needles and c cells sink the skin under each other, the pairs of cells kept or not, and the matrix
/// that is solved.
double contact_bytes(double needles, double cells, bool pairs) {
    const double kept = needles * needles + needles * cells + (pairs ? cells * cells : 0);
    const double touching = pairs ? cells : share_touching * cells;
    return number * (kept + square(needles + touching));
}

/// A roller at this depression, of all phases.
double rolled_bytes(const Scenario& scenario, double depression, double cell, double phases) {
    const RollerSpec& roller = scenario.device;
    const double depth = std::min(depression, 0.9 * roller.tip_radius());
    const double needles =
        roller.needle_count() * entry_angle(roller.tip_radius(), depth) / std::numbers::pi + 1;
    const double below = std::clamp(depth - roller.needle.length, 0.0, 0.9 * roller.drum_radius);
    const double length = 2 * std::sqrt(below * (2 * roller.drum_radius - below));
    const double cells = std::ceil(length / cell + 2) * std::ceil(roller.width() / cell);
    if (roller.listed.empty()) return phases * contact_bytes(needles, cells, false);
    return contact_bytes(needles, cells, false) +
           phases * roller.pitches_per_turn() * needles * sizeof(PatternNeedle);
}

Part contact(const Scenario& scenario) {
    const DeviceSpec& device = scenario.device;
    const double cell = scenario.model.drum_cell;
    double bytes = 0;
    if (device.kind == "stamp") {
        const double cells =
            std::ceil(device.stamp.plate[0] / cell) * std::ceil(device.stamp.plate[1] / cell);
        bytes = contact_bytes(needle_total(device), cells, true);
    } else if (device.kind == "pen") {
        const double ring = square(device.pen.nose_diameter) - square(device.pen.opening_diameter);
        const double cells = device.pen.has_nose() ? std::numbers::pi / 4 * ring / square(cell) : 0;
        bytes = contact_bytes(needle_total(device), cells, true);
    } else {
        const double length = device.needle.length;
        const double phases = std::max(4.0, std::round(1 / scenario.model.station_step));
        bytes =
            std::max(rolled_bytes(scenario, std::min(2.5 * length, 0.8 * device.tip_radius()), 2 * cell, 1),
                     rolled_bytes(scenario, length + drum_sinks, cell, phases));
    }
    return {0, bytes, "model.drum_cell"};
}

std::string size_text(double bytes) {
    constexpr double giga = 1e9;
    return bytes < giga ? fmt::format("{:.0f} MB", bytes / 1e6) : fmt::format("{:.3g} GB", bytes / giga);
}

}  // namespace

MemoryNeed memory_need(const Scenario& scenario) {
    MemoryNeed need{program, 0, {}};
    double most = 0;
    for (const Part& part : std::array{maps(scenario), punctures(scenario), strokes(scenario),
                                       fields(scenario), contact(scenario)}) {
        need.shared += part.shared;
        need.per_thread += part.per_thread;
        if (part.shared + part.per_thread <= most) continue;
        most = part.shared + part.per_thread;
        need.key = part.key;
    }
    return need;
}

std::string memory_fault(const MemoryNeed& need, int threads) {
    const MemoryLimit limit = memory_limit();
    if (need.on(threads) <= limit.bytes) return {};
    const std::string advice =
        threads > 1 ? fmt::format("; on one thread (--threads 1) it is {}", size_text(need.on(1))) : "";
    return fmt::format("this takes about {} of memory, most of it on account of {}, and {} allows {}{}",
                       size_text(need.on(threads)), need.key, limit.set_by, size_text(limit.bytes), advice);
}

}  // namespace puncta::scenarios
