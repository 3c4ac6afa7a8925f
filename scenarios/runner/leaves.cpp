#include "scenarios/runner/leaves.hpp"

#include <fmt/format.h>

#include "models/cards/toml_value.hpp"

namespace puncta::scenarios {
namespace {

/// treatment.load = "4 N" is short for treatment.load.mean = "4 N", and the speed likewise.
std::string full_path(const std::string& path) {
    return path == "treatment.load" || path == "treatment.speed" ? path + ".mean" : path;
}

/// A key as part of a path; quoted where it is not a bare key, so that "a.b" is not taken for a.b.
std::string path_part(std::string_view key) {
    constexpr std::string_view bare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    const bool is_bare = !key.empty() && key.find_first_not_of(bare) == std::string_view::npos;
    return is_bare ? std::string(key) : models::quoted(key);
}

/// The value as TOML if it is one ("16", "true", a list), else as a plain text ("4 N", cheek).
toml::table parse_assigned(const std::string& value) {
    toml::table table;
    try {
        table = toml::parse("value = " + value);
    } catch (const toml::parse_error&) {
        table.clear();  // not TOML: taken as text below
    }
    if (table.size() == 1 && table.contains("value")) return table;
    table.clear();
    table.insert("value", value);
    return table;
}

}  // namespace

void Leaves::add_document(toml::table document, std::size_t source) {
    const toml::table& kept = documents_.emplace_back(std::move(document));
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
        const toml::table& kept = documents_.emplace_back(parse_assigned(value));
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
