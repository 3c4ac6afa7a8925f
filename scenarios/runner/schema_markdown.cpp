// The language as a page for people, scenarios/SCHEMA.md.
#include <fmt/format.h>

#include "models/cards/catalog.hpp"
#include "models/cards/limits.hpp"
#include "scenarios/runner/schema.hpp"

namespace puncta::scenarios {
namespace {

constexpr std::string_view head =
    R"(# The scenario language

<!-- Written by `puncta schema`; a test compares it with the program. Do not edit by hand. -->

A scenario is a [TOML](https://toml.io) file. A value with a dimension is a text with its unit, such as
`"250 um"`; a bare number is an error. Unknown keys are errors. Any key can be given on the command line too:
`--set treatment.load="3 N"`; the last one wins over the file, the file over the card, the card over the default.
)";

std::string type_of(const Key& key) {
    struct Name {
        std::string one;
        std::string operator()(double*) const { return one; }
        std::string operator()(int*) const { return "whole number"; }
        std::string operator()(std::uint64_t*) const { return "whole number"; }
        std::string operator()(bool*) const { return "true or false"; }
        std::string operator()(std::string*) const { return "text"; }
        std::string operator()(std::vector<double>*) const {
            return fmt::format("list of at most {}, each {}", models::most_numbers, one);
        }
        std::string operator()(std::array<double, 2>*) const { return "list of two, each " + one; }
        std::string operator()(std::vector<PronyTerm>*) const {
            return fmt::format("list of at most {} `{{ share = 0.4, time = \"0.35 s\" }}`",
                               models::most_terms);
        }
        std::string operator()(Polygon*) const {
            return fmt::format("list of at most {} corners, each two of {}", models::most_corners, one);
        }
        std::string operator()(std::vector<ExclusionZone>*) const {
            return fmt::format("list of at most {} zones", models::most_zones);
        }
        std::string operator()(std::vector<ListedNeedle>*) const {
            return fmt::format(
                "list of at most {} `{{ row = 0, angle = \"15 deg\", length = \"1.5 mm\", tip_diameter = \"8 "
                "um\" }}`",
                models::most_needles);
        }
        std::string operator()(std::vector<ProfilePoint>*) const {
            return fmt::format(
                "list of at most {} pairs, such as `[[\"50 um\", \"30 um\"], [\"0.8 mm\", \"0.25 mm\"]]`",
                models::most_points);
        }
    };
    if (key.path == unknowns_key) return "list of `{ keys, range, correlation }`";
    if (!key.slot)
        return key.path == "skin.layers" ? fmt::format("list of at most {} texts", models::most_layers)
                                         : "text";
    Scenario sample;
    sample.skin.layers.resize(1);
    std::string one(dimension_name(key.dimension));
    one.erase(0, one.starts_with("an ") ? 3 : 2);
    if (key.dimension == Dimension::dimensionless) one = "number";
    return std::visit(Name{one}, key.slot(sample, 0));
}

std::string absent_text(const Key& key) {
    switch (key.absent) {
        case Absent::defaulted:
            return fmt::format("`{}`", key.fallback);
        case Absent::required:
            return fmt::format("required, e.g. `{}`", key.example);
        case Absent::from_card:
            return key.optional ? "from the card, or left out" : "from the card";
        case Absent::optional:
            return fmt::format("none, e.g. `{}`", key.example);
        case Absent::selector:
            return fmt::format("e.g. `{}`", key.example);
    }
    return {};
}

std::string units_table() {
    std::string text = "\n## Units\n\n| dimension | units |\n|---|---|\n";
    for (int i = static_cast<int>(Dimension::length); i <= static_cast<int>(Dimension::frequency); ++i) {
        const auto dimension = static_cast<Dimension>(i);
        text += fmt::format("| {} | `{}` |\n", dimension_name(dimension),
                            fmt::join(unit_symbols(dimension), "`, `"));
    }
    return text + "\n`µm` may stand for `um`, `²` and `³` for `^2` and `^3`; `1e-3 m` is a number too.\n";
}

}  // namespace

std::string schema_markdown() {
    std::string text(head);
    std::string section = "?";
    for (const Key& key : schema()) {
        const auto dot = key.path.find('.');
        const std::string table = dot == std::string::npos ? ""
                                  : key.per_layer()        ? "skin.<layer>"
                                                           : key.path.substr(0, dot);
        if (table != section) {
            section = table;
            text +=
                fmt::format("\n## {}\n\n", table.empty() ? "Top of the file" : fmt::format("`[{}]`", table));
            if (table == "skin")
                text +=
                    "Exactly one of `site`, `card` and `layers` chooses the skin; the other keys override "
                    "it.\n\n";
            if (table == "skin.<layer>")
                text +=
                    "The layers are those of the card, the last of them the support without a thickness. "
                    "Variations (`_cv`) are coefficients of variation; they are 0 where the card gives "
                    "none.\n\n";
            if (table == "device")
                text +=
                    "`preset` chooses the device and the other keys override it; keys that begin with a kind "
                    "in "
                    "their meaning belong to devices of that kind alone.\n\n";
            text += "| key | value | admissible | when absent | meaning |\n|---|---|---|---|---|\n";
        }
        text += fmt::format("| `{}` | {} | {} | {} | {} |\n",
                            table.empty() ? key.path : key.path.substr(table.size() + 1), type_of(key),
                            models::range_text(key.range, key.dimension), absent_text(key),
                            key.kind.empty() ? key.help : fmt::format("{}: {}", key.kind, key.help));
    }
    text +=
        "\n## `[[sites]]`\n\n"
        "Several sites in one treatment, one after another by the same hand with the same head, in the order "
        "written. Each has a `name` and a `skin` and a `treatment` with any key of `[skin]` and "
        "`[treatment]`; what a site does not say is as those say for all. Regions are polygons in one frame "
        "and do not overlap. `--set sites.NAME.treatment.load=\"3 N\"` changes one site, without "
        "`sites.NAME.` all of them.\n";
    text += fmt::format("\n## Shipped cards\n\nSites: `{}`. Devices: `{}`.\n",
                        fmt::join(models::skin_card_names(), "`, `"),
                        fmt::join(models::device_card_names(), "`, `"));
    return text + units_table();
}

}  // namespace puncta::scenarios
