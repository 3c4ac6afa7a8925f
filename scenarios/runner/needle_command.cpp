#include "scenarios/runner/needle_command.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/quantity.hpp"
#include "engine/device/head.hpp"
#include "scenarios/runner/needle_table.hpp"
#include "scenarios/runner/plan.hpp"

namespace puncta::scenarios {
namespace {

[[noreturn]] void refuse(const std::string& text, const std::string& why) {
    throw InputError(
        fmt::format("--displacement \"{}\": {}; write FROM:TO:STEP UNIT, e.g. \"0:3:0.01 mm\"", text, why));
}

void print_heading(const Scenario& scenario) {
    fmt::print("One needle of {} on {}\n", scenario.device.title, scenario.skin.title);
}

NeedleReport slow_report(const Scenario& scenario, const std::vector<double>& displacements,
                         const std::filesystem::path& csv) {
    const ContactTime contact = contact_time(scenario);
    NeedleReport report(needle_law(scenario, contact.stiffening, displacements));
    if (!csv.empty()) write_csv(csv, report);
    print_heading(scenario);
    fmt::print("  contact time {:.3g} s: moduli x {:.3f}\n", contact.time, contact.stiffening);
    return report;
}

NeedleReport timed_report(const Scenario& scenario, const MotionOptions& motion, double amplitude,
                          const std::filesystem::path& csv) {
    const models::History history = motion_history(scenario, motion, amplitude);
    const models::TimedTrace trace = needle_in_time(scenario, history);
    NeedleReport report(trace);
    if (!csv.empty()) write_csv(csv, report);
    print_heading(scenario);
    fmt::print("  {}: {:.4g} mm deep in {:.4g} ms, up to {:.3g} m/s\n", motion.motion, amplitude * 1e3,
               history.time[history.bottom()] * 1e3, history.peak_speed());
    fmt::print("  moduli x {:.3f} for the speed; x {:.3f} in the resistance, for time and speed\n",
               trace.rate_factor, trace.cutting_factor);
    fmt::print("  {:<28} {:.4g} ms of {:.4g} ms, force up to {:.2f} mN\n", "contact with the skin",
               trace.contact_time * 1e3, history.time.back() * 1e3, trace.peak_force * 1e3);
    return report;
}

}  // namespace

std::vector<double> parse_displacements(const std::string& text) {
    const auto space = text.find_last_of("0123456789.");
    if (space == std::string::npos) refuse(text, "no number in it");
    const std::string unit = text.substr(space + 1);
    std::vector<double> numbers;
    std::string rest = text.substr(0, space + 1);
    for (std::size_t at = 0; at <= rest.size();) {
        const auto colon = std::min(rest.find(':', at), rest.size());
        const std::string part = rest.substr(at, colon - at);
        const ParsedQuantity parsed = parse_quantity(part + unit, Dimension::length);
        if (!parsed.problem.empty()) refuse(text, parsed.problem);
        numbers.push_back(parsed.value);
        at = colon + 1;
    }
    if (numbers.size() < 2 || numbers.size() > 3) refuse(text, "two or three numbers are needed");
    const double from = numbers[0], to = numbers[1];
    const double step = numbers.size() == 3 ? numbers[2] : (to - from) / 200;
    if (!(from >= 0 && to > from && step > 0)) refuse(text, "needs 0 <= FROM < TO and STEP > 0");
    constexpr double farthest = 0.1;  // [m], as the longest needle
    if (to > farthest) refuse(text, "TO may be at most 100 mm");
    const double count = std::floor((to - from) / step * (1 + 1e-12)) + 1;
    if (count > 1e6) refuse(text, "more than a million points");
    std::vector<double> displacements;
    displacements.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < static_cast<int>(count); ++i) displacements.push_back(from + i * step);
    return displacements;
}

models::NeedleTrace needle_law(const Scenario& scenario, double stiffening,
                               const std::vector<double>& displacements) {
    models::SurfaceTables cache;
    const auto skin = mean_skin(scenario, stiffening, cache);
    const NeedleSpec spec = worn(scenario.device.needle, scenario.device.wear);
    return models::trace_needle(*skin, nominal_needle(spec), spec.length, displacements);
}

int needle_command(const Scenario& scenario, const std::string& displacement, const MotionOptions& motion,
                   const std::filesystem::path& csv) {
    const std::vector<double> displacements = parse_displacements(displacement);
    check_motion(motion);
    const NeedleReport report = motion.timed() ? timed_report(scenario, motion, displacements.back(), csv)
                                               : slow_report(scenario, displacements, csv);
    print_events(report, scenario.device.needle);
    print_table(report);
    if (!csv.empty()) fmt::print("\n{} points written to {}\n", report.points.size(), csv.string());
    return 0;
}

}  // namespace puncta::scenarios
