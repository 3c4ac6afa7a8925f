#include "scenarios/runner/leaves.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "models/cards/toml_value.hpp"

namespace puncta::scenarios {
namespace {

/// treatment.load = "4 N" is short for treatment.load.mean = "4 N", and the speed likewise.
std::string full_path(const std::string& path) {
    return path == "treatment.load" || path == "treatment.speed" ? path + ".mean" : path;
}

/// Statements of which a site's own leaves none of the others.
constexpr std::array<std::array<std::string_view, 3>, 2> exclusive = {
    {{"skin.site", "skin.card", "skin.layers"}, {"treatment.area", "treatment.polygon", ""}}};

/// A key as part of a path; quoted where it is not a bare key, so that "a.b" is not taken for a.b.
std::string path_part(std::string_view key) {
    constexpr std::string_view bare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    const bool is_bare = !key.empty() && key.find_first_not_of(bare) == std::string_view::npos;
    return is_bare ? std::string(key) : models::quoted(key);
}

/// The value as TOML if it is one ("16", "true", a list), else as a plain text ("4 N", cheek).
toml::table parse_assigned(const std::string& value) {
    Problems none_is_told;
    const std::string statement = "value = " + value;
    const std::size_t source = none_is_told.add_source("", statement);
    auto parsed = models::parse_toml(statement, source, none_is_told);
    if (parsed && parsed->size() == 1 && parsed->contains("value")) return std::move(*parsed);
    toml::table text;
    text.insert("value", value);
    return text;
}

}  // namespace

void Leaves::add_document(toml::table document, std::size_t source) {
    const toml::table& kept = *documents_.emplace_back(std::make_shared<toml::table>(std::move(document)));
    for (const auto& [key, node] : kept) {
        const Place key_place = models::place_of(key.source(), source);
        flatten(node, path_part(key.str()), {{}, nullptr, {}, key_place, {}, false});
    }
}

void Leaves::add_assignments(const std::vector<std::string>& assignments, std::size_t source,
                             Problems& problems) {
    for (std::size_t i = 0; i < assignments.size(); ++i) {
        const std::string& text = assignments[i];
        const auto equals = text.find('=');
        const std::string path = text.substr(0, text.find_first_of(" ="));
        if (equals == std::string::npos || path.empty()) {
            problems.add({source, i + 1, 1, text.size()}, "an assignment reads key=value");
            continue;
        }
        const std::string value = text.substr(std::min(text.find_first_not_of(' ', equals + 1), text.size()));
        const toml::table& kept =
            *documents_.emplace_back(std::make_shared<toml::table>(parse_assigned(value)));
        const std::size_t column = text.size() - value.size() + 1;
        Leaf leaf{{},
                  nullptr,
                  {source, i + 1, column, std::max<std::size_t>(1, value.size())},
                  {source, i + 1, 1, path.size()},
                  value,
                  true};
        flatten(*kept.get("value"), path, leaf);
    }
}

const Leaf* Leaves::find(const std::string& path) const {
    const auto found = values_.find(path);
    return found == values_.end() ? nullptr : &found->second;
}

/// A site's own statement: it replaces what all sites share, and what it excludes of that.
void Leaves::take(const std::string& path, const Leaf& leaf) {
    for (const auto& family : exclusive) {
        if (std::find(family.begin(), family.end(), path) == family.end()) continue;
        for (const std::string_view other : family)
            if (const Leaf* known = find(std::string(other)); known != nullptr && !known->on_command_line)
                drop(std::string(other));
    }
    if (const Leaf* known = find(path); known == nullptr || !known->on_command_line || leaf.on_command_line)
        values_[path] = leaf;
}

Leaves Leaves::with_site(const toml::table& site, const std::string& name, std::size_t source) const {
    Leaves own;
    for (const auto& [key, node] : site) {
        if (key.str() != "skin" && key.str() != "treatment") continue;
        own.flatten(node, std::string(key.str()),
                    {{}, nullptr, {}, models::place_of(key.source(), source), {}, false});
    }
    Leaves all = *this;
    all.drop("sites");
    for (const auto& [path, leaf] : own.values_) all.take(path, leaf);
    for (const auto& [path, leaf] : own.tables_) all.tables_[path] = leaf;
    const std::string prefix = "sites." + name + ".";
    for (const auto& [path, leaf] : values_)
        if (path.starts_with(prefix)) all.take(full_path(path.substr(prefix.size())), leaf);
    std::erase_if(all.values_, [](const auto& entry) { return entry.first.starts_with("sites."); });
    return all;
}

void Leaves::flatten(const toml::node& node, const std::string& path, Leaf leaf) {
    leaf.shown = path;
    leaf.node = &node;
    if (!leaf.on_command_line) leaf.place = models::place_of(node, leaf.key_place.source);
    const toml::table* table = node.as_table();
    if (table == nullptr) {
        values_[full_path(path)] = std::move(leaf);
        return;
    }
    tables_[path] = leaf;
    for (const auto& [key, child] : *table) {
        Leaf inner = leaf;
        if (!leaf.on_command_line) inner.key_place = models::place_of(key.source(), leaf.key_place.source);
        inner.raw.clear();
        flatten(child, path + "." + path_part(key.str()), inner);
    }
}

}  // namespace puncta::scenarios
