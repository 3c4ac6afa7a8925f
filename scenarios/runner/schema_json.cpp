// The language as JSON Schema draft-04, the dialect that TOML editors (taplo, Even Better TOML) understand.
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/cards/catalog.hpp"
#include "models/cards/limits.hpp"
#include "scenarios/runner/schema.hpp"
#include "scenarios/runner/sites.hpp"

namespace puncta::scenarios {
namespace {

using Json = nlohmann::ordered_json;

/// A number with one of its dimension's units; kept loose about spaces, as the reader is.
std::string unit_pattern(Dimension dimension) {
    std::string pattern;
    for (const std::string_view unit : unit_symbols(dimension)) {
        if (!pattern.empty()) pattern += '|';
        for (const char c : unit) pattern += c == '^' ? "\\^?" : c == 'u' ? "[uµμ]" : std::string(1, c);
        for (const auto& [plain, both] : {std::pair("\\^?2", "(\\^2|²)"), std::pair("\\^?3", "(\\^3|³)")})
            if (const auto at = pattern.find(plain); at != std::string::npos)
                pattern.replace(at, std::string_view(plain).size(), both);
    }
    return fmt::format(R"(^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*({})\s*$)", pattern);
}

Json number_or_text(Dimension dimension, const models::Range& range, bool integer) {
    if (dimension != Dimension::dimensionless)
        return {{"type", "string"}, {"pattern", unit_pattern(dimension)}};
    Json json = {{"type", integer ? "integer" : "number"}};
    if (std::isfinite(range.low)) json["minimum"] = range.low;
    if (std::isfinite(range.high)) json["maximum"] = range.high;
    if (range.open_low) json["exclusiveMinimum"] = true;
    if (range.open_high) json["exclusiveMaximum"] = true;
    return json;
}

struct TypeOf {
    const Key& key;

    [[nodiscard]] Json one(bool integer = false) const {
        return number_or_text(key.dimension, key.range, integer);
    }

