#include "scenarios/runner/reading.hpp"

#include <set>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/cards/limits.hpp"
#include "models/cards/toml_value.hpp"
#include "scenarios/runner/cards_in_use.hpp"
#include "scenarios/runner/memory_need.hpp"
#include "scenarios/runner/rules.hpp"
#include "scenarios/runner/schema.hpp"
#include "scenarios/runner/suggestion.hpp"
#include "scenarios/runner/treatment_rules.hpp"
#include "scenarios/runner/unknowns.hpp"

namespace puncta::scenarios {
namespace {

/// Every sample is planned before anything is computed.
constexpr double most_sampled_strokes = 1e7;

/// One reading: the leaves are consumed in the order defaults, cards, values, rules.
class Reading {
  public:
    Reading(Leaves& leaves, Scenario& scenario, Problems& problems)
        : leaves_(leaves), scenario_(scenario), problems_(problems) {}

    void run(const std::filesystem::path& folder) {
        for (const Key& key : schema())
            if (!key.fallback.empty()) {
                const toml::table fallback = toml::parse("value = " + key.fallback);
                const std::string problem = models::read_value(*fallback.get("value"), key.dimension,
                                                               key.range, key.slot(scenario_, 0));
                PUNCTA_EXPECT(problem.empty(), "default of {}: {}", key.path, problem);
            }
        cards_ = load_cards(leaves_, folder, scenario_, problems_);
        card_device_ = scenario_.device;
        collect_paths();
        choose_region();
        for (const Key& key : schema()) {
            if (key.absent == Absent::selector) continue;
            if (!key.per_layer()) {
                read(key, key.path, 0);
                continue;
            }
            for (std::size_t i = 0; i < scenario_.skin.layers.size(); ++i)
                read(key, key_path(key, scenario_.skin.layers[i].name), i);
        }
        report_missing();
        settle(scenario_.device);
        scale_taper();
        scenario_.device.needle.follow_profile(given("device.needle.taper_length"),
                                               given("device.needle.shaft_diameter"));
        keep_round();
        box_polygon();
        const Leaf unknowns = take_unknowns();
        report_unknown(leaves_, paths_, unchecked_tables(), problems_);
        apply_rules();
        if (problems_.empty()) check_memory();
        if (problems_.empty()) scenario_.warnings = treatment_warnings(scenario_);
        if (problems_.empty() && scenario_.uncertainty.samples > 0) find_unknowns(unknowns);
    }

  private:
    /// A rectangle or a polygon; the command line chooses anew.
    void choose_region() {
        const Leaf *area = leaves_.find("treatment.area"), *polygon = leaves_.find("treatment.polygon");
        if (area == nullptr || polygon == nullptr) return;
        if (area->on_command_line != polygon->on_command_line)
            leaves_.drop(area->on_command_line ? "treatment.polygon" : "treatment.area");
        else
            problems_.add(polygon->key_place,
                          "treatment.area and treatment.polygon exclude each other: keep one");
    }

    void box_polygon() {
        const Polygon& polygon = scenario_.treatment.polygon;
        if (polygon.empty()) return;
        const Box box = box_of(polygon);
        scenario_.treatment.area = {box.x0 + box.width, box.y0 + box.height};
    }

    void collect_paths() {
        for (const Key& key : schema()) {
            if (!key.per_layer()) paths_.push_back(key.path);
            for (const auto& layer : scenario_.skin.layers)
                if (key.per_layer()) paths_.push_back(key_path(key, layer.name));
        }
    }

    [[nodiscard]] bool given(const std::string& path) const { return leaves_.find(path) != nullptr; }

    /// Tables whose keys are unknown because their card is.
    std::vector<std::string> unchecked_tables() const {
        std::vector<std::string> tables;
        if (!cards_.skin) tables.emplace_back("skin");
        if (!cards_.device) tables.emplace_back("device");
        return tables;
    }

