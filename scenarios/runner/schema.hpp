#pragma once
/// The language of a scenario as one table: key, type, default, range, help and where the value goes.
///
/// The reader, the defaults, `resolved`, the JSON Schema for editors and SCHEMA.md all walk this table, so a
/// new key is one new row and cannot be documented differently from how it is read. Keys of skin and device
/// come from the table of the cards (models/cards/field.hpp): a scenario may override whatever a card says.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "models/cards/field.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// Where a value comes from when the scenario does not give it.
enum class Absent {
    defaulted,  ///< from `fallback`
    required,   ///< nowhere: a problem
    from_card,  ///< from the skin's or the device's card
    selector,   ///< chooses a card; the rules are in the reader
    optional,   ///< nowhere: then there is none, as its help says; not written into `resolved`
};

struct Key {
    std::string path;  ///< e.g. "treatment.load.mean", "skin.<layer>.modulus"
    Dimension dimension;
    models::Range range;
    Absent absent;
    std::string fallback;  ///< as TOML text
    std::string help;
    std::string example;  ///< as TOML text; shown where the key is missing
    std::function<models::Slot(Scenario&, std::size_t layer)> slot;  ///< empty for selectors
    std::string kind = {};  ///< of the devices that have this key; empty: all
    bool optional = false;  ///< may be left out even where there is no card

    [[nodiscard]] bool per_layer() const { return path.starts_with("skin.<layer>."); }
};

/// The list of ranges that a scenario gives itself (scenarios/runner/unknowns.hpp).
inline constexpr std::string_view unknowns_key = "uncertainty.unknowns";

/// Every key of the language, in the order in which people read a scenario.
const std::vector<Key>& schema();

/// The path with its layer filled in.
std::string key_path(const Key& key, const std::string& layer);

/// JSON Schema (draft-04, what TOML editors understand) and the page scenarios/SCHEMA.md.
std::string schema_json();
std::string schema_markdown();

}  // namespace puncta::scenarios
