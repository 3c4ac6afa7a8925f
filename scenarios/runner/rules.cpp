#include "scenarios/runner/rules.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/base/problems.hpp"
#include "engine/base/quantity.hpp"
#include "engine/fields/field_spectrum.hpp"
#include "engine/statistics/quantity.hpp"
#include "scenarios/runner/treatment_rules.hpp"

namespace puncta::scenarios {
namespace {

using models::Contradiction;

constexpr double widest_roller = 0.2;  ///< [m]; more is no hand-held roller but a slip of the unit
constexpr double most_cells = 8e6;     ///< of the maps of all layers: 64 MB for each replicate in hand

std::string length(double value) {
    return format_quantity(value, Dimension::length);
}

/// A card's key as the scenario writes it.
std::string scenario_key(const std::string& table, const std::string& key) {
    return key == "relaxation.terms" ? table + "relaxation" : table + key;
}

void take(std::vector<Contradiction>& all, std::vector<Contradiction> found, const std::string& table) {
    for (Contradiction& one : found) {
        for (std::string& key : one.keys) key = scenario_key(table, key);
        all.push_back(std::move(one));
    }
}

void precision_contradictions(const RunSpec& run, std::vector<Contradiction>& all) {
    const PrecisionSpec& precision = run.precision;
    const bool has_error = std::isfinite(precision.relative_error),
               has_most = std::isfinite(precision.max_replicates);
    if (precision.quantity.empty()) {
        if (has_error || has_most)
            all.push_back({{has_error ? "run.precision.relative_error" : "run.precision.max_replicates"},
                           "of which quantity? run.precision.quantity is missing, for example "
                           "quantity = \"depth_mean\""});
        return;
    }
    std::vector<std::string> known;
    for (const QuantityInfo& info : quantity_table()) known.emplace_back(info.name);
    if (std::find(known.begin(), known.end(), precision.quantity) == known.end()) {
        const std::string near = nearest(precision.quantity, known);
        all.push_back(
            {{"run.precision.quantity"},
             fmt::format("there is no quantity \"{}\"{}; the summary has {}", precision.quantity,
                         near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near), joined(known))});
    }
    if (!has_error)
        all.push_back({{"run.precision.relative_error", "run.precision.quantity"},
                       "is missing: half-width of the 95 % interval over the value, for example "
                       "relative_error = 0.01"});
    if (!has_most)
        all.push_back({{"run.precision.max_replicates", "run.precision.quantity"},
                       "is missing: replicates after which to end, for example max_replicates = 1000"});
    if (has_most && precision.max_replicates != std::floor(precision.max_replicates))
        all.push_back({{"run.precision.max_replicates"}, "is no whole number"});
    if (has_most && precision.max_replicates < run.replicates)
        all.push_back({{"run.precision.max_replicates", "run.replicates"},
                       fmt::format("at most {:.0f} replicates, but run.replicates asks for {}",
                                   precision.max_replicates, run.replicates)});
}

}  // namespace

std::vector<Contradiction> map_contradictions(const std::array<double, 2>& area, double cell,
                                              std::size_t layers) {
    std::vector<Contradiction> all;
    if (area[0] <= 0 || area[1] <= 0) return all;
    if (cell > std::min(area[0], area[1]))
        all.push_back({{"output.map_cell", "treatment.area"},
                       fmt::format("a map cell of {} is larger than the area of {} x {}", length(cell),
                                   length(area[0]), length(area[1]))});
    const double cells = (area[0] / cell) * (area[1] / cell);
    if (cells * double(layers) > most_cells)
        all.push_back(
            {{"output.map_cell", "treatment.area"},
             fmt::format("maps of {} x {} in cells of {} have {:.3g} cells for each of {} layers, at most "
                         "{:.3g} for all",
                         length(area[0]), length(area[1]), length(cell), cells, layers, most_cells)});
    return all;
}

std::vector<Contradiction> scenario_contradictions(const Scenario& scenario, bool skin, bool device) {
    std::vector<Contradiction> all;
    if (skin) take(all, models::skin_contradictions(scenario.skin), "skin.");
    const models::Person& person = scenario.person;
    if (person.sex != "any" && person.sex != "female" && person.sex != "male")
        all.push_back({{"skin.sex"}, fmt::format("sex is \"{}\"; known: any, female, male", person.sex)});
    const bool animal = scenario.skin.name == "hairless_rat" || scenario.skin.name == "neonatal_porcine";
    if (animal && (person.sex != "any" || person.age != models::reference_age))
        all.push_back({{"skin.sex", "skin.age"},
                       fmt::format("sex and age are those of people; {} has neither", scenario.skin.name)});
    if (device) {
        take(all, models::device_contradictions(scenario.device), "device.");
        if (scenario.device.width() > widest_roller)
            all.push_back({{"device.row_spacing", "device.rows"},
                           fmt::format("{} rows {} apart make a roller {} wide; at most {}",
                                       scenario.device.rows, length(scenario.device.row_spacing),
                                       length(scenario.device.width()), length(widest_roller))});
    }
    const auto& area = scenario.treatment.area;
    const models::SkinVariation& variation = scenario.skin.variation;
    if (skin && variation.any() && variation.correlation_length > 0 && area[0] > 0 && area[1] > 0)
        if (const double points = field_points(area, variation.correlation_length);
            points > most_field_points)
            all.push_back({{"skin.variation.correlation_length", "treatment.area"},
                           fmt::format("a skin that varies over {} needs {:.3g} grid points on an area of {} "
                                       "x {}; at most {:.3g}",
                                       length(variation.correlation_length), points, length(area[0]),
                                       length(area[1]), most_field_points)});
    for (Contradiction& one : treatment_contradictions(scenario, device)) all.push_back(std::move(one));
    precision_contradictions(scenario.run, all);
    for (Contradiction& one : map_contradictions(area, scenario.output.map_cell,
                                                 std::max<std::size_t>(scenario.skin.layers.size(), 1)))
        all.push_back(std::move(one));
    return all;
}

}  // namespace puncta::scenarios
