#pragma once
/// The first step of reading a scenario: which skin and which device it starts from.

#include <filesystem>

#include "engine/base/problems.hpp"
#include "models/cards/card_reader.hpp"
#include "scenarios/runner/leaves.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// What was found; where nothing was, the keys of that part cannot be checked.
struct CardsInUse {
    bool skin = false;           ///< scenario.skin has its layers
    bool skin_inline = false;    ///< … from skin.layers: every value must be given
    bool device_inline = false;  ///< no preset: every value must be given
    bool device = false;
    std::vector<models::CardValue> values;  ///< of both cards, keys as the scenario writes them
    bool needle_list = false;               ///< scenario.device.listed holds the needles
};

/// Fills scenario.skin and scenario.device from the cards the leaves choose, and drops those leaves.
CardsInUse load_cards(Leaves& leaves, const std::filesystem::path& folder, Scenario& scenario,
                      Problems& problems);

}  // namespace puncta::scenarios
