#include "scenarios/runner/unknowns.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/base/error.hpp"
#include "engine/random/gaussian_copula.hpp"
#include "engine/random/sobol_points.hpp"
#include "models/cards/toml_value.hpp"
#include "scenarios/runner/rules.hpp"
#include "scenarios/runner/schema.hpp"

namespace puncta::scenarios {
namespace {

/// A number of a scenario that can be set: its row of the schema, and where it is kept.
struct Target {
    const Key* key = nullptr;
    std::size_t layer = 0;
    double* place = nullptr;
};

/// Everything in a scenario that is one number, by path.
std::map<std::string, Target> targets_of(Scenario& scenario) {
    std::map<std::string, Target> targets;
    for (const Key& key : schema()) {
        if (!key.slot || (!key.kind.empty() && key.kind != scenario.device.kind)) continue;
        const std::size_t layers = key.per_layer() ? scenario.skin.layers.size() : 1;
        for (std::size_t layer = 0; layer < layers; ++layer) {
            const models::Slot slot = key.slot(scenario, layer);
            if (double* const* number = std::get_if<double*>(&slot))
                targets[key_path(key, key.per_layer() ? scenario.skin.layers[layer].name : "")] = {
                    &key, layer, *number};
        }
    }
    return targets;
}

/// Which unknown has this key; their number where none has.
std::size_t position_of(const std::vector<Unknown>& unknowns, const std::string& key) {
    const auto has = [&](const Unknown& unknown) {
        return std::find(unknown.keys.begin(), unknown.keys.end(), key) != unknown.keys.end();
    };
    return static_cast<std::size_t>(std::find_if(unknowns.begin(), unknowns.end(), has) - unknowns.begin());
}

bool has_key(const std::vector<Unknown>& unknowns, const std::string& key) {
    return position_of(unknowns, key) < unknowns.size();
}

/// The list that a scenario gives.
class UnknownReading {
  public:
    UnknownReading(Scenario& scenario, std::size_t source, Problems& problems)
        : targets_(targets_of(scenario)), source_(source), problems_(problems) {
        for (const auto& [path, target] : targets_) known_.push_back(path);
    }

    std::vector<Unknown> run(const Leaf& leaf) {
        const toml::array* list = leaf.node->as_array();
        if (list == nullptr) {
            problems_.add(leaf.place,
                          fmt::format("{} is a list of tables with keys and range", unknowns_key));
            return {};
        }
        std::vector<Unknown> unknowns;
        for (const toml::node& node : *list) {
            Unknown unknown;
            if (read(node, unknown) && read_correlation(node, unknowns, unknown))
                unknowns.push_back(std::move(unknown));
        }
        return unknowns;
    }

  private:
    bool complain(const toml::node& node, std::string message) {
        problems_.add(models::place_of(node, source_), std::move(message));
        return false;
    }

    bool read(const toml::node& node, Unknown& unknown) {
        const toml::table* table = node.as_table();
        const bool whole = table != nullptr && table->contains("keys") && table->contains("range") &&
                           table->size() == (table->contains("correlation") ? 3U : 2U);
        if (!whole)
            return complain(node,
                            "an unknown has keys and range, and may have a correlation, such as { keys = "
                            "[\"device.needle.tip_diameter\"], range = [\"5 um\", \"20 um\"] }");
        const toml::array* keys = table->get("keys")->as_array();
        if (keys == nullptr || keys->empty())
            return complain(*table->get("keys"), "keys is a list of keys of the scenario");
        for (const toml::node& key : *keys)
            if (!read_key(key, unknown)) return false;
        return read_range(*table->get("range"), unknown);
    }

    bool read_correlation(const toml::node& node, const std::vector<Unknown>& before, Unknown& unknown) {
        const toml::node* given = node.as_table()->get("correlation");
        if (given == nullptr) return true;
        const toml::table* tie = given->as_table();
        const bool whole =
            tie != nullptr && tie->size() == 2 && tie->contains("with") && tie->contains("value");
        unknown.with = whole ? (*tie)["with"].value_or(std::string()) : "";
        unknown.correlation = whole ? (*tie)["value"].value_or(0.0) : 0;
        if (!whole || !(std::abs(unknown.correlation) < 1) || unknown.correlation == 0)
            return complain(*given,
                            "a correlation is { with = \"key of an unknown before it\", value = -0.5 }, the "
                            "value between -1 and 1 and not 0");
        if (!has_key(before, unknown.with))
            return complain(*given, fmt::format("\"{}\" is no key of an unknown before {}", unknown.with,
                                                unknown.keys.front()));
        return true;
    }

