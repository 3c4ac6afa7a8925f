#include "scenarios/runner/cards_in_use.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/cards/catalog.hpp"
#include "models/cards/embedded.hpp"
#include "models/cards/field.hpp"
#include "models/cards/limits.hpp"
#include "models/cards/toml_value.hpp"
#include "scenarios/runner/needle_list.hpp"
#include "scenarios/runner/reader.hpp"
#include "scenarios/runner/resolved.hpp"

namespace puncta::scenarios {
namespace {

const std::array<std::string, 3> skin_selectors = {"skin.site", "skin.card", "skin.layers"};

/// The text of a selector, never empty without a problem; from the command line any text will do.
std::string name_in(const Leaf& leaf, Problems& problems) {
    if (leaf.node->is_string() && !leaf.node->as_string()->get().empty())
        return leaf.node->as_string()->get();
    if (leaf.on_command_line && !leaf.raw.empty() && !leaf.node->is_string()) return leaf.raw;
    problems.add(leaf.place, leaf.node->is_string()
                                 ? fmt::format("{} is empty; leave it out, or name one", leaf.shown)
                                 : fmt::format("{} must be a text in quotes", leaf.shown));
    return {};
}

Place place_of_table(const Leaves& leaves, const std::string& table) {
    const auto found = leaves.tables().find(table);
    return found == leaves.tables().end() ? Place{0, 0, 0, 1} : found->second.key_place;
}

bool unknown(const Leaf& leaf, std::string_view what, const std::string& name,
             const std::vector<std::string>& known, Problems& problems) {
    if (std::find(known.begin(), known.end(), name) != known.end()) return false;
    problems.add(leaf.place, models::unknown_name(what, name, known));
    return true;
}

/// Notes a text in use; comments of a card count, because they hold its sources.
void note_card(std::string_view name, std::string_view text, Scenario& scenario) {
    scenario.cards += fmt::format("{} {}\n", name, fingerprint(text));
}

void note_shipped_card(const std::string& name, Scenario& scenario) {
    for (const models::EmbeddedCard& card : models::embedded_cards())
        if (card.name == name) note_card(name, card.text, scenario);
}

/// The values of a card, keys as the scenario writes them.
void keep_values(std::vector<models::CardValue> values, std::string_view table, CardsInUse& found) {
    constexpr std::string_view left_out = "needle_law.";
    for (models::CardValue& value : values) {
        if (value.key.starts_with(left_out)) value.key.erase(0, left_out.size());
        value.key = fmt::format("{}.{}", table, value.key);
        if (!value.correlated_with.empty())
            value.correlated_with = fmt::format("{}.{}", table, value.correlated_with);
        found.values.push_back(std::move(value));
    }
}

bool load_site(const Leaf& leaf, Scenario& scenario, CardsInUse& found, Problems& problems) {
    const std::string name = name_in(leaf, problems);
    if (name.empty() || unknown(leaf, "site", name, models::skin_card_names(), problems)) return false;
    models::SkinCardFile file = models::shipped_skin_card(name);
    scenario.skin = std::move(file.card);
    note_shipped_card("skin/" + name, scenario);
    keep_values(std::move(file.values), "skin", found);
    return true;
}

/// Where a card or list lies. What a file names must lie in the file's folder or below, links followed: a
/// scenario of somebody else reads nothing of the user's. Who names it on the command line is the user.
std::filesystem::path path_of(const Leaf& leaf, const std::filesystem::path& folder,
                              const std::string& name) {
    if (const std::string fault = models::text_fault(name); !fault.empty())
        throw InputError(models::about(leaf.shown, fault));
    const std::filesystem::path path = folder / name;
    if (leaf.on_command_line) return path;
    std::error_code error;
    const std::filesystem::path home =
        std::filesystem::weakly_canonical(folder.empty() ? "." : folder, error);
    const std::filesystem::path real = std::filesystem::weakly_canonical(home / name, error);
    if (std::mismatch(home.begin(), home.end(), real.begin(), real.end()).first != home.end())
        throw InputError(fmt::format(
            "{}: \"{}\" lies outside the folder of the scenario; copy it there, or name it with --set {}=…",
            leaf.shown, name, leaf.shown));
    return path;
}

bool load_card(const Leaf& leaf, const std::filesystem::path& folder, Scenario& scenario, CardsInUse& found,
               Problems& problems) {
    const std::string name = name_in(leaf, problems);
    if (name.empty()) return false;
    try {
        const std::filesystem::path path = path_of(leaf, folder, name);
        const std::size_t before = problems.size();
        const std::string text = read_text_file(path);
        models::SkinCardFile file = models::read_skin_card(text, path.string(), name, problems);
        scenario.skin = std::move(file.card);
        note_card(name, text, scenario);
        keep_values(std::move(file.values), "skin", found);
        return problems.size() == before;
    } catch (const InputError& error) {
        problems.add(leaf.place, error.what());
        return false;
    }
}

bool load_layers(const Leaf& leaf, Scenario& scenario, Problems& problems) {
    const toml::array* list = leaf.node->as_array();
    std::vector<std::string> names;
    if (list != nullptr)
        for (const toml::node& node : *list) names.push_back(node.value_or(std::string()));
    if (names.empty()) {
        problems.add(leaf.place, "skin.layers must be a list of names, from the surface down to the support");
        return false;
    }
    if (const std::string problem = models::too_many(names.size(), models::most_layers, "names");
        !problem.empty()) {
        problems.add(leaf.place, "skin.layers " + problem);
        return false;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool repeated = std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i),
                                        names[i]) != names.begin() + static_cast<std::ptrdiff_t>(i);
        if (models::is_layer_name(names[i]) && !repeated) continue;
        problems.add(leaf.place,
                     fmt::format("\"{}\" cannot name a layer{}", names[i], repeated ? " twice" : ""));
        return false;
    }
    scenario.skin = {};
    scenario.skin.name = "custom";
    scenario.skin.title = "Layers of the scenario";
    scenario.skin.layers.resize(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) scenario.skin.layers[i].name = names[i];
    scenario.skin.layers.back().thickness = std::numeric_limits<double>::infinity();
    return true;
}

