#include "scenarios/runner/replay_text.hpp"

#include <cmath>
#include <numbers>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/base/problems.hpp"
#include "models/skin/layered_skin.hpp"
#include "scenarios/runner/puncture_row.hpp"

namespace puncta::scenarios {
namespace {

constexpr double degree = std::numbers::pi / 180;

const models::SkinCard& card_of(const ReplayedPuncture& replayed) {
    return dynamic_cast<const models::LayeredSkin&>(*replayed.subject).card();
}

std::string verdict(const ReplayCase& asked) {
    return asked.differing.empty()
               ? std::string("the row is met bit for bit")
               : fmt::format("the row is NOT met: {} differ from the file", joined(asked.differing));
}

std::string skin_lines(const ReplayedPuncture& replayed) {
    std::string text = fmt::format("  subject\n    {:<22} {:>12} {:>12} {:>12} {:>12}\n", "layer",
                                   "thickness/um", "modulus/kPa", "tough./kJ/m2", "shear/kPa");
    for (const models::LayerCard& layer : card_of(replayed).layers)
        text += fmt::format(
            "    {:<22} {:>12} {:>12.4g} {:>12.4g} {:>12.4g}\n", layer.name,
            std::isfinite(layer.thickness) ? fmt::format("{:.4g}", layer.thickness * 1e6) : "support",
            layer.modulus * 1e-3, layer.toughness * 1e-3, layer.wall_shear * 1e-3);
    const LocalSkin& skin = replayed.skin;
    return text + fmt::format("    here: thickness x {:.4f}, moduli x {:.4f}, toughness x {:.4f}\n",
                              skin.thickness, skin.modulus, skin.toughness);
}

std::string needle_lines(const ReplayedPuncture& replayed) {
    const HeadNeedle& needle = replayed.needle;
    return fmt::format(
        "  needle {} of row {}\n    length {:.1f} um, tip diameter {:.2f} um, shaft {:.1f} um{}\n    tip "
        "{:.1f} um "
        "ahead of its place and {:.1f} um beside it, needle leaning {:.2f} deg in the rolling plane\n",
        replayed.row.needle, replayed.row.row, needle.length * 1e6, needle.profile.tip_diameter() * 1e6,
        needle.profile.shaft_diameter() * 1e6, needle.bent ? ", bent" : "",
        needle.tip_radius * needle.tip_angle * 1e6, needle.tip_across * 1e6, needle.axis_angle / degree);
}

std::string insertion_lines(const ReplayedPuncture& replayed) {
    const bool old_hole = (replayed.row.flags & puncture_existing_hole) != 0;
    return fmt::format(
        "  landing at x = {:.4f} mm, y = {:.4f} mm, pass {}, stripe {}, {}\n", replayed.row.x * 1e3,
        replayed.row.y * 1e3, replayed.row.pass, replayed.stripe,
        old_hole ? "in a hole that was there: it slides in without an insertion force"
                 : fmt::format("on closed skin: it inserts at {:.2f} mN ({:.2f} mN x {:.4f} of scatter)",
                               replayed.insertion_force * replayed.threshold_factor * 1e3,
                               replayed.insertion_force * 1e3, replayed.threshold_factor));
}

std::string happening(const NeedleStation& at, bool old_hole) {
    if (!at.converged) return "not converged: states kept";
    std::string text;
    if (at.breaches && !old_hole) text = "breach, ";
    if (at.inserts) return text + (old_hole ? "slides in" : "inserted");
    if (!at.inserted) return text + (at.force > 0 ? "dimple" : "off");
    return text + (at.driven ? "driven" : at.force > 0 ? "held" : "free");
}

std::string station_lines(const ReplayedPuncture& replayed) {
    std::string text = fmt::format("  {:>9} {:>9} {:>9} {:>9} {:>9} {:>8} {:>8} {:>8} {:>7} {:>6}  {}\n",
                                   "along/mm", "axle/um", "displ/um", "dimple/um", "depth/um", "F/mN",
                                   "Fres/mN", "relax/mN", "load/N", "drum/%", "event");
    const bool old_hole = (replayed.row.flags & puncture_existing_hole) != 0;
    for (const NeedleStation& at : replayed.stations)
        text += fmt::format(
            "  {:>9.3f} {:>9.1f} {:>9.1f} {:>9} {:>9.1f} {:>8.2f} {:>8.2f} {:>8.2f} {:>7.3f} "
            "{:>6.2f}  {}\n",
            at.along * 1e3, at.depression * 1e6, at.displacement * 1e6,
            at.force > 0 ? fmt::format("{:.1f}", at.dimple * 1e6) : std::string("-"), at.depth * 1e6,
            at.force * 1e3, at.resistance * 1e3, at.relaxed * 1e3, at.load,
            at.load > 0 ? 100 * at.drum_load / at.load : 0, happening(at, old_hole));
    return text;
}

std::string row_lines(const ReplayCase& asked, const ReplayedPuncture& replayed) {
    std::string text = fmt::format("  {:<14} {:>24} {:>24}\n", "row", "in the file", "computed again");
    for (const RowColumn& column : row_columns()) {
        const auto shown = [&](const Puncture& row) {
            return fmt::format("{:.10g} {}", number_of(column, row) * column.shown_scale, column.shown_unit);
        };
        text +=
            fmt::format("  {:<14} {:>24} {:>24}\n", column.name, shown(asked.stored), shown(replayed.row));
    }
    return text;
}

nlohmann::ordered_json row_json(const Puncture& row) {
    nlohmann::ordered_json json;
    for (const RowColumn& column : row_columns()) json[column.name] = number_of(column, row);
    return json;
}

nlohmann::ordered_json station_json(const NeedleStation& at) {
    return {{"along", at.along},
            {"load", at.load},
            {"drum_load", at.drum_load},
            {"depression", at.depression},
            {"displacement", at.displacement},
            {"dimple", at.force > 0 ? nlohmann::ordered_json(at.dimple) : nlohmann::ordered_json()},
            {"depth", at.depth},
            {"force", at.force},
            {"resistance", at.resistance},
            {"relaxed", at.relaxed},
            {"inserted", at.inserted},
            {"inserts", at.inserts},
            {"driven", at.driven},
            {"converged", at.converged}};
}

}  // namespace

std::string replay_text(const ReplayCase& asked, const ReplayedPuncture& replayed) {
    return fmt::format("puncture {} of {}: replicate {}{}\n", asked.id, asked.file, replayed.row.replicate,
                       asked.site.empty() ? "" : fmt::format(", site {}", asked.site)) +
           skin_lines(replayed) + needle_lines(replayed) + insertion_lines(replayed) + "\n" +
           station_lines(replayed) + "\n" + row_lines(asked, replayed) +
           fmt::format("\n  {} ({} stations computed)\n", verdict(asked), replayed.stations_solved);
}

std::string replay_json(const ReplayCase& asked, const ReplayedPuncture& replayed) {
    nlohmann::ordered_json layers = nlohmann::ordered_json::array();
    for (const models::LayerCard& layer : card_of(replayed).layers)
        layers.push_back(
            {{"name", layer.name},
             {"thickness", std::isfinite(layer.thickness) ? nlohmann::ordered_json(layer.thickness)
                                                          : nlohmann::ordered_json()},
             {"modulus", layer.modulus},
             {"toughness", layer.toughness},
             {"wall_shear", layer.wall_shear}});
    const HeadNeedle& needle = replayed.needle;
    nlohmann::ordered_json document = {{"file", asked.file},
                                       {"puncture", asked.id},
                                       {"site", asked.site},
                                       {"identical", asked.differing.empty()},
                                       {"differing", asked.differing},
                                       {"stored", row_json(asked.stored)},
                                       {"computed", row_json(replayed.row)},
                                       {"layers", layers},
                                       {"local",
                                        {{"thickness", replayed.skin.thickness},
                                         {"modulus", replayed.skin.modulus},
                                         {"toughness", replayed.skin.toughness}}},
                                       {"needle",
                                        {{"length", needle.length},
                                         {"tip_diameter", needle.profile.tip_diameter()},
                                         {"shaft_diameter", needle.profile.shaft_diameter()},
                                         {"tip_ahead", needle.tip_radius * needle.tip_angle},
                                         {"tip_across", needle.tip_across},
                                         {"axis_angle", needle.axis_angle},
                                         {"bent", needle.bent}}},
                                       {"stripe", replayed.stripe},
                                       {"existing_hole", (replayed.row.flags & puncture_existing_hole) != 0},
                                       {"insertion_force", replayed.insertion_force},
                                       {"threshold_factor", replayed.threshold_factor},
                                       {"stations", nlohmann::ordered_json::array()}};
    for (const NeedleStation& at : replayed.stations) document["stations"].push_back(station_json(at));
    return document.dump(2) + "\n";
}

}  // namespace puncta::scenarios