    bool read_key(const toml::node& node, Unknown& unknown) {
        std::string path = node.value_or(std::string());
        if (path == "treatment.load" || path == "treatment.speed") path += ".mean";
        const auto found = targets_.find(path);
        if (found == targets_.end()) {
            const std::string near = nearest(path, known_);
            return complain(node,
                            fmt::format("\"{}\" is no number of this scenario{}", path,
                                        near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
        }
        if (!seen_.insert(path).second) return complain(node, fmt::format("{} is given two ranges", path));
        const Target& target = found->second;
        if (!unknown.keys.empty() && target.key->dimension != unknown.dimension)
            return complain(node, fmt::format("{} and {} cannot share a number: they have different units",
                                              unknown.keys.front(), path));
        if (unknown.keys.empty()) unknown.value = *target.place;
        unknown.dimension = target.key->dimension;
        unknown.keys.push_back(path);
        range_ = target.key->range;
        return true;
    }

    bool read_range(const toml::node& node, Unknown& unknown) {
        std::array<double, 2> ends{};
        if (const std::string problem = models::read_value(node, unknown.dimension, range_, &ends);
            !problem.empty())
            return complain(node, models::about("range of " + unknown.keys.front(), problem));
        if (!(ends[0] < ends[1]) || unknown.value < ends[0] || unknown.value > ends[1])
            return complain(
                node, fmt::format("range of {} must hold its value, lower end first", unknown.keys.front()));
        unknown.low = ends[0];
        unknown.high = ends[1];
        return true;
    }

    std::map<std::string, Target> targets_;
    std::vector<std::string> known_;
    std::set<std::string> seen_;
    models::Range range_;
    std::size_t source_;
    Problems& problems_;
};

/// The property at the end of a path: "wall_shear" of a layer; the whole path of what is no layer's.
std::string property_of(const std::string& path, const Target& target) {
    return target.key->per_layer() ? path.substr(path.rfind('.') + 1) : path;
}

/// What makes two values of a card the same statement.
std::string statement_of(const models::CardValue& value, const std::string& property) {
    return fmt::format("{}|{}|{}|{}|{}", property, value.text, value.range, value.source, value.status);
}

void add_card_unknowns(Scenario& scenario, std::span<const models::CardValue> values, const Leaves& leaves,
                       double taper_ratio, std::vector<Unknown>& unknowns) {
    const std::map<std::string, Target> targets = targets_of(scenario);
    std::set<std::string> taken;
    for (const Unknown& unknown : unknowns) taken.insert(unknown.keys.begin(), unknown.keys.end());
    const std::size_t given = unknowns.size();  // by the scenario, whose ranges no card knows
    std::map<std::string, std::size_t> alike;
    for (const models::CardValue& value : values) {
        const auto target = targets.find(value.key);
        const bool open = value.ends[0] < value.ends[1] && target != targets.end();
        if (!open || leaves.find(value.key) != nullptr || taken.contains(value.key)) continue;
        const double ratio = value.key == "device.needle.taper_length" ? taper_ratio : 1;
        const std::string statement = statement_of(value, property_of(value.key, target->second));
        const auto [known, is_new] = alike.try_emplace(statement, unknowns.size());
        if (is_new)
            unknowns.push_back(
                {{}, value.dimension, value.ends[0] * ratio, *target->second.place, value.ends[1] * ratio});
        Unknown& unknown = unknowns[known->second];
        const std::size_t partner = position_of(unknowns, value.correlated_with);
        if (is_new && partner >= given && partner < unknowns.size()) {
            unknown.with = value.correlated_with;
            unknown.correlation = value.correlation;
        }
        unknown.keys.push_back(value.key);
    }
}

}  // namespace

double Unknown::at(double u) const {
    constexpr double wide = 2;
    const bool in_log = low > 0 && high > wide * low;
    const auto between = [&](double a, double b, double level) {
        return in_log ? a * std::pow(b / a, level) : a + (b - a) * level;
    };
    if (value <= low || value >= high) return between(low, high, u);
    return u < 0.5 ? between(low, value, 2 * u) : between(value, high, 2 * u - 1);
}

std::vector<Unknown> unknowns_of(const Scenario& scenario, const Leaf* leaf,
                                 std::span<const models::CardValue> card_values, const Leaves& leaves,
                                 double taper_ratio, Problems& problems) {
    Scenario copy = scenario;  // slots are not const
    std::vector<Unknown> unknowns;
    if (leaf != nullptr) unknowns = UnknownReading(copy, leaf->place.source, problems).run(*leaf);
    if (scenario.uncertainty.card_ranges) add_card_unknowns(copy, card_values, leaves, taper_ratio, unknowns);
    return unknowns;
}

std::vector<double> levels_of(const Scenario& scenario) {
    const std::vector<Unknown>& unknowns = scenario.uncertainty.unknowns;
    if (unknowns.empty()) return {};
    std::vector<double> levels = sobol_points(static_cast<std::size_t>(scenario.uncertainty.samples),
                                              unknowns.size(), Draws(scenario.run.seed));
    std::vector<LevelTie> ties;
    for (std::size_t i = 0; i < unknowns.size(); ++i)
        if (!unknowns[i].with.empty())
            ties.push_back({i, position_of(unknowns, unknowns[i].with), unknowns[i].correlation});
    tie_levels(levels, unknowns.size(), ties);
    return levels;
}

UncertaintyPlan uncertainty_plan(const Scenario& scenario) {
    const UncertaintySpec& spec = scenario.uncertainty;
    UncertaintyPlan plan;
    if (spec.samples == 0) return plan;
    plan.samples = static_cast<std::size_t>(spec.samples);
    plan.replicates = spec.replicates;
    plan.levels = levels_of(scenario);
    for (const Unknown& unknown : spec.unknowns)
        plan.unknowns.push_back({fmt::format("{}", fmt::join(unknown.keys, ", ")),
                                 std::string(si_unit(unknown.dimension)), unknown.low, unknown.value,
                                 unknown.high});
    for (std::size_t i = 0; i < plan.levels.size(); ++i)
        plan.points.push_back(spec.unknowns[i % spec.unknowns.size()].at(plan.levels[i]));
    return plan;
}

Scenario at_levels(const Scenario& scenario, std::span<const double> levels) {
    const std::vector<Unknown>& unknowns = scenario.uncertainty.unknowns;
    PUNCTA_EXPECT(levels.size() == unknowns.size(), "{} levels of {} unknowns", levels.size(),
                  unknowns.size());
    Scenario copy = scenario;
    const bool round = copy.device.needle.width == copy.device.needle.shaft_diameter;
    const std::map<std::string, Target> targets = targets_of(copy);
    for (std::size_t i = 0; i < unknowns.size(); ++i)
        for (const std::string& key : unknowns[i].keys) *targets.at(key).place = unknowns[i].at(levels[i]);
    // What follows from the values as written, as the reader has it.
    if (round) copy.device.needle.width = copy.device.needle.shaft_diameter;
    settle(copy.device);
    return copy;
}

std::string unknowns_text(const std::vector<Unknown>& unknowns) {
    std::string text;
    for (const Unknown& unknown : unknowns) {
        std::array<double, 2> ends{unknown.low, unknown.high};
        std::vector<std::string> keys;
        keys.reserve(unknown.keys.size());
        for (const std::string& key : unknown.keys) keys.push_back(models::quoted(key));
        text += fmt::format("\n[[{}]]\nkeys = [{}]\nrange = {}\n", unknowns_key, fmt::join(keys, ", "),
                            models::write_value(&ends, unknown.dimension));
        if (unknown.with.empty()) continue;
        double correlation = unknown.correlation;
        text += fmt::format("correlation = {{ with = {}, value = {} }}\n", models::quoted(unknown.with),
                            models::write_value(&correlation, Dimension::dimensionless));
    }
    return text;
}

}  // namespace puncta::scenarios
