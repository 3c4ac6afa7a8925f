#include "engine/motion/strokes.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "engine/motion/rolling.hpp"

namespace puncta {
namespace {

/// Extent of a polygon across the direction it was turned to.
Interval extent_across(const Polygon& polygon) {
    Interval extent{polygon[0][1], polygon[0][1]};
    for (const Corner& corner : polygon)
        extent = {std::min(extent[0], corner[1]), std::max(extent[1], corner[1])};
    return extent;
}

const Polygon& border_of(const TreatmentSpec& treatment, Polygon& rectangle) {
    if (!treatment.polygon.empty()) return treatment.polygon;
    const auto [x, y] = treatment.area;
    rectangle = {{0, 0}, {x, 0}, {x, y}, {0, y}};
    return rectangle;
}

/// Half the width that must stay clear of a zone: needles stand up to half the roller's width from its
/// middle, and the path wanders; four standard deviations leave out 6 in 100 000.
double half_swath(const TreatmentSpec& treatment, const RollerOutline& roller) {
    return 0.5 * roller.width + 4 * treatment.wander_sd;
}

/// Where the axle must not stand along a stripe, in order and apart.
std::vector<Interval> blocked(const TreatmentSpec& treatment, double direction, double across,
                              const RollerOutline& roller) {
    const double half = half_swath(treatment, roller);
    std::vector<Interval> all;
    for (const ExclusionZone& zone : treatment.zones) {
        if (zone.action != ZoneAction::lift) continue;
        for (const auto& [low, high] :
             ranges_in_band(turned(zone.polygon, direction), across - half, across + half, 0))
            all.push_back({low - roller.overhang, high + roller.overhang});
    }
    std::sort(all.begin(), all.end());
    std::vector<Interval> apart;
    for (const Interval& one : all)
        if (!apart.empty() && one[0] <= apart.back()[1])
            apart.back()[1] = std::max(apart.back()[1], one[1]);
        else
            apart.push_back(one);
    return apart;
}

/// One run under a stripe, cut where the axle must not stand.
std::vector<Stroke> cut(const Stroke& whole, const std::vector<Interval>& closed) {
    std::vector<Stroke> parts;
    double free_from = whole.earliest;
    auto add = [&](double free_to) {
        Stroke part = whole;
        part.earliest = free_from;
        part.latest = free_to;
        part.begin = std::max(whole.begin, free_from);
        part.end = std::min(whole.end, free_to);
        if (part.begin < part.end) parts.push_back(part);
    };
    for (const auto& [low, high] : closed) {
        add(low);
        free_from = high;
    }
    add(whole.latest);
    return parts;
}

/// The same run rolled from its end to its begin.
Stroke reversed(Stroke stroke) {
    stroke.direction += std::numbers::pi;
    stroke.across = -stroke.across;
    std::swap(stroke.begin, stroke.end);
    std::swap(stroke.earliest, stroke.latest);
    for (double* end : {&stroke.begin, &stroke.end, &stroke.earliest, &stroke.latest}) *end = -*end;
    stroke.backward = true;
    return stroke;
}

/// The strokes of one pass in one direction, all rolled forward; the parts of a stripe stand together.
std::vector<std::vector<Stroke>> stripes_of(const TreatmentSpec& treatment, double direction,
                                            const RollerOutline& roller) {
    Polygon rectangle;
    const Polygon polygon = turned(border_of(treatment, rectangle), direction);
    const auto [low, high] = extent_across(polygon);
    const double pitch = roller.width * (1 - treatment.overlap);
    const int count = stripe_count(treatment, direction, roller.width);
    std::vector<std::vector<Stroke>> stripes;
    for (int stripe = 0; stripe < count; ++stripe) {
        Stroke whole;
        whole.direction = direction;
        whole.across = 0.5 * (low + high) + pitch * (stripe - 0.5 * (count - 1));
        const auto closed = blocked(treatment, direction, whole.across, roller);
        std::vector<Stroke> parts;
        for (const auto& [begin, end] :
             ranges_in_band(polygon, std::max(low, whole.across - 0.75 * roller.width),
                            std::min(high, whole.across + 0.75 * roller.width), 2 * roller.run_in)) {
            whole.begin = begin;
            whole.end = end;
            for (Stroke& part : cut(whole, closed)) {
                part.stripe = stripe + count * static_cast<int>(parts.size());
                parts.push_back(part);
            }
        }
        stripes.push_back(std::move(parts));
    }
    return stripes;
}

}  // namespace

RollerOutline outline_of(const RollerSpec& device, double rolling_radius) {
    const double pitch = 2 * std::numbers::pi / device.pitches_per_turn();
    const double depression = std::min(3 * device.needle.length, 0.9 * device.tip_radius());
    const double angle = entry_angle(device.tip_radius(), depression);
    return {device.width(), (angle + pitch) * rolling_radius, device.tip_radius()};
}

std::array<double, 2> Stroke::to_area(double along, double across_position) const {
    const double c = std::cos(direction), s = std::sin(direction);
    return {along * c - across_position * s, along * s + across_position * c};
}

int stripe_count(const TreatmentSpec& treatment, double direction, double roller_width) {
    Polygon rectangle;
    const auto [low, high] = extent_across(turned(border_of(treatment, rectangle), direction));
    const double pitch = roller_width * (1 - treatment.overlap);
    // A hair of slack so that an area exactly as wide as the roller takes one stripe.
    return 1 + std::max(0, static_cast<int>(std::ceil((high - low - roller_width) / pitch - 1e-9)));
}

std::vector<Stroke> plan_strokes(const TreatmentSpec& treatment, const RollerOutline& roller) {
    std::vector<Stroke> strokes;
    const double slowness =
        treatment.speed > 0 ? (1 + treatment.speed_cv * treatment.speed_cv) / treatment.speed : 0;
    int pass = 0;
    double time = 0;
    for (const double direction : treatment.directions) {
        const auto stripes = stripes_of(treatment, direction, roller);
        int runs = 0;  // of this direction, to roll there and back
        for (int p = 0; p < treatment.passes; ++p, ++pass)
            for (const std::vector<Stroke>& parts : stripes) {
                const bool back = treatment.back_and_forth() && runs++ % 2 == 1;
                for (std::size_t i = 0; i < parts.size(); ++i) {
                    Stroke stroke = back ? reversed(parts[parts.size() - 1 - i]) : parts[i];
                    stroke.pass = pass;
                    stroke.duration =
                        (stroke.lift_off(roller.run_in) - stroke.put_down(roller.run_in)) * slowness;
                    stroke.start_time = time;
                    time += stroke.duration + treatment.pause;
                    strokes.push_back(stroke);
                }
            }
    }
    return strokes;
}

double treatment_time(const std::vector<Stroke>& strokes) {
    return strokes.empty() ? 0 : strokes.back().start_time + strokes.back().duration;
}

std::vector<ZoneEntry> entered_zones(const TreatmentSpec& treatment, const std::vector<Stroke>& strokes,
                                     const RollerOutline& roller) {
    const double half = half_swath(treatment, roller);
    std::vector<ZoneEntry> entries;
    for (std::size_t z = 0; z < treatment.zones.size(); ++z) {
        const ExclusionZone& zone = treatment.zones[z];
        if (zone.action == ZoneAction::lift) continue;
        ZoneEntry entry{z, 0, 0, 0};
        // The passes of a direction repeat its strokes.
        std::map<std::array<double, 4>, double> lengths;
        for (std::size_t i = 0; i < strokes.size(); ++i) {
            const Stroke& stroke = strokes[i];
            const double from = stroke.put_down(roller.run_in) - roller.overhang;
            const double to = stroke.lift_off(roller.run_in) + roller.overhang;
            const auto [known, is_new] =
                lengths.try_emplace({stroke.direction, stroke.across, from, to}, 0.0);
            double& length = known->second;
            if (is_new)
                for (const auto& [low, high] : ranges_in_band(turned(zone.polygon, stroke.direction),
                                                              stroke.across - half, stroke.across + half, 0))
                    length += std::max(0.0, std::min(high, to) - std::max(low, from));
            if (length <= 0) continue;
            if (entry.count++ == 0) {
                entry.first = i;
                entry.length = length;
            }
        }
        if (entry.count > 0) entries.push_back(entry);
    }
    return entries;
}

}  // namespace puncta
