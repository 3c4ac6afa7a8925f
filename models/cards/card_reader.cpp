#include "models/cards/card_reader.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "models/cards/catalog.hpp"
#include "models/cards/embedded.hpp"
#include "models/cards/limits.hpp"
#include "models/cards/toml_value.hpp"

namespace puncta::models {
namespace {

const std::array<std::string, 6> statuses = {"P", "S", "M", "D", "calibrated", "assumption"};
const std::array<std::string, 7> entry_keys = {"value",  "cv",     "range", "correlation",
                                               "source", "status", "note"};

/// Walks one card and remembers what has been looked at, so that the rest can be refused.
class CardWalk {
  public:
    CardWalk(std::string_view text, const std::string& file, Problems& problems)
        : problems_(problems), source_(problems.add_source(file, text)) {
        if (auto parsed = parse_toml(text, source_, problems))
            root_ = std::move(*parsed);
        else
            broken_ = true;
    }

    [[nodiscard]] bool broken() const { return broken_; }
    [[nodiscard]] const toml::table& root() const { return root_; }
    std::vector<CardValue>& values() { return values_; }

    void complain(const Place& place, std::string message) { problems_.add(place, std::move(message)); }
    void complain(const toml::node& node, std::string message) {
        complain(place_of(node, source_), std::move(message));
    }
    void complain_whole(std::string message) { complain(Place{source_, 0, 0, 0}, std::move(message)); }

    [[nodiscard]] bool has(std::string_view path) const { return bool(root_.at_path(path)); }

    /// Takes over what this card does not say from the text of its base.
    void inherit(std::string_view base, const std::string& base_name) {
        toml::table table = toml::parse(base);
        table.erase("title");  // every card has its own
        if (table.contains("base"))
            complain(*root_.get("base"),
                     fmt::format("{} itself has a base; a base must stand alone", base_name));
        else
            inherit(root_, table, "");
    }

    std::string text(const std::string& key, bool required) {
        known_.push_back(key);
        const toml::node* node = root_.get(key);
        std::string value;
        if (node == nullptr) {
            if (required) complain_whole(fmt::format("the card needs a {}", key));
        } else if (const std::string problem = read_value(*node, Dimension::dimensionless, {}, &value);
                   !problem.empty()) {
            complain(*node, about(key, problem));
        }
        return value;
    }

    std::vector<std::string> layer_names() {
        known_.emplace_back("layers");
        std::vector<std::string> names;
        const toml::node* node = root_.get("layers");
        const toml::array* list = node != nullptr ? node->as_array() : nullptr;
        if (list == nullptr || list->empty()) {
            complain_whole("the card needs layers = [ … ], the names of its layers from the surface down");
            return names;
        }
        if (const std::string problem = too_many(list->size(), most_layers, "layers"); !problem.empty()) {
            complain(*list, "the card " + problem);
            return names;
        }
        for (const toml::node& item : *list) {
            const std::string name = item.value_or(std::string());
            if (!is_layer_name(name))
                complain(item,
                         fmt::format("\"{}\" cannot name a layer: small letters, digits and _, and no key of "
                                     "the skin itself",
                                     name));
            else if (std::find(names.begin(), names.end(), name) != names.end())
                complain(item, fmt::format("layer {} is named twice", name));
            else
                names.push_back(name);
        }
        return names;
    }

    /// One value with its provenance at a dotted path; `cv` is where its variation goes, if it has one.
    void entry(const std::string& path, Dimension dimension, const Range& range, const Slot& slot,
               std::optional<Slot> cv) {
        known_.push_back(path);
        const toml::node* node = root_.at_path(path).node();
        if (node == nullptr) {
            complain_whole(fmt::format("{} is missing", path));
            return;
        }
        const toml::table* table = node->as_table();
        if (table == nullptr || !table->contains("value")) {
            complain(*node, fmt::format("{} must be a table with its provenance: "
                                        "{{ value = …, source = \"…\", status = \"P\" }}",
                                        path));
            return;
        }
        CardValue value{path, {}, {}, {}, {}, {}, {}, inherited_.contains(path), dimension};
        for (const auto& [key, unused] : *table)
            if (std::find(entry_keys.begin(), entry_keys.end(), key.str()) == entry_keys.end())
                complain(place_of(key.source(), source_),
                         fmt::format("unknown key {} in {}; known: {}", key.str(), path, joined(entry_keys)));
        const toml::node& value_node = *table->get("value");
        if (const std::string problem = read_value(value_node, dimension, range, slot); !problem.empty()) {
            complain(value_node, about(path, problem));
            return;
        }
        value.text = write_value(slot, dimension);
        read_cv(path, *table, cv, value);
        read_range(path, *table, dimension, range, slot, value);
        read_correlation(path, *table, value);
        read_provenance(path, *table, value);
        values_.push_back(std::move(value));
    }

