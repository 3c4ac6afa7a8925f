// Rules between several values of one card or scenario; each message carries the numbers.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/base/quantity.hpp"
#include "models/cards/card_reader.hpp"
#include "models/cards/layout_contradictions.hpp"

namespace puncta::models {
namespace {

std::string length(double value) {
    return format_quantity(value, Dimension::length);
}

/// What a profile contradicts: itself, the needle's length and tip, and a taper or shaft given beside it.
void check_profile(const NeedleSpec& needle, std::vector<Contradiction>& found) {
    auto tell = [&](std::vector<std::string> keys, std::string message) {
        found.push_back({std::move(keys), std::move(message)});
    };
    if (std::string fault = profile_fault(needle.profile); !fault.empty())
        return tell({"needle.profile"}, std::move(fault));
    constexpr double thickest = 2e-3;  // as the shaft diameter's own limit
    const std::vector<ProfilePoint> points = behind_tip(needle.profile);
    const ProfilePoint &first = points.front(), &end = points.back();
    if (needle.profile.back().distance > needle.length)
        tell({"needle.profile", "needle.length"},
             fmt::format("the profile goes to {}, beyond the needle's length of {}",
                         length(needle.profile.back().distance), length(needle.length)));
    if (end.diameter > thickest)
        tell({"needle.profile"},
             fmt::format("a diameter of {}; at most {}", length(end.diameter), length(thickest)));
    if (needle.tip_diameter >= first.diameter || needle.tip_diameter >= first.distance)
        tell({"needle.profile", "needle.tip_diameter"},
             fmt::format("the tip of {} must be narrower than the first point behind it, {} at {}, and the "
                         "point farther from the end than that",
                         length(needle.tip_diameter), length(first.diameter), length(first.distance)));
    if (needle.shaft_diameter != end.diameter)
        tell({"needle.shaft_diameter", "needle.profile"},
             fmt::format("a shaft of {} beside a profile that ends with {}: leave one of them out",
                         length(needle.shaft_diameter), length(end.diameter)));
    if (needle.taper_length != end.distance)
        tell({"needle.taper_length", "needle.profile"},
             fmt::format("a taper of {} beside a profile that reaches its full diameter at {}: leave one of "
                         "them out",
                         length(needle.taper_length), length(end.distance)));
}

void check_cone(const NeedleSpec& needle, std::vector<Contradiction>& found) {
    if (needle.taper_length >= needle.length)
        found.push_back({{"needle.taper_length", "needle.length"},
                         fmt::format("the taper of {} must be shorter than the needle of {}",
                                     length(needle.taper_length), length(needle.length))});
    if (needle.tip_diameter >= needle.shaft_diameter)
        found.push_back({{"needle.tip_diameter", "needle.shaft_diameter"},
                         fmt::format("the tip of {} must be narrower than the shaft of {}",
                                     length(needle.tip_diameter), length(needle.shaft_diameter))});
    if (needle.taper_length <= needle.tip_diameter)
        found.push_back({{"needle.taper_length", "needle.tip_diameter"},
                         fmt::format("the taper of {} must be longer than the tip is wide, {}",
                                     length(needle.taper_length), length(needle.tip_diameter))});
}

}  // namespace

std::vector<Contradiction> skin_contradictions(const SkinCard& card) {
    std::vector<Contradiction> found;
    double shares = 0;
    for (const PronyTerm& term : card.relaxation) shares += term.share;
    if (shares >= 1)
        found.push_back(
            {{"relaxation.terms"},
             fmt::format("the shares of relaxation sum to {:.4g}; they must leave some stiffness in the "
                         "long run, so sum to less than 1",
                         shares)});
    if (!card.layers.empty() && card.layers.back().stress > 0)
        found.push_back({{card.layers.back().name + ".stress"},
                         fmt::format("the support {} has no thickness, so a stress of {} in it is no tension",
                                     card.layers.back().name,
                                     format_quantity(card.layers.back().stress, Dimension::pressure))});
    if (card.variation.any() && card.variation.correlation_length <= 0)
        found.push_back({{"variation.correlation_length", "variation.thickness_cv", "variation.modulus_cv",
                          "variation.toughness_cv"},
                         "a skin that varies from place to place needs a correlation length of more than 0"});
    const PunctureCard& puncture = card.puncture;
    if (puncture.intercept + puncture.slope * puncture.diameter_limit <= 0)
        found.push_back(
            {{"puncture.slope", "puncture.intercept", "puncture.diameter_limit"},
             fmt::format("the insertion force intercept + slope x diameter is {} at the diameter limit of "
                         "{}; it must "
                         "be positive there",
                         format_quantity(puncture.intercept + puncture.slope * puncture.diameter_limit,
                                         Dimension::force),
                         length(puncture.diameter_limit))});
    return found;
}

std::vector<Contradiction> device_contradictions(const DeviceSpec& device) {
    std::vector<Contradiction> found = layout_contradictions(device);
    const NeedleSpec& needle = device.needle;
    if (needle.profile.empty())
        check_cone(needle, found);
    else
        check_profile(needle, found);
    if (needle.width < needle.shaft_diameter)
        found.push_back(
            {{"needle.width", "needle.shaft_diameter"},
             fmt::format("the blade's width of {} must be at least its thickness, the shaft of {}",
                         length(needle.width), length(needle.shaft_diameter))});
    if (needle.edge_radius > 0 && needle.breadth() <= 0)
        found.push_back({{"needle.edge_radius", "needle.width"},
                         fmt::format("an edge of radius {} on a round needle; only a blade, wider than its "
                                     "thickness of {}, has edges",
                                     length(needle.edge_radius), length(needle.shaft_diameter))});
    else if (needle.edge_radius > needle.shaft_diameter / 2)
        found.push_back({{"needle.edge_radius", "needle.shaft_diameter"},
                         fmt::format("an edge of radius {} on a blade {} thick; at most half of it",
                                     length(needle.edge_radius), length(needle.shaft_diameter))});
    if (needle.lumen_diameter > 0 && needle.breadth() > 0)
        found.push_back({{"needle.lumen_diameter", "needle.width"},
                         fmt::format("a lumen of {} in a blade {} wide; only round needles are hollow",
                                     length(needle.lumen_diameter), length(needle.width))});
    else if (needle.lumen_diameter > 0 && needle.lumen_diameter >= 0.95 * needle.tip_diameter)
        found.push_back({{"needle.lumen_diameter", "needle.tip_diameter"},
                         fmt::format("a lumen of {} leaves no ring of a tip of {}; at most 0.95 of it",
                                     length(needle.lumen_diameter), length(needle.tip_diameter))});
    if (needle.length_sd > needle.length / 4)
        found.push_back({{"needle.length_sd", "needle.length"},
                         fmt::format("a length scatter of {} is more than a quarter of the needle's {}",
                                     length(needle.length_sd), length(needle.length))});
    return found;
}

}  // namespace puncta::models
