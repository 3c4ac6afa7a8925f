#include "scenarios/runner/check.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/cards/catalog.hpp"
#include "scenarios/runner/device_table.hpp"
#include "scenarios/runner/reader.hpp"
#include "scenarios/runner/schema.hpp"
#include "scenarios/runner/treatment_rules.hpp"

namespace puncta::scenarios {
namespace {

/// The laws in force; theory and neglects stand in the headers of models/.
struct LawEntry {
    std::string_view part, law, source;
};
constexpr std::array laws = {
    LawEntry{"elasticity", "exact compliance of the bonded layers, with natural tension", "definition"},
    LawEntry{"dimple", "contact of the rounded tip, then F = deep_factor E* D^2", "shojaeifard2025"},
    LawEntry{"puncture", "F = intercept + slope x tip diameter; by tip area above diameter_limit",
             "roemgens2014"},
    LawEntry{"cutting", "slit of least crack and strain energy (Ogden), plus wall shear",
             "shergold2004, barnett2015, lam2008"},
    LawEntry{"edges",
             "of dull blades: J, or opening the skin afresh as thick as the edge, if that takes more",
             "goda2024, assumption"},
    LawEntry{"relaxation",
             "Prony series along the needle's way in (runs: one factor) and out (needle --motion)",
             "crichton2013"},
    LawEntry{"rate", "moduli x (tip speed / 1 m/s)^rate_exponent above 1 m/s", "assumption"},
};

void print(const std::string& text, std::FILE* stream = stdout) {
    std::fwrite(text.data(), 1, text.size(), stream);
    std::fflush(stream);
}

std::string unquoted(std::string text) {
    std::erase(text, '"');
    return text;
}

std::string card_text(const std::string& name, const std::string& title,
                      std::vector<models::CardValue> values, const std::string& base = {}) {
    std::erase_if(values, [](const models::CardValue& value) { return value.inherited; });
    std::size_t widest_key = 0, widest_value = 0;
    std::vector<std::string> shown;
    for (const models::CardValue& value : values) {
        std::string text = unquoted(value.text);
        if (!value.cv.empty()) text += fmt::format(", cv {}", value.cv);
        if (!value.range.empty()) text += fmt::format(" ({})", value.range);
        widest_key = std::max(widest_key, value.key.size());
        widest_value = std::max(widest_value, text.size());
        shown.push_back(std::move(text));
    }
    std::string all = fmt::format("{}: {}{}\n", name, title,
                                  base.empty() ? "" : fmt::format("; what is not here as {}", base));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const models::CardValue& value = values[i];
        all += fmt::format("  {:{}}  {:{}}  {}{}{}{}\n", value.key, widest_key, shown[i], widest_value,
                           value.status, value.source.empty() ? "" : " " + value.source,
                           value.note.empty() ? "" : "; ", value.note);
    }
    return all;
}

constexpr std::string_view legend =
    "Status: P read in the paper, S in a secondary text, M from memory and unchecked, D derived; sources in "
    "models/sources.bib.\n";

}  // namespace

int check_command(const std::vector<std::string>& paths, const std::vector<std::string>& assignments) {
    int status = 0;
    for (const std::string& path : paths) {
        try {
            const Scenario scenario = read_scenario(path, assignments);
            for (const std::string& warning : scenario.warnings)
                print(fmt::format("puncta: warning: {}: {}\n", path, warning), stderr);
            print(paths.size() == 1 ? "ok\n" : fmt::format("{}: ok\n", path));
            print(fmt::format("  {}\n", treatment_summary(scenario)));
        } catch (const InputError& error) {
            print(fmt::format("{}\n", error.what()), stderr);
            status = 2;
        }
    }
    return status;
}

int schema_command(bool json) {
    print(json ? schema_json() : schema_markdown());
    return 0;
}

int list_command(const std::string& kind) {
    if (kind == "sites") {
        for (const std::string& name : models::skin_card_names()) {
            const models::SkinCardFile file = models::shipped_skin_card(name);
            print(card_text(name, file.card.title, file.values) + "\n");
        }
        print(std::string(legend));
    } else if (kind == "devices") {
        std::vector<models::DeviceCardFile> files;
        for (const std::string& name : models::device_card_names())
            files.push_back(models::shipped_device_card(name));
        print(device_table(files) + "\n");
        for (const models::DeviceCardFile& file : files)
            print(card_text(file.device.name, file.device.title, file.values, file.base) + "\n");
        print(std::string(legend));
    } else if (kind == "models") {
        for (const LawEntry& entry : laws)
            print(fmt::format("{:<11} {} [{}]\n", entry.part, entry.law, entry.source));
    } else {
        print(models::unknown_name("catalogue", kind, {"devices", "sites", "models"}) + "\n", stderr);
        return 2;
    }
    return 0;
}

}  // namespace puncta::scenarios
