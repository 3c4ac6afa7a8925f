#include "scenarios/runner/suggestion.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace puncta::scenarios {
namespace {

std::string parent_of(const std::string& path) {
    const auto dot = path.rfind('.');
    return dot == std::string::npos ? "" : path.substr(0, dot);
}

std::string last_of(const std::string& path) {
    return path.substr(path.rfind('.') + 1);
}

/// Known paths and all tables above them.
std::set<std::string> with_tables(const std::vector<std::string>& paths) {
    std::set<std::string> all(paths.begin(), paths.end());
    for (std::string path : paths)
        for (path = parent_of(path); !path.empty(); path = parent_of(path)) all.insert(path);
    return all;
}

std::string shown(std::string path) {
    if (path == "treatment.load.mean" || path == "treatment.speed.mean") path = parent_of(path);
    return path;
}

/// First the same word in another table, then a sibling spelt alike, then any path spelt alike.
std::string complaint(std::string path, const std::set<std::string>& known) {
    for (std::string up = parent_of(path); !up.empty() && !known.contains(up); up = parent_of(up)) path = up;
    std::vector<std::string> siblings, names;
    for (const std::string& candidate : known)
        if (parent_of(candidate) == parent_of(path)) {
            siblings.push_back(candidate);
            names.push_back(last_of(candidate));
        }
    std::string near;
    for (const std::string& candidate : known)
        if (near.empty() && last_of(candidate) == last_of(path)) near = candidate;
    if (near.empty()) {
        near = nearest(last_of(path), names);
        const auto at = std::find(names.begin(), names.end(), near);
        if (at != names.end()) near = siblings[static_cast<std::size_t>(at - names.begin())];
    }
    if (near.empty()) near = nearest(path, std::vector<std::string>(known.begin(), known.end()));
    std::string text = fmt::format("unknown key {}", path);
    if (!near.empty()) return fmt::format("{}; did you mean {}?", text, shown(near));
    if (names.empty()) return text;
    return fmt::format("{}; known here: {}", text, joined(names));
}

bool inside(const std::string& path, const std::string& table) {
    return path.starts_with(table + ".");
}

}  // namespace

void report_unknown(const Leaves& leaves, const std::vector<std::string>& paths,
                    const std::vector<std::string>& unchecked, Problems& problems) {
    constexpr std::size_t most_told = 200;  // more than are shown; a file may hold a hundred thousand
    const std::size_t enough = problems.size() + most_told;
    const std::set<std::string> known = with_tables(paths);
    std::vector<std::string> passed = unchecked;
    const auto skipped = [&](const std::string& path) {
        return std::any_of(passed.begin(), passed.end(),
                           [&](const auto& table) { return inside(path, table); });
    };
    for (const auto& [path, leaf] : leaves.tables()) {  // a table comes before its inner ones
        if (problems.size() >= enough) return;
        if (known.contains(path) || skipped(path)) continue;
        problems.add(leaf.key_place, complaint(path, known));
        passed.push_back(path);
    }
    const std::set<std::string> values(paths.begin(), paths.end());
    for (const auto& [path, leaf] : leaves.values()) {
        if (problems.size() >= enough) return;
        if (values.contains(path) || skipped(path)) continue;
        if (known.contains(path))
            problems.add(leaf.place,
                         fmt::format("{} is a table of settings and cannot have a value itself", path));
        else
            problems.add(leaf.key_place, complaint(path, known));
    }
}

}  // namespace puncta::scenarios