bool load_skin(Leaves& leaves, const std::filesystem::path& folder, Scenario& scenario, CardsInUse& found,
               Problems& problems) {
    const auto count = [&](bool command_line) {
        return std::count_if(skin_selectors.begin(), skin_selectors.end(), [&](const std::string& key) {
            const Leaf* leaf = leaves.find(key);
            return leaf != nullptr && (!command_line || leaf->on_command_line);
        });
    };
    if (count(true) > 0)  // the command line chooses anew
        for (const std::string& key : skin_selectors)
            if (const Leaf* leaf = leaves.find(key); leaf != nullptr && !leaf->on_command_line)
                leaves.drop(key);
    if (count(false) != 1) {
        std::string text = count(false) == 0
                               ? "the scenario needs a skin: write site = \"cheek\" in [skin]"
                               : "skin.site, skin.card and skin.layers exclude each other: keep one";
        problems.add(place_of_table(leaves, "skin"), std::move(text));
        return false;
    }
    if (const Leaf* leaf = leaves.find("skin.site")) return load_site(*leaf, scenario, found, problems);
    if (const Leaf* leaf = leaves.find("skin.card"))
        return load_card(*leaf, folder, scenario, found, problems);
    return load_layers(*leaves.find("skin.layers"), scenario, problems);
}

void load_needle_list(const Leaf& leaf, const Leaves& leaves, const std::filesystem::path& folder,
                      Scenario& scenario, Problems& problems) {
    const std::string name = name_in(leaf, problems);
    if (name.empty()) return;
    if (leaves.find("device.needles") != nullptr) {
        problems.add(leaf.place, "device.needle_list and device.needles exclude each other: keep one");
        return;
    }
    const std::size_t before = problems.size();
    try {
        const std::filesystem::path path = path_of(leaf, folder, name);
        const std::string text = read_text_file(path);
        scenario.device.listed = read_needle_list(text, path.string(), problems);
        note_card(name, text, scenario);
    } catch (const InputError& error) {
        problems.add(leaf.place, error.what());
    }
    if (problems.size() > before) scenario.device.listed.clear();
}

}  // namespace

CardsInUse load_cards(Leaves& leaves, const std::filesystem::path& folder, Scenario& scenario,
                      Problems& problems) {
    CardsInUse found;
    found.skin = load_skin(leaves, folder, scenario, found, problems);
    found.skin_inline = leaves.find("skin.layers") != nullptr;
    for (const std::string& key : skin_selectors) leaves.drop(key);

    if (const Leaf* leaf = leaves.find("device.preset")) {
        const std::string name = name_in(*leaf, problems);
        found.device =
            !name.empty() && !unknown(*leaf, "device", name, models::device_card_names(), problems);
        if (found.device) {
            models::DeviceCardFile file = models::shipped_device_card(name);
            scenario.device = std::move(file.device);
            note_shipped_card("devices/" + name, scenario);
            keep_values(std::move(file.values), "device", found);
        }
        leaves.drop("device.preset");
    } else if (leaves.find("device.rows") != nullptr || leaves.find("device.needle.length") != nullptr) {
        found.device = true;
        found.device_inline = true;
        scenario.device.name = "custom";
        scenario.device.title = "Device of the scenario";
    } else {
        problems.add(place_of_table(leaves, "device"),
                     "the scenario needs a device: write preset = \"dermaroller-mf8\" in [device]");
    }
    found.needle_list = leaves.find("device.needles") != nullptr;
    if (const Leaf* leaf = leaves.find("device.needle_list")) {
        load_needle_list(*leaf, leaves, folder, scenario, problems);
        leaves.drop("device.needle_list");
        found.needle_list = true;
    }
    return found;
}

}  // namespace puncta::scenarios
