#pragma once
/// `puncta needle --deck DIR`: finite-element decks that check the surface compliance of the scenario's skin.

#include <filesystem>

#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// Writes flat_punch_<radius>um.inp for the mean skin of the scenario and punch radii of half the needle's
/// shaft, 0.5 mm and 1.5 mm, cone_<radius>um.inp for contacts of the same radii (where the surface is not in
/// tension), and a README.txt with what to expect of them. Creates the folder and replaces
/// files of these names; all are complete or none is written. Throws StorageError with path and reason.
void write_decks(const Scenario& scenario, const std::filesystem::path& directory);

}  // namespace puncta::scenarios
