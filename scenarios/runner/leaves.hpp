#pragma once
/// A scenario's text and the assignments of the command line, flattened to one value per dotted path.
///
/// `--set treatment.load="3 N"` and `[treatment] load = "4 N"` are the same kind of statement; the later one
/// wins. Every value keeps its place, so that a problem can be shown where the user wrote it.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <toml++/toml.h>

#include "engine/base/problems.hpp"

namespace puncta::scenarios {

struct Leaf {
    std::string shown;                 ///< the path as the user wrote it
    const toml::node* node = nullptr;  ///< its value
    Place place;                       ///< of the value
    Place key_place;                   ///< of the key
    std::string raw;                   ///< text right of "=" on the command line; empty for a file
    bool on_command_line = false;
};

class Leaves {
  public:
    /// Adds a parsed document that came from `source`.
    void add_document(toml::table document, std::size_t source);
    /// Adds `key=value` assignments; `source` has one line for each of them.
    void add_assignments(const std::vector<std::string>& assignments, std::size_t source, Problems& problems);

    [[nodiscard]] const std::map<std::string, Leaf>& values() const { return values_; }
    /// Every table that was written, also empty ones, with the place of its name.
    [[nodiscard]] const std::map<std::string, Leaf>& tables() const { return tables_; }
    [[nodiscard]] const Leaf* find(const std::string& path) const;
    void drop(const std::string& path) { values_.erase(path); }
    /// These statements for one of [[sites]]: its own `skin` and `treatment` win over the file's, the command
    /// line over both. What it points into lives as long as either.
    [[nodiscard]] Leaves with_site(const toml::table& site, const std::string& name,
                                   std::size_t source) const;

  private:
    void flatten(const toml::node& node, const std::string& path, Leaf leaf);

    void take(const std::string& path, const Leaf& leaf);

    std::vector<std::shared_ptr<const toml::table>> documents_;  ///< keep the nodes alive
    std::map<std::string, Leaf> values_;
    std::map<std::string, Leaf> tables_;
};

}  // namespace puncta::scenarios
