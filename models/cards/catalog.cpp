#include "models/cards/catalog.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/cards/embedded.hpp"

namespace puncta::models {
namespace {

constexpr std::string_view skin_folder = "skin/";
constexpr std::string_view device_folder = "devices/";

std::vector<std::string> names_in(std::string_view folder) {
    std::vector<std::string> names;
    for (const EmbeddedCard& card : embedded_cards())
        if (card.name.starts_with(folder)) names.emplace_back(card.name.substr(folder.size()));
    return names;
}

std::string_view text_of(std::string_view folder, std::string_view name, std::string_view what) {
    for (const EmbeddedCard& card : embedded_cards())
        if (card.name.starts_with(folder) && card.name.substr(folder.size()) == name) return card.text;
    throw InputError(unknown_name(what, name, names_in(folder)));
}

}  // namespace

std::vector<std::string> skin_card_names() {
    return names_in(skin_folder);
}
std::vector<std::string> device_card_names() {
    return names_in(device_folder);
}

SkinCardFile shipped_skin_card(std::string_view name) {
    const std::string_view text = text_of(skin_folder, name, "site");
    Problems problems;
    SkinCardFile file = read_skin_card(text, fmt::format("models/cards/{}{}.toml", skin_folder, name),
                                       std::string(name), problems);
    problems.throw_if_any();
    return file;
}

DeviceCardFile shipped_device_card(std::string_view name) {
    const std::string_view text = text_of(device_folder, name, "device");
    Problems problems;
    DeviceCardFile file = read_device_card(text, fmt::format("models/cards/{}{}.toml", device_folder, name),
                                           std::string(name), problems);
    problems.throw_if_any();
    return file;
}

std::string unknown_name(std::string_view what, std::string_view name,
                         const std::vector<std::string>& known) {
    const std::string near = nearest(name, known);
    return fmt::format("unknown {} \"{}\"{} Known: {}", what, name,
                       near.empty() ? "." : fmt::format("; did you mean \"{}\"?", near), joined(known));
}

}  // namespace puncta::models
