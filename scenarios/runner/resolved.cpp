#include "scenarios/runner/resolved.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "engine/base/build.hpp"
#include "models/cards/toml_value.hpp"
#include "scenarios/runner/schema.hpp"
#include "scenarios/runner/unknowns.hpp"

namespace puncta::scenarios {
namespace {

/// Lines gathered per table, tables in order of first use.
class Tables {
  public:
    void add(const std::string& path, const std::string& layer, const std::string& value) {
        std::string table = layer.empty() ? path.substr(0, path.find('.')) : fmt::format("skin.{}", layer);
        if (path.find('.') == std::string::npos) table.clear();
        if (!lines_.contains(table)) order_.push_back(table);
        const std::string key = table.empty() ? path : path.substr(table.size() + 1);
        lines_[table] += fmt::format("{} = {}\n", key, value);
    }
    /// `prefix` goes before the names of tables.
    [[nodiscard]] std::string text(std::string_view prefix) const {
        std::string all;
        for (const std::string& table : order_)
            all += (table.empty() ? "" : fmt::format("\n[{}{}]\n", prefix, table)) + lines_.at(table);
        return all;
    }

  private:
    std::map<std::string, std::string> lines_;
    std::vector<std::string> order_;
};

/// An optional value that is not there, and the box of a polygon, which follows from it.
bool left_out(const Key& key, Scenario& scenario) {
    if (key.path == "treatment.area") return !scenario.treatment.polygon.empty();
    if (key.absent != Absent::optional) return false;
    const models::Slot slot = key.slot(scenario, 0);
    if (const auto* number = std::get_if<double*>(&slot)) return !std::isfinite(**number);
    if (const auto* text = std::get_if<std::string*>(&slot)) return (*text)->empty();
    if (const auto* polygon = std::get_if<Polygon*>(&slot)) return (*polygon)->empty();
    return scenario.treatment.zones.empty();
}

std::string layer_list(const models::SkinCard& skin) {
    std::string list;
    for (const auto& layer : skin.layers) list += (list.empty() ? "" : ", ") + models::quoted(layer.name);
    return fmt::format("[{}]", list);
}

struct IsEmptyList {
    template <class Value>
    bool operator()(const Value*) const {
        return false;
    }
    template <class Value>
    bool operator()(const std::vector<Value>* list) const {
        return list->empty();
    }
};

/// Keys that say nothing about this device: of another kind, an empty list, or the lattice a list replaces.
bool is_idle(const Key& key, const DeviceSpec& device, const models::Slot& slot) {
    if (!key.kind.empty() && key.kind != device.kind) return true;
    if (key.optional && std::visit(IsEmptyList{}, slot)) return true;
    const bool lattice =
        key.path == "device.rows" || key.path == "device.needles_per_row" || key.path == "device.stagger";
    return lattice && !device.listed.empty();
}

/// Keys that a site has of its own.
bool is_of_site(const std::string& path) {
    return path.starts_with("skin.") || path.starts_with("treatment.");
}

/// The values of a scenario of one site: all of them, or those that are its own, or that are not.
enum class Part : std::uint8_t { all, of_site, shared };

Tables values_of(const Scenario& scenario, Part part) {
    Scenario copy = scenario;  // slots are not const
    Tables tables;
    for (const Key& key : schema()) {
        if (part != Part::all && is_of_site(key.path) != (part == Part::of_site)) continue;
        if (key.path == "skin.layers") tables.add(key.path, "", layer_list(copy.skin));
        if (!key.slot || key.per_layer() || is_idle(key, copy.device, key.slot(copy, 0))) continue;
        if (left_out(key, copy)) continue;
        tables.add(key.path, "", models::write_value(key.slot(copy, 0), key.dimension));
    }
    for (std::size_t layer = 0; part != Part::shared && layer < copy.skin.layers.size(); ++layer) {
        const std::string& name = copy.skin.layers[layer].name;
        for (const Key& key : schema()) {
            if (!key.per_layer()) continue;
            const bool support = layer + 1 == copy.skin.layers.size();
            if (support && key.path.starts_with("skin.<layer>.thickness")) continue;  // it has no end
            tables.add(key_path(key, name), name, models::write_value(key.slot(copy, layer), key.dimension));
        }
    }
    return tables;
}

}  // namespace

std::string resolved_text(const Scenario& given) {
    Scenario scenario = given;
    if (scenario.uncertainty.samples > 0) scenario.uncertainty.card_ranges = false;  // all stand below
    if (scenario.sites.empty())
        return values_of(scenario, Part::all).text("") + unknowns_text(scenario.uncertainty.unknowns);
    std::string text = values_of(scenario, Part::shared).text("");
    const std::vector<Scenario> sites = each_site(scenario);
    for (std::size_t s = 0; s < sites.size(); ++s)
        text += fmt::format("\n[[sites]]\nname = {}\n{}", models::quoted(scenario.sites[s].name),
                            values_of(sites[s], Part::of_site).text("sites."));
    return text;
}

std::string fingerprint(std::string_view text) {
    __extension__ using Word = unsigned __int128;
    constexpr Word prime = (static_cast<Word>(1) << 88U) + 0x13BU;
    Word hash = (static_cast<Word>(0x6C62272E07BB0142ULL) << 64U) + 0x62B821756295C58DULL;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= prime;
    }
    return fmt::format("{:016x}{:016x}", static_cast<std::uint64_t>(hash >> 64U),
                       static_cast<std::uint64_t>(hash));
}

std::string scenario_hash(std::string_view resolved) {
    std::string identity;
    while (!resolved.empty()) {
        const std::string_view line = resolved.substr(0, resolved.find('\n'));
        const bool how_many = line.starts_with("replicates = ") || line.starts_with("precision.");
        if (!how_many) identity.append(line).append("\n");
        resolved.remove_prefix(std::min(resolved.size(), line.size() + 1));
    }
    return fingerprint(fmt::format("{}\n# puncta, sources {}\n", identity, this_build().source_version));
}

}  // namespace puncta::scenarios