    void read(const Key& key, const std::string& path, std::size_t layer) {
        const models::Slot slot = key.slot(scenario_, layer);
        const Leaf* leaf = leaves_.find(path);
        if (!key.kind.empty() && key.kind != scenario_.device.kind) {
            if (leaf != nullptr && cards_.device)
                problems_.add(leaf->key_place, fmt::format("{} is of a {}, but this device is a {}",
                                                           leaf->shown, key.kind, scenario_.device.kind));
            return;
        }
        if (leaf == nullptr) {
            note_if_missing(key, path, layer);
            return;
        }
        if (leaf->on_command_line && !leaf->raw.empty() && !leaf->node->is_string()) {
            if (std::string* const* text = std::get_if<std::string*>(&slot)) {
                if (const std::string fault = models::text_fault(leaf->raw); !fault.empty())
                    return problems_.add(leaf->place, models::about(leaf->shown, fault));
                **text = leaf->raw;
                if (path == "device.kind") check_kind(*leaf);
                return;
            }
        }
        if (key.per_layer() && is_thickness_of_support(path, layer)) {
            problems_.add(leaf->key_place,
                          fmt::format("{} is not allowed: the last layer is the support, without end", path));
            return;
        }
        const toml::node* culprit = leaf->node;
        const std::string problem =
            models::read_value(*leaf->node, key.dimension, admissible(key), slot, &culprit);
        if (problem.empty()) {
            if (path == "device.kind") check_kind(*leaf);
            return;
        }
        faulty_.insert(path);
        const Place place =
            leaf->on_command_line ? leaf->place : models::place_of(*culprit, leaf->place.source);
        problems_.add(place, models::about(leaf->shown, problem));
    }

    /// A pen need not be pressed.
    [[nodiscard]] models::Range admissible(const Key& key) const {
        models::Range range = key.range;
        if (key.path == "treatment.load.mean" && scenario_.device.kind == "pen") range.open_low = false;
        return range;
    }

    /// The kind decides which keys there are, so it is settled at once.
    void check_kind(const Leaf& leaf) {
        std::string& kind = scenario_.device.kind;
        if (!models::is_device_kind(kind))
            problems_.add(leaf.place, fmt::format("device.kind: {}", models::unknown_kind(kind)));
        else if (!cards_.device_inline && kind != card_device_.kind)
            problems_.add(leaf.place, fmt::format("device.kind: the preset {} is a {}, not a {}",
                                                  card_device_.name, card_device_.kind, kind));
        else
            return;
        kind = card_device_.kind;
    }

    [[nodiscard]] bool is_thickness_of_support(const std::string& path, std::size_t layer) const {
        return layer + 1 == scenario_.skin.layers.size() && path.find(".thickness") != std::string::npos;
    }

    void note_if_missing(const Key& key, const std::string& path, std::size_t layer) {
        if (path == "treatment.area" && leaves_.find("treatment.polygon") != nullptr) return;
        if (key.absent == Absent::required) {
            const std::string shown = path == "treatment.load.mean" ? "treatment.load" : path;
            problems_.add(place_of_table(path),
                          fmt::format("{} is missing: {}; for example {} = {}", shown, key.help,
                                      shown.substr(shown.rfind('.') + 1), key.example));
            return;
        }
        // Without variation there is nothing to correlate; with it a rule asks for the length.
        const bool optional = path.ends_with("_cv") || path.ends_with(".name") || path.ends_with(".title") ||
                              path == "skin.variation.correlation_length" || key.optional ||
                              (cards_.needle_list && is_of_lattice(path)) ||
                              (path.starts_with("device.") && given("device.needle.profile") &&
                               models::is_told_by_profile(path.substr(7)));
        if (key.absent != Absent::from_card || optional) return;
        if (key.per_layer() && is_thickness_of_support(path, layer)) return;
        if (cards_.skin_inline && path.starts_with("skin.")) missing_in_skin_.push_back(path.substr(5));
        if (cards_.device_inline && path.starts_with("device.")) missing_in_device_.push_back(path.substr(7));
    }

    /// Keys that a list of needles replaces.
    static bool is_of_lattice(const std::string& path) {
        return path == "device.rows" || path == "device.needles_per_row" || path == "device.stagger";
    }

    /// Without a card every value must be given: one problem with the list of those that are not.
    void report_missing() {
        for (const auto& [table, missing] :
             {std::pair("skin", &missing_in_skin_), {"device", &missing_in_device_}}) {
            if (missing->empty()) continue;
            problems_.add(place_of_table(fmt::format("{}.", table)),
                          fmt::format("without a card every value of [{}] must be given; missing: {}", table,
                                      joined(*missing)));
        }
    }

    /// The innermost table of a path that was written at all; else the source as a whole.
    Place place_of_table(std::string path) const {
        for (auto dot = path.rfind('.'); dot != std::string::npos; dot = path.rfind('.')) {
            path.resize(dot);
            if (const auto found = leaves_.tables().find(path); found != leaves_.tables().end())
                return found->second.key_place;
        }
        return {};
    }

    /// The list of ranges as written, which can be read once the values it is about are known.
    Leaf take_unknowns() {
        const Leaf* leaf = leaves_.find(std::string(unknowns_key));
        Leaf taken = leaf == nullptr ? Leaf{} : *leaf;
        leaves_.drop(std::string(unknowns_key));
        return taken;
    }

