#include "scenarios/runner/needle_command.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/quantity.hpp"
#include "engine/storage/part_file.hpp"
#include "scenarios/runner/plan.hpp"

namespace puncta::scenarios {
namespace {

[[noreturn]] void refuse(const std::string& text, const std::string& why) {
    throw InputError(
        fmt::format("--displacement \"{}\": {}; write FROM:TO:STEP UNIT, e.g. \"0:3:0.01 mm\"", text, why));
}

constexpr std::string_view csv_head =
    "displacement_m,dimple_m,depth_m,force_N,cutting_N,spreading_N,friction_N\n";

std::string csv_text(const models::NeedleTrace& trace) {
    std::string text(csv_head);
    for (const auto& p : trace.points)
        text += fmt::format("{:.9g},{:.9g},{:.9g},{:.9g},{:.9g},{:.9g},{:.9g}\n", p.displacement, p.dimple,
                            p.depth, p.force, p.resistance.cutting, p.resistance.spreading,
                            p.resistance.friction);
    return text;
}

/// A file that is there and does not begin like one of ours is somebody else's.
bool foreign(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string head(csv_head.size(), '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    return in.gcount() > 0 && head != csv_head;
}

void write_csv(const std::filesystem::path& file, const std::string& text) {
    const std::filesystem::path target = require_writable_target(file, "table");
    if (foreign(target))
        throw StorageError(
            fmt::format("cannot write the table '{}': the file is there and is no table of "
                        "`puncta needle`; choose another name",
                        file.string()));
    // Written beside and renamed, so that no half table stands under the name.
    const std::filesystem::path part = target.string() + ".part";
    std::ofstream out(part, std::ios::binary);
    out << text;
    out.close();
    std::error_code failed;
    if (out) std::filesystem::rename(part, target, failed);
    if (!out || failed) {
        std::error_code ignored;
        std::filesystem::remove(part, ignored);
        throw StorageError(fmt::format("cannot write the table '{}': {}", file.string(),
                                       failed ? failed.message() : "no permission, or the disk is full"));
    }
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
    const double count = std::floor((to - from) / step * (1 + 1e-12)) + 1;
    if (count > 1e6) refuse(text, "more than a million points");
    std::vector<double> displacements;
    for (int i = 0; i < static_cast<int>(count); ++i) displacements.push_back(from + i * step);
    return displacements;
}

models::NeedleTrace needle_law(const Scenario& scenario, double stiffening,
                               const std::vector<double>& displacements) {
    models::SurfaceTables cache;
    const auto skin = mean_skin(scenario, stiffening, cache);
    const NeedleSpec& spec = scenario.device.needle;
    return models::trace_needle(*skin, {spec.tip_diameter, spec.taper_length, spec.shaft_diameter},
                                spec.length, displacements);
}

int needle_command(const Scenario& scenario, const std::string& displacement,
                   const std::filesystem::path& csv) {
    const std::vector<double> displacements = parse_displacements(displacement);
    const ContactTime contact = contact_time(scenario);
    const models::NeedleTrace trace = needle_law(scenario, contact.stiffening, displacements);
    if (!csv.empty()) write_csv(csv, csv_text(trace));
    fmt::print("One needle of {} on {}\n", scenario.device.title, scenario.skin.title);
    fmt::print("  contact time {:.3g} s: moduli x {:.3f}\n", contact.time, contact.stiffening);
    auto event = [](const char* name, const std::optional<models::NeedlePoint>& p) {
        if (p)
            fmt::print("  {:<28} at displacement {:8.1f} um, force {:8.2f} mN\n", name, p->displacement * 1e6,
                       p->force * 1e3);
        else
            fmt::print("  {:<28} not reached\n", name);
    };
    event("breach of stratum corneum", trace.breach);
    event("insertion", trace.insertion);
    if (trace.insertion) fmt::print("  {:<28} {:.1f} um\n", "jump at insertion", trace.jump * 1e6);
    const double length = scenario.device.needle.length;
    const auto hub = std::find_if(trace.points.begin(), trace.points.end(),
                                  [length](const models::NeedlePoint& p) { return p.depth >= length; });
    if (hub != trace.points.end())
        fmt::print("  {:<28} from displacement {:.1f} um on: all of the needle is in the skin\n",
                   "hub stops it", hub->displacement * 1e6);
    if (const auto& left = trace.channel; left.slit_length > 0) {
        const auto& needle = scenario.device.needle;
        const double widest = NeedleProfile(needle.tip_diameter, needle.taper_length, needle.shaft_diameter)
                                  .diameter(trace.points.back().depth);
        fmt::print(
            "  {:<28} slit of {:.0f} um below the surface, {:.2f} of the needle there; {:.2f} nl open\n",
            "channel left behind", left.slit_length * 1e6, left.slit_length / widest, left.volume * 1e12);
    }
    fmt::print("\n  {:>14} {:>11} {:>10} {:>10} {:>11} {:>13} {:>12}\n", "displacement", "dimple", "depth",
               "force", "cutting", "spreading", "friction");
    fmt::print("  {:>14} {:>11} {:>10} {:>10} {:>11} {:>13} {:>12}\n", "um", "um", "um", "mN", "mN", "mN",
               "mN");
    const std::size_t rows = std::min<std::size_t>(16, trace.points.size());
    for (std::size_t r = 0; r < rows; ++r) {
        const auto& p = trace.points[rows == 1 ? 0 : r * (trace.points.size() - 1) / (rows - 1)];
        fmt::print("  {:>14.1f} {:>11.1f} {:>10.1f} {:>10.2f} {:>11.2f} {:>13.2f} {:>12.2f}\n",
                   p.displacement * 1e6, p.dimple * 1e6, p.depth * 1e6, p.force * 1e3,
                   p.resistance.cutting * 1e3, p.resistance.spreading * 1e3, p.resistance.friction * 1e3);
    }
    if (!csv.empty()) fmt::print("\n{} points written to {}\n", trace.points.size(), csv.string());
    return 0;
}

}  // namespace puncta::scenarios