    /// Refuses every key that nothing has asked for.
    void refuse_unknown() { refuse_unknown(root_, ""); }

  private:
    void inherit(toml::table& own, const toml::table& base, const std::string& prefix) {
        for (const auto& [key, node] : base) {
            const std::string path = prefix + std::string(key.str());
            toml::node* mine = own.get(key);
            if (mine == nullptr) {
                own.insert(key, node);
                remember(node, path);
            } else if (mine->is_table() && node.is_table() && !node.as_table()->contains("value")) {
                inherit(*mine->as_table(), *node.as_table(), path + ".");
            }
        }
    }

    void remember(const toml::node& node, const std::string& path) {
        inherited_.insert(path);
        if (const toml::table* table = node.as_table(); table != nullptr && !table->contains("value"))
            for (const auto& [key, child] : *table) remember(child, path + "." + std::string(key.str()));
    }

    void read_cv(const std::string& path, const toml::table& table, const std::optional<Slot>& slot,
                 CardValue& value) {
        const toml::node* node = table.get("cv");
        if (node == nullptr) return;
        if (!slot) {
            complain(*node, fmt::format("{} has no cv: it does not vary between subjects", path));
        } else if (const std::string problem = read_value(*node, Dimension::dimensionless, {0, 2}, *slot);
                   !problem.empty()) {
            complain(*node, about("cv of " + path, problem));
        } else {
            value.cv = write_value(*slot, Dimension::dimensionless);
        }
    }

    void read_range(const std::string& path, const toml::table& table, Dimension dimension,
                    const Range& range, const Slot& slot, CardValue& value) {
        const toml::node* node = table.get("range");
        if (node == nullptr) return;
        std::array<double, 2> ends{};
        if (const std::string problem = read_value(*node, dimension, range, &ends); !problem.empty()) {
            complain(*node, about("range of " + path, problem));
            return;
        }
        const double* const* number = std::get_if<double*>(&slot);
        if (number == nullptr || ends[0] > **number || ends[1] < **number)
            complain(*node, fmt::format("range of {} must hold its value, lower end first", path));
        else {
            value.number = **number;
            value.ends = ends;
        }
        value.range =
            fmt::format("{} to {}", format_quantity(ends[0], dimension), format_quantity(ends[1], dimension));
    }

    void read_correlation(const std::string& path, const toml::table& table, CardValue& value) {
        const toml::node* node = table.get("correlation");
        if (node == nullptr) return;
        const toml::table* tie = node->as_table();
        value.correlated_with = tie == nullptr ? "" : (*tie)["with"].value_or(std::string());
        value.correlation = tie == nullptr ? 0 : (*tie)["value"].value_or(0.0);
        const auto is_partner = [&](const CardValue& other) { return other.key == value.correlated_with; };
        if (tie == nullptr || tie->size() != 2 || !(std::abs(value.correlation) < 1) ||
            value.correlation == 0)
            complain(*node, fmt::format("correlation of {} is {{ with = \"table.key\", value = -0.5 }}, the "
                                        "value between -1 and 1 and not 0",
                                        path));
        else if (value.range.empty() || std::none_of(values_.begin(), values_.end(), is_partner))
            complain(*node, fmt::format("correlation of {} is with a value of this card before it, both with "
                                        "a range",
                                        path));
    }

    void read_provenance(const std::string& path, const toml::table& table, CardValue& value) {
        value.source = table["source"].value_or(std::string());
        value.status = table["status"].value_or(std::string());
        value.note = table["note"].value_or(std::string());
        for (const auto& [key, text] : {std::pair("source", &value.source), std::pair("note", &value.note)})
            if (const std::string problem = text_fault(*text); !problem.empty())
                return complain(*table.get(key), about(fmt::format("{} of {}", key, path), problem));
        if (std::find(statuses.begin(), statuses.end(), value.status) == statuses.end())
            complain(table, fmt::format("{} needs a status: {}", path, joined(statuses)));
        else if (value.source.empty() && value.status != "assumption")
            complain(table,
                     fmt::format("{} needs a source, a key of models/sources.bib; without one its status is "
                                 "\"assumption\"",
                                 path));
    }

