#include "scenarios/runner/needle_motion.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/problems.hpp"
#include "engine/base/quantity.hpp"
#include "engine/device/head.hpp"
#include "engine/motion/rolling.hpp"
#include "models/cards/field.hpp"

namespace puncta::scenarios {
namespace {

/// One option of one motion.
struct Option {
    const char* name;
    const char* motion;
    Dimension dimension;
    models::Range range;
    const char* example;  ///< nullptr: may be left out
    std::string MotionOptions::* text;
};

const std::vector<Option>& options_of_motions() {
    static const std::vector<Option> options = {
        {"--press-time", "stamp", Dimension::time, {1e-6, 1e6}, "50 ms", &MotionOptions::press_time},
        {"--hold-time", "stamp", Dimension::time, {0, 1e6}, nullptr, &MotionOptions::hold_time},
        {"--frequency", "pen", Dimension::frequency, {1e-6, 1e4}, "100 Hz", &MotionOptions::frequency},
    };
    return options;
}

double value_of(const MotionOptions& given, std::string MotionOptions::* text) {
    const auto& all = options_of_motions();
    const Option& option =
        *std::find_if(all.begin(), all.end(), [&](const Option& o) { return o.text == text; });
    if ((given.*text).empty()) return 0;
    const double value = quantity(given.*text, option.dimension, option.name);
    if (!option.range.contains(value))
        throw InputError(fmt::format("{} must be {}, but is {}", option.name,
                                     models::range_text(option.range, option.dimension),
                                     format_quantity(value, option.dimension)));
    return value;
}

}  // namespace

void check_motion(const MotionOptions& options) {
    const std::vector<std::string> known = {"slow", "roller", "stamp", "pen"};
    if (std::find(known.begin(), known.end(), options.motion) == known.end()) {
        const std::string near = nearest(options.motion, known);
        throw InputError(
            fmt::format("--motion \"{}\": there is no such motion{}; the motions are {}", options.motion,
                        near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near), joined(known)));
    }
    for (const Option& option : options_of_motions()) {
        const bool given = !(options.*option.text).empty(), here = options.motion == option.motion;
        if (given && !here)
            throw InputError(
                fmt::format("{} is for --motion {}, not for {}", option.name, option.motion, options.motion));
        if (!given && here && option.example != nullptr)
            throw InputError(fmt::format("--motion {} needs {}, for example {} \"{}\"", option.motion,
                                         option.name, option.name, option.example));
        if (given) value_of(options, option.text);
    }
}

models::History motion_history(const Scenario& scenario, const MotionOptions& options, double amplitude) {
    if (options.motion == "stamp")
        return models::stamp_history(amplitude, value_of(options, &MotionOptions::press_time),
                                     value_of(options, &MotionOptions::hold_time));
    if (options.motion == "pen")
        return models::pen_history(amplitude, value_of(options, &MotionOptions::frequency));
    const RollerSpec& device = scenario.device;
    if (amplitude >= device.tip_radius())
        throw InputError(fmt::format("--displacement ends at {}, as deep as the roller's axle: {} to the tip",
                                     format_quantity(amplitude, Dimension::length),
                                     format_quantity(device.tip_radius(), Dimension::length)));
    return models::roller_history(device.tip_radius(),
                                  rolling_radius(device.drum_radius, scenario.treatment.slip), amplitude,
                                  scenario.treatment.speed);
}

models::TimedTrace needle_in_time(const Scenario& scenario, const models::History& history) {
    models::SkinCard card = treated_skin(scenario);
    if (!scenario.model.relaxation) {
        card.relaxation.clear();
        card.rate_exponent = 0;
    }
    const NeedleSpec spec = worn(scenario.device.needle, scenario.device.wear);
    return models::trace_in_time(card, nominal_needle(spec), spec.length, history);
}

}  // namespace puncta::scenarios
