#include "scenarios/runner/schema.hpp"

#include <numbers>

#include <fmt/format.h>

#include "engine/base/units.hpp"

namespace puncta::scenarios {
namespace {

using namespace units;
using models::Range;
using models::Slot;
using D = Dimension;

constexpr Range anything{};

/// Rows whose place does not depend on a layer.
template <class Member>
Key row(std::string path, D dimension, Range range, Absent absent, const std::string& text, std::string help,
        Member member) {
    const bool example = absent == Absent::required || absent == Absent::optional;
    return {std::move(path),
            dimension,
            range,
            absent,
            example ? "" : text,
            std::move(help),
            example ? text : "",
            [member](Scenario& s, std::size_t) -> Slot { return member(s); },
            {},
            false};
}

Key selector(std::string path, std::string help, std::string example) {
    return {std::move(path),
            D::dimensionless,
            anything,
            Absent::selector,
            "",
            std::move(help),
            std::move(example),
            {},
            {},
            false};
}

void add_skin(std::vector<Key>& keys) {
    keys.push_back(selector("skin.site", "a shipped skin card; see `puncta list sites`", "\"cheek\""));
    keys.push_back(
        selector("skin.card", "your own skin card: a path relative to the scenario", "\"my_skin.toml\""));
    keys.push_back(
        selector("skin.layers",
                 "names of all layers from the surface down, instead of a card; every value must then be "
                 "given",
                 "[\"epidermis\", \"dermis\", \"support\"]"));
    keys.push_back(row("skin.name", D::dimensionless, anything, Absent::from_card, "",
                       "short name in results", [](Scenario& s) -> Slot { return &s.skin.name; }));
    keys.push_back(row("skin.title", D::dimensionless, anything, Absent::from_card, "", "name for people",
                       [](Scenario& s) -> Slot { return &s.skin.title; }));
    keys.push_back(row("skin.sex", D::dimensionless, anything, Absent::defaulted, "\"any\"",
                       "any, female or male: thickness of the dermis and how it thins with age",
                       [](Scenario& s) -> Slot { return &s.person.sex; }));
    keys.push_back(row("skin.age", D::dimensionless, {18, 100}, Absent::defaulted, "40.0",
                       "age in years; the cards are taken as 40",
                       [](Scenario& s) -> Slot { return &s.person.age; }));
    keys.push_back(row("skin.stretch", D::dimensionless, {0, 0.3}, Absent::defaulted, "0.0",
                       "strain by a hand that stretches the skin, both ways",
                       [](Scenario& s) -> Slot { return &s.person.stretch; }));
    for (const auto& field : models::skin_fields()) {
        std::string_view key = field.key;  // the card's tables needle_law and relaxation need no table here
        if (key.starts_with("needle_law.")) key.remove_prefix(std::string_view("needle_law.").size());
        if (key == "relaxation.terms") key = "relaxation";
        keys.push_back(row(fmt::format("skin.{}", key), field.dimension, field.range, Absent::from_card, "",
                           std::string(field.help), [&field](Scenario& s) { return field.slot(s.skin); }));
    }
    for (const auto& field : models::layer_fields())
        keys.push_back(
            {fmt::format("skin.<layer>.{}", field.key),
             field.dimension,
             field.range,
             Absent::from_card,
             "",
             std::string(field.help),
             "",
             [&field](Scenario& s, std::size_t layer) { return field.slot(s.skin.layers.at(layer)); },
             {},
             false});
}

void add_device(std::vector<Key>& keys) {
    keys.push_back(
        selector("device.preset", "a shipped device card; see `puncta list devices`", "\"dermaroller-mf8\""));
    keys.push_back(row("device.name", D::dimensionless, anything, Absent::from_card, "",
                       "short name in results", [](Scenario& s) -> Slot { return &s.device.name; }));
    keys.push_back(row("device.title", D::dimensionless, anything, Absent::from_card, "", "name for people",
                       [](Scenario& s) -> Slot { return &s.device.title; }));
    keys.push_back(selector("device.needle_list",
                            "your own needles: a CSV file relative to the scenario, row,angle,length,tip",
                            "\"my_needles.csv\""));
    for (const auto& field : models::device_fields()) {
        Key key = row(fmt::format("device.{}", field.key), field.dimension, field.range, Absent::from_card,
                      "", std::string(field.help), [&field](Scenario& s) { return field.slot(s.device); });
        key.kind = field.kind;
        key.optional = field.optional;
        keys.push_back(std::move(key));
    }
    keys.push_back(row("device.wear", D::dimensionless, {0, 1e4}, Absent::defaulted, "0.0",
                       "treatments already done with this head: the tips have grown by needle.wear_rate each",
                       [](Scenario& s) -> Slot { return &s.device.wear; }));
    keys.push_back(row("device.same_head", D::dimensionless, anything, Absent::defaulted, "false",
                       "one head for all subjects, instead of a new one for each",
                       [](Scenario& s) -> Slot { return &s.device.same_head; }));
}

void add_region(std::vector<Key>& keys) {
    keys.push_back(row("treatment.area", D::length, {1.0_mm, 1.0_m}, Absent::required,
                       "[\"20 mm\", \"20 mm\"]", "side lengths of the treated rectangle; or give a polygon",
                       [](Scenario& s) -> Slot { return &s.treatment.area; }));
    keys.push_back(row("treatment.polygon", D::length, {0, 1.0_m}, Absent::optional,
                       "[[\"0 mm\", \"0 mm\"], [\"40 mm\", \"5 mm\"], [\"20 mm\", \"30 mm\"]]",
                       "corners of the treated region, in order, instead of `area`; convex or not",
                       [](Scenario& s) -> Slot { return &s.treatment.polygon; }));
    keys.push_back(row("treatment.exclude", D::length, {0, 1.0_m}, Absent::optional,
                       "[{ name = \"eyelid\", polygon = [[\"5 mm\", \"5 mm\"], [\"9 mm\", \"5 mm\"], "
                       "[\"9 mm\", \"8 mm\"]], action = \"lift\" }]",
                       "zones that are not treated and do not count; a stroke that would roll into one is an "
                       "`error` (the default) or a `warning`, or the hand does `lift` before it",
                       [](Scenario& s) -> Slot { return &s.treatment.zones; }));
}

void add_strokes(std::vector<Key>& keys) {
    const double turn = 2 * std::numbers::pi;
    keys.push_back(row("treatment.directions", D::angle, {-turn, turn}, Absent::required,
                       "[\"0 deg\", \"90 deg\"]",
                       "rolling directions, as angles from the first side of the area",
                       [](Scenario& s) -> Slot { return &s.treatment.directions; }));
    keys.push_back(row("treatment.passes", D::dimensionless, {1, 1000}, Absent::required, "4",
                       "passes in each direction", [](Scenario& s) -> Slot { return &s.treatment.passes; }));
    keys.push_back(row("treatment.overlap", D::dimensionless, {0, 0.95}, Absent::defaulted, "0.0",
                       "overlap of neighbouring stripes, as a fraction of the roller's width",
                       [](Scenario& s) -> Slot { return &s.treatment.overlap; }));
    keys.push_back(row("treatment.strokes", D::dimensionless, anything, Absent::defaulted, "\"one-way\"",
                       "one-way, or back-and-forth: every other stroke of a direction rolls back",
                       [](Scenario& s) -> Slot { return &s.treatment.strokes; }));
    keys.push_back(row("treatment.pause", D::time, {0, 3600}, Absent::defaulted, "\"0 s\"",
                       "pause between two strokes", [](Scenario& s) -> Slot { return &s.treatment.pause; }));
    keys.push_back(
        row("treatment.rolling", D::dimensionless, anything, Absent::defaulted, "\"no-slip\"",
            "no-slip: the drum rolls on its own radius; free: on the radius at which needles and drum "
            "leave no tangential force",
            [](Scenario& s) -> Slot { return &s.treatment.rolling; }));
    keys.push_back(
        row("treatment.drum_friction", D::dimensionless, {0, 5}, Absent::defaulted, "0.46",
            "friction of the drum on the skin, for free rolling (Zhang & Mak 1999, 0.46 +- 0.15 over "
            "materials; from memory)",
            [](Scenario& s) -> Slot { return &s.treatment.drum_friction; }));
    keys.push_back(row("treatment.slip", D::dimensionless, {-0.5, 0.5}, Absent::defaulted, "0.0",
                       "1 - R/R_roll: 0 rolls freely, positive drags, as a braked wheel does",
                       [](Scenario& s) -> Slot { return &s.treatment.slip; }));
}

void add_hand(std::vector<Key>& keys) {
    constexpr Range correlation_times{1e-3, 1e4};
    keys.push_back(
        row("treatment.load.mean", D::force, {0, 1000.0_N, true, false}, Absent::required, "\"4 N\"",
            "mean force of the hand on the axle, stamp or pen (0 N for a pen: held flush with the skin); "
            "also written as load = \"4 N\"",
            [](Scenario& s) -> Slot { return &s.treatment.load; }));
    keys.push_back(row("treatment.load.cv", D::dimensionless, {0, 1}, Absent::defaulted, "0.1",
                       "variation of the load in a stroke and between strokes (the default is an assumption)",
                       [](Scenario& s) -> Slot { return &s.treatment.load_cv; }));
    keys.push_back(row("treatment.load.correlation_time", D::time, correlation_times, Absent::optional,
                       "\"0.5 s\"", "time over which the load drifts; absent: it is constant in a stroke",
                       [](Scenario& s) -> Slot { return &s.treatment.load_correlation_time; }));
    keys.push_back(row("treatment.load.ramp", D::length, {0, 1.0_m}, Absent::defaulted, "\"0 mm\"",
                       "way over which the load rises where the roller is put down, and falls where it is "
                       "lifted",
                       [](Scenario& s) -> Slot { return &s.treatment.load_ramp; }));
    keys.push_back(row("treatment.speed.mean", D::speed, {0, 10, true, false}, Absent::defaulted,
                       "\"50 mm/s\"", "mean speed of the axle; also written as speed = \"50 mm/s\"",
                       [](Scenario& s) -> Slot { return &s.treatment.speed; }));
    keys.push_back(row("treatment.speed.cv", D::dimensionless, {0, 1}, Absent::defaulted, "0.0",
                       "variation of the speed; it changes the time taken, not yet the skin's stiffness",
                       [](Scenario& s) -> Slot { return &s.treatment.speed_cv; }));
    keys.push_back(row("treatment.speed.correlation_time", D::time, correlation_times, Absent::optional,
                       "\"0.5 s\"", "time over which the speed drifts; absent: it is constant in a stroke",
                       [](Scenario& s) -> Slot { return &s.treatment.speed_correlation_time; }));
    const auto of_stamp = [&keys](Key key) {
        key.kind = "stamp";
        keys.push_back(std::move(key));
    };
    of_stamp(row("treatment.press_time", D::time, {1.0e-3, 60}, Absent::defaulted, "\"0.2 s\"",
                 "time over which the load rises (the default is an assumption)",
                 [](Scenario& s) -> Slot { return &s.treatment.press_time; }));
    of_stamp(row("treatment.hold_time", D::time, {0, 3600}, Absent::defaulted, "\"1.0 s\"",
                 "time for which the load is held (the default is an assumption)",
                 [](Scenario& s) -> Slot { return &s.treatment.hold_time; }));
    const double largest_tilt = std::numbers::pi / 18;
    keys.push_back(row("treatment.tilt.mean", D::angle, {-largest_tilt, largest_tilt}, Absent::defaulted,
                       "\"0 deg\"", "inclination of the axle, positive with the left side lower",
                       [](Scenario& s) -> Slot { return &s.treatment.tilt_mean; }));
    keys.push_back(row("treatment.tilt.sd", D::angle, {0, largest_tilt / 4}, Absent::defaulted, "\"0 deg\"",
                       "scatter of the inclination from stroke to stroke",
                       [](Scenario& s) -> Slot { return &s.treatment.tilt_sd; }));
    keys.push_back(row("treatment.wander.sd", D::length, {0, 20.0_mm}, Absent::defaulted, "\"0 mm\"",
                       "how far the path of a stroke wanders to the side (standard deviation)",
                       [](Scenario& s) -> Slot { return &s.treatment.wander_sd; }));
    keys.push_back(row("treatment.wander.length", D::length, {5.0_mm, 10.0_m}, Absent::defaulted,
                       "\"100 mm\"", "wave length of that wander",
                       [](Scenario& s) -> Slot { return &s.treatment.wander_length; }));
}

void add_rest(std::vector<Key>& keys) {
    keys.push_back(row("run.replicates", D::dimensionless, {2, 1e6}, Absent::defaulted, "16",
                       "independent subjects x heads x hands; they give the intervals",
                       [](Scenario& s) -> Slot { return &s.run.replicates; }));
    keys.push_back(row("run.seed", D::dimensionless, {0, 9.2e18}, Absent::defaulted, "1",
                       "seed of all random numbers; the same seed gives the same bits",
                       [](Scenario& s) -> Slot { return &s.run.seed; }));
    keys.push_back(row("run.precision.quantity", D::dimensionless, anything, Absent::optional,
                       "\"depth_mean\"",
                       "adds replicates until the 95 % interval of this quantity of the summary is narrow",
                       [](Scenario& s) -> Slot { return &s.run.precision.quantity; }));
    keys.push_back(row("run.precision.relative_error", D::dimensionless, {1e-6, 1, false, true},
                       Absent::optional, "0.01",
                       "half-width of that interval over the value, at most; needed with a quantity",
                       [](Scenario& s) -> Slot { return &s.run.precision.relative_error; }));
    keys.push_back(row("run.precision.max_replicates", D::dimensionless, {8, 1e6}, Absent::optional, "1000",
                       "replicates after which to end, met or not; needed with a quantity",
                       [](Scenario& s) -> Slot { return &s.run.precision.max_replicates; }));
    keys.push_back(row("model.station_step", D::dimensionless, {0.005, 0.25}, Absent::defaulted, "0.125",
                       "advance of the roll per solved station, as a fraction of the angle between needles",
                       [](Scenario& s) -> Slot { return &s.model.station_step; }));
    keys.push_back(row("model.drum_cell", D::length, {0.1_mm, 1.0_mm}, Absent::defaulted, "\"0.5 mm\"",
                       "side of the cells in which the drum touches the skin",
                       [](Scenario& s) -> Slot { return &s.model.drum_cell; }));
    keys.push_back(row("model.relaxation", D::dimensionless, anything, Absent::defaulted, "true",
                       "stiffen the skin for the contact time; false takes the long-time moduli",
                       [](Scenario& s) -> Slot { return &s.model.relaxation; }));
    keys.push_back(row("output.punctures", D::dimensionless, anything, Absent::defaulted, "true",
                       "write the table of single punctures, not only the aggregates",
                       [](Scenario& s) -> Slot { return &s.output.punctures; }));
    keys.push_back(row("output.map_cell", D::length, {0.02_mm, 10.0_mm}, Absent::defaulted, "\"0.5 mm\"",
                       "side of the cells of the maps",
                       [](Scenario& s) -> Slot { return &s.output.map_cell; }));
    keys.push_back(row("output.healing_radius", D::length, {0.01_mm, 10.0_mm}, Absent::defaulted,
                       "\"0.5 mm\"", "how far a puncture's effect reaches, for treated_share; an assumption",
                       [](Scenario& s) -> Slot { return &s.output.healing_radius; }));
}

void add_uncertainty(std::vector<Key>& keys) {
    keys.push_back(
        row("uncertainty.samples", D::dimensionless, {0, 1e4}, Absent::defaulted, "0",
            "points of the ranges of what is not known, at least 20 (a power of two is best); 0: the "
            "intervals are chance only",
            [](Scenario& s) -> Slot { return &s.uncertainty.samples; }));
    keys.push_back(row("uncertainty.replicates", D::dimensionless, {1, 1000}, Absent::defaulted, "2",
                       "replicates at each of them, with the same subjects, heads and hands at all",
                       [](Scenario& s) -> Slot { return &s.uncertainty.replicates; }));
    keys.push_back(
        row("uncertainty.card_ranges", D::dimensionless, anything, Absent::defaulted, "true",
            "take the ranges that the cards give, of values that the scenario does not give itself",
            [](Scenario& s) -> Slot { return &s.uncertainty.card_ranges; }));
    keys.push_back(selector(
        std::string(unknowns_key),
        "ranges of your own: keys that share one unknown, where it may lie, and perhaps its correlation "
        "with one before it",
        "[{ keys = [\"device.needle.taper_length\"], range = [\"0.5 mm\", \"1 mm\"] }]"));
}

std::vector<Key> all_keys() {
    std::vector<Key> keys;
    keys.push_back(row("title", D::dimensionless, anything, Absent::defaulted, "\"untitled\"",
                       "one line that says what is asked", [](Scenario& s) -> Slot { return &s.title; }));
    add_skin(keys);
    add_device(keys);
    add_region(keys);
    add_strokes(keys);
    add_hand(keys);
    add_rest(keys);
    add_uncertainty(keys);
    return keys;
}

}  // namespace

const std::vector<Key>& schema() {
    static const std::vector<Key> keys = all_keys();
    return keys;
}

std::string key_path(const Key& key, const std::string& layer) {
    if (!key.per_layer()) return key.path;
    return fmt::format("skin.{}.{}", layer, key.path.substr(std::string_view("skin.<layer>.").size()));
}

}  // namespace puncta::scenarios