    void refuse_unknown(const toml::table& table, const std::string& prefix) {
        for (const auto& [key, node] : table) {
            const std::string path = prefix + std::string(key.str());
            if (std::find(known_.begin(), known_.end(), path) != known_.end()) continue;
            const bool is_prefix = std::any_of(known_.begin(), known_.end(), [&](const std::string& k) {
                return k.starts_with(path + ".");
            });
            if (is_prefix && node.is_table()) {
                refuse_unknown(*node.as_table(), path + ".");
                continue;
            }
            const std::string near = nearest(path, known_);
            complain(
                place_of(key.source(), source_),
                fmt::format("unknown key {}{}", path, near.empty() ? "" : "; did you mean " + near + "?"));
        }
    }

    Problems& problems_;
    std::size_t source_;
    bool broken_ = false;
    toml::table root_;
    std::vector<std::string> known_;
    std::set<std::string> inherited_;
    std::vector<CardValue> values_;
};

template <class Owner>
std::optional<Slot> cv_slot(std::span<const Field<Owner>> fields, std::string_view key, Owner& owner) {
    for (const auto& field : fields)
        if (field.key == fmt::format("{}_cv", key)) return field.slot(owner);
    return {};
}

}  // namespace

SkinCardFile read_skin_card(std::string_view text, const std::string& file, const std::string& name,
                            Problems& problems) {
    SkinCardFile result;
    SkinCard& card = result.card;
    CardWalk walk(text, file, problems);
    if (walk.broken()) return result;
    const std::size_t before = problems.size();
    card.name = name;
    card.title = walk.text("title", true);
    const std::vector<std::string> names = walk.layer_names();
    card.layers.resize(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        LayerCard& layer = card.layers[i];
        layer.name = names[i];
        for (const auto& field : layer_fields()) {
            if (field.key.ends_with("_cv")) continue;
            const bool support = i + 1 == names.size() && field.key == "thickness";
            if (support) {
                layer.thickness = std::numeric_limits<double>::infinity();
                continue;
            }
            walk.entry(fmt::format("{}.{}", names[i], field.key), field.dimension, field.range,
                       field.slot(layer), cv_slot(layer_fields(), field.key, layer));
        }
    }
    for (const auto& field : skin_fields())
        walk.entry(std::string(field.key), field.dimension, field.range, field.slot(card), {});
    walk.refuse_unknown();
    if (problems.size() == before)
        for (const auto& found : skin_contradictions(card)) walk.complain_whole(found.message);
    result.values = std::move(walk.values());
    return result;
}

namespace {

void inherit_base(CardWalk& walk, const std::string& base) {
    for (const EmbeddedCard& card : embedded_cards())
        if (card.name == "devices/" + base) return walk.inherit(card.text, base);
    walk.complain(*walk.root().get("base"), unknown_name("base", base, device_card_names()));
}

}  // namespace

DeviceCardFile read_device_card(std::string_view text, const std::string& file, const std::string& name,
                                Problems& problems) {
    DeviceCardFile result;
    DeviceSpec& device = result.device;
    CardWalk walk(text, file, problems);
    if (walk.broken()) return result;
    const std::size_t before = problems.size();
    device.name = name;
    device.title = walk.text("title", true);
    result.base = walk.text("base", false);
    if (!result.base.empty()) inherit_base(walk, result.base);
    if (walk.has("kind")) device.kind = walk.text("kind", true);
    if (!is_device_kind(device.kind)) walk.complain(*walk.root().get("kind"), unknown_kind(device.kind));
    const bool with_profile = walk.has("needle.profile");
    for (const auto& field : device_fields()) {
        const bool others = !field.kind.empty() && field.kind != device.kind;
        const bool optional = field.optional || (with_profile && is_told_by_profile(field.key));
        if (field.key == "kind" || others || (optional && !walk.has(field.key))) continue;
        walk.entry(std::string(field.key), field.dimension, field.range, field.slot(device), {});
    }
    NeedleSpec& needle = device.needle;
    needle.follow_profile(walk.has("needle.taper_length"), walk.has("needle.shaft_diameter"));
    if (!walk.has("needle.width")) needle.width = needle.shaft_diameter;
    settle(device);
    walk.refuse_unknown();
    if (problems.size() == before)
        for (const auto& found : device_contradictions(device)) walk.complain_whole(found.message);
    result.values = std::move(walk.values());
    return result;
}

}  // namespace puncta::models
