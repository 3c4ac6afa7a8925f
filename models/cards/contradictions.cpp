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
    if (needle.taper_length >= needle.length)
        found.push_back({{"needle.taper_length", "needle.length"},
                         fmt::format("the taper of {} must be shorter than the needle of {}",
                                     length(needle.taper_length), length(needle.length))});
    if (needle.tip_diameter >= needle.shaft_diameter)
        found.push_back({{"needle.tip_diameter", "needle.shaft_diameter"},
                         fmt::format("the tip of {} must be narrower than the shaft of {}",
                                     length(needle.tip_diameter), length(needle.shaft_diameter))});
    if (needle.width < needle.shaft_diameter)
        found.push_back(
            {{"needle.width", "needle.shaft_diameter"},
             fmt::format("the blade's width of {} must be at least its thickness, the shaft of {}",
                         length(needle.width), length(needle.shaft_diameter))});
    if (needle.taper_length <= needle.tip_diameter / 2)
        found.push_back({{"needle.taper_length", "needle.tip_diameter"},
                         fmt::format("the taper of {} must be longer than the tip's radius of {}",
                                     length(needle.taper_length), length(needle.tip_diameter / 2))});
    if (needle.length_sd > needle.length / 4)
        found.push_back({{"needle.length_sd", "needle.length"},
                         fmt::format("a length scatter of {} is more than a quarter of the needle's {}",
                                     length(needle.length_sd), length(needle.length))});
    return found;
}

}  // namespace puncta::models