    Json operator()(double*) const { return one(); }
    Json operator()(int*) const { return one(true); }
    Json operator()(std::uint64_t*) const { return one(true); }
    Json operator()(bool*) const { return {{"type", "boolean"}}; }
    Json operator()(std::string*) const { return {{"type", "string"}}; }
    Json operator()(std::vector<double>*) const {
        return {{"type", "array"}, {"items", one()}, {"minItems", 1}, {"maxItems", models::most_numbers}};
    }
    Json operator()(std::array<double, 2>*) const {
        return {{"type", "array"}, {"items", one()}, {"minItems", 2}, {"maxItems", 2}};
    }
    [[nodiscard]] Json corners() const {
        const Json corner = {{"type", "array"}, {"items", one()}, {"minItems", 2}, {"maxItems", 2}};
        return {{"type", "array"}, {"items", corner}, {"minItems", 3}, {"maxItems", models::most_corners}};
    }
    Json operator()(Polygon*) const { return corners(); }
    Json operator()(std::vector<ExclusionZone>*) const {
        Json zone = {{"type", "object"}, {"required", {"name", "polygon"}}, {"additionalProperties", false}};
        zone["properties"]["name"] = {{"type", "string"}, {"minLength", 1}};
        zone["properties"]["polygon"] = corners();
        zone["properties"]["action"] = {{"enum", {"error", "warning", "lift"}}};
        return {{"type", "array"}, {"items", zone}, {"maxItems", models::most_zones}};
    }
    Json operator()(std::vector<PronyTerm>*) const {
        Json term = {{"type", "object"}, {"required", {"share", "time"}}, {"additionalProperties", false}};
        term["properties"]["share"] = {{"type", "number"}, {"minimum", 0}, {"maximum", 1}};
        term["properties"]["time"] = number_or_text(Dimension::time, {}, false);
        return {{"type", "array"}, {"items", term}, {"maxItems", models::most_terms}};
    }
    Json operator()(std::vector<ListedNeedle>*) const {
        Json needle = {{"type", "object"}, {"required", {"row", "angle"}}, {"additionalProperties", false}};
        Json& properties = needle["properties"];
        properties["row"] = {{"type", "integer"}, {"minimum", 0}, {"maximum", 199}};
        properties["angle"] = number_or_text(Dimension::angle, {}, false);
        properties["length"] = properties["tip_diameter"] = number_or_text(Dimension::length, {}, false);
        return {{"type", "array"}, {"items", needle}, {"minItems", 1}, {"maxItems", models::most_needles}};
    }
    Json operator()(std::vector<ProfilePoint>*) const {
        const Json point = {{"type", "array"}, {"items", one()}, {"minItems", 2}, {"maxItems", 2}};
        return {{"type", "array"}, {"items", point}, {"maxItems", models::most_points}};
    }
};

Json unknowns_type() {
    const auto list = [](int least) {
        return Json{{"type", "array"}, {"items", {{"type", "string"}}}, {"minItems", least}};
    };
    Json unknown = {{"type", "object"}, {"required", {"keys", "range"}}, {"additionalProperties", false}};
    unknown["properties"]["keys"] = list(1);
    unknown["properties"]["range"] = {{"type", "array"}, {"minItems", 2}, {"maxItems", 2}};
    Json tie = {{"type", "object"}, {"required", {"with", "value"}}, {"additionalProperties", false}};
    tie["properties"]["with"] = {{"type", "string"}};
    tie["properties"]["value"] = {{"type", "number"},
                                  {"minimum", -1},
                                  {"exclusiveMinimum", true},
                                  {"maximum", 1},
                                  {"exclusiveMaximum", true}};
    unknown["properties"]["correlation"] = tie;
    return {{"type", "array"}, {"items", unknown}};
}

Json selector_type(const Key& key) {
    if (key.path == unknowns_key) return unknowns_type();
    if (key.path == "skin.layers")
        return {{"type", "array"}, {"items", {{"type", "string"}}}, {"minItems", 1}};
    Json json = {{"type", "string"}};
    if (key.path == "skin.site") json["enum"] = models::skin_card_names();
    if (key.path == "device.preset") json["enum"] = models::device_card_names();
    return json;
}

/// The value's type, help, range and default; the range of a dimensional value is in its description.
Json describe(const Key& key) {
    Scenario sample;
    sample.skin.layers.resize(1);
    Json json = key.slot ? std::visit(TypeOf{key}, key.slot(sample, 0)) : selector_type(key);
    const std::string range = models::range_text(key.range, key.dimension);
    json["description"] = range.empty() ? key.help : fmt::format("{} ({})", key.help, range);
    if (!key.fallback.empty())
        json["default"] = Json::parse(key.fallback);  // scalars are alike in TOML and JSON
    return json;
}

Json table() {
    return {{"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}};
}

/// Puts a value at its dotted path below `root`, opening tables on the way.
void place(Json& root, const std::string& path, Json value) {
    const auto dot = path.find('.');
    Json& properties = root["properties"];
    if (dot == std::string::npos) {
        properties[path] = std::move(value);
        return;
    }
    const std::string head = path.substr(0, dot);
    if (!properties.contains(head)) properties[head] = table();
    place(properties[head], path.substr(dot + 1), std::move(value));
}

/// Without [[sites]] skin and treatment are whole; with them a site may say what they leave open.
Json of_one_site() {
    Json root;
    root["required"] = {"skin", "treatment"};
    Json& treatment = root["properties"]["treatment"];
    treatment["required"] = {"directions", "passes", "load"};
    treatment["oneOf"] = {{{"required", {"area"}}}, {{"required", {"polygon"}}}};
    root["properties"]["sites"]["not"] = Json::object();
    return root;
}
Json of_several_sites() {
    Json root;
    root["required"] = {"sites"};
    return root;
}

void add_sites(Json& root) {
    Json site = table();
    site["required"] = {"name"};
    site["properties"]["name"] = {{"type", "string"}, {"pattern", "^[A-Za-z0-9_-]{1,40}$"}};
    for (const char* part : {"skin", "treatment"}) site["properties"][part] = root["properties"][part];
    root["properties"]["sites"] = {
        {"type", "array"},
        {"items", std::move(site)},
        {"minItems", 1},
        {"maxItems", most_sites},
        {"description",
         "sites treated one after another; each says what differs from [skin] and [treatment]"}};
}

}  // namespace

std::string schema_json() {
    Json root = {{"$schema", "http://json-schema.org/draft-04/schema#"}, {"title", "Puncta scenario"}};
    root.update(table());
    Json layer = table();
    for (const Key& key : schema()) {
        if (key.per_layer())
            layer["properties"][key.path.substr(std::string_view("skin.<layer>.").size())] = describe(key);
        else
            place(root, key.path, describe(key));
    }
    // Layers have names of the card's choosing, so any other key of [skin] is a layer.
    Json& skin = root["properties"]["skin"];
    skin["additionalProperties"] = {{"$ref", "#/definitions/layer"}};
    for (const std::string& site : models::skin_card_names())
        for (const auto& known : models::shipped_skin_card(site).card.layers)
            skin["properties"][known.name] = {{"$ref", "#/definitions/layer"}};
    Json& treatment = root["properties"]["treatment"];
    for (const char* name : {"load", "speed"}) {  // either one value or a table
        Json& value = treatment["properties"][name];
        value = {{"anyOf", {value["properties"]["mean"], value}}};
    }
    treatment["properties"]["strokes"]["enum"] = {"one-way", "back-and-forth"};
    add_sites(root);
    root["required"] = {"device"};
    root["anyOf"] = {of_one_site(), of_several_sites()};
    root["definitions"]["layer"] = std::move(layer);
    return root.dump(2) + "\n";
}

}  // namespace puncta::scenarios
