#pragma once
/// The shipped cards by name. A card is read once per call; the text is inside the program.

#include <string>
#include <string_view>
#include <vector>

#include "models/cards/card_reader.hpp"

namespace puncta::models {

std::vector<std::string> skin_card_names();    ///< "cheek", "excised_human", …
std::vector<std::string> device_card_names();  ///< "dermaroller-mf8", …

/// Throws InputError with the known names for an unknown one.
SkinCardFile shipped_skin_card(std::string_view name);
DeviceCardFile shipped_device_card(std::string_view name);

/// The message of an unknown name: unknown site "chek"; did you mean "cheek"? Known: cheek, excised_human
std::string unknown_name(std::string_view what, std::string_view name, const std::vector<std::string>& known);

}  // namespace puncta::models
