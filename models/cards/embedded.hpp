#pragma once
/// The cards of models/cards, compiled into the program (see embed.cmake).

#include <span>
#include <string_view>

namespace puncta::models {

struct EmbeddedCard {
    std::string_view name;  ///< path below models/cards without ".toml", e.g. "skin/cheek"
    std::string_view text;  ///< the card as written
};

/// All cards, sorted by name.
std::span<const EmbeddedCard> embedded_cards();

}  // namespace puncta::models