    void find_unknowns(const Leaf& written) {
        UncertaintySpec& uncertainty = scenario_.uncertainty;
        const Leaf* samples = leaves_.find("uncertainty.samples");
        const Place place = samples == nullptr ? Place{} : samples->place;
        if (scenario_.one_of_several)
            problems_.add(place, "uncertainty.samples is for treatments of one site");
        const double strokes = double(stroke_count(scenario_));
        if (uncertainty.samples * strokes > most_sampled_strokes)
            problems_.add(place,
                          fmt::format("{} samples of a treatment of {:.0f} strokes; at most {:.3g} for "
                                      "their product",
                                      uncertainty.samples, strokes, most_sampled_strokes));
        if (uncertainty.samples < fewest_samples)
            problems_.add(place, fmt::format("uncertainty.samples is {}; at least {}, or 0 for none",
                                             uncertainty.samples, fewest_samples));
        const double ratio = card_device_.needle.taper_length > 0
                                 ? scenario_.device.needle.taper_length / card_device_.needle.taper_length
                                 : 1;
        uncertainty.unknowns = unknowns_of(scenario_, written.node == nullptr ? nullptr : &written,
                                           cards_.values, leaves_, ratio, problems_);
        if (problems_.empty()) check_unknowns(place);
    }

    /// Every sample must be a possible scenario, and that is said before anything is computed.
    void check_unknowns(const Place& place) {
        const std::vector<Unknown>& unknowns = scenario_.uncertainty.unknowns;
        if (unknowns.empty())
            problems_.add(place,
                          "uncertainty.samples has nothing to vary: no card in use has a range, and there "
                          "are no [[uncertainty.unknowns]]");
        const std::vector<double> levels = levels_of(scenario_);
        for (int i = 0; i < scenario_.uncertainty.samples && problems_.empty(); ++i) {
            const Scenario sample = at_levels(scenario_, sample_levels(levels, unknowns.size(), i));
            for (const models::Contradiction& found : scenario_contradictions(sample, true, true)) {
                problems_.add(place,
                              fmt::format("sample {} of the ranges cannot be: {}; narrow the range of {} in "
                                          "[[uncertainty.unknowns]]",
                                          i, found.message, found.keys.front()));
                break;
            }
        }
    }

    /// A longer or shorter needle of a card keeps its proportions unless its taper is given as well.
    void scale_taper() {
        NeedleSpec& needle = scenario_.device.needle;
        if (cards_.device_inline || needle.length == card_device_.needle.length ||
            given("device.needle.taper_length") || given("device.needle.profile") ||
            card_device_.needle.length <= 0)
            return;
        const double ratio = needle.length / card_device_.needle.length;
        needle.taper_length = card_device_.needle.taper_length * ratio;
        for (ProfilePoint& point : needle.profile) point.distance *= ratio;
    }

    /// A round needle of another diameter stays round; a blade cut from another disc keeps its width.
    void keep_round() {
        NeedleSpec& needle = scenario_.device.needle;
        if (leaves_.find("device.needle.width") != nullptr) return;
        if (cards_.device_inline || card_device_.needle.width == card_device_.needle.shaft_diameter)
            needle.width = needle.shaft_diameter;
    }

    /// What no number of threads can have is the scenario's fault; a run asks again with its threads.
    void check_memory() {
        const MemoryNeed need = memory_need(scenario_);
        const std::string fault = memory_fault(need, 1);
        if (fault.empty()) return;
        const Leaf* leaf = leaves_.find(need.key);
        problems_.add(leaf == nullptr ? place_of_table(need.key) : leaf->place, fault);
    }

    void apply_rules() {
        for (const models::Contradiction& found :
             scenario_contradictions(scenario_, cards_.skin && missing_in_skin_.empty(),
                                     cards_.device && missing_in_device_.empty())) {
            Place place;
            bool told = false;
            for (const std::string& key : found.keys) {
                told = told || faulty_.contains(key);
                if (const Leaf* leaf = leaves_.find(key); leaf != nullptr && place.line == 0)
                    place = leaf->place;
            }
            if (told) continue;
            problems_.add(place.line == 0 ? place_of_table(found.keys.front()) : place,
                          fmt::format("{}: {}", found.keys.front(), found.message));
        }
    }

    Leaves& leaves_;
    Scenario& scenario_;
    Problems& problems_;
    CardsInUse cards_;
    DeviceSpec card_device_;
    std::vector<std::string> paths_;
    std::set<std::string> faulty_;
    std::vector<std::string> missing_in_skin_, missing_in_device_;
};

}  // namespace

void read_one(Leaves& leaves, const std::filesystem::path& folder, Scenario& scenario, Problems& problems) {
    Reading(leaves, scenario, problems).run(folder);
}

}  // namespace puncta::scenarios
