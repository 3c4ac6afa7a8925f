#pragma once
/// From a scenario file to a checked `Scenario`: defaults, then cards, then the file, then the command line.
///
/// Everything that is wrong is collected and thrown as one InputError, sorted by place. A needle whose length
/// is overridden keeps its shape: unless the taper is given too, it is scaled with the length.

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// Reads and checks a file; `assignments` are "key=value" texts as given to --set, the last one wins.
Scenario read_scenario(const std::filesystem::path& file, const std::vector<std::string>& assignments = {});

/// The same for a text; `name` stands in messages, `folder` is where skin.card paths start.
Scenario read_scenario_text(const std::string& text, const std::string& name = "scenario.toml",
                            const std::vector<std::string>& assignments = {},
                            const std::filesystem::path& folder = ".");

/// A whole text file; throws InputError for what is missing, a directory, too large or unreadable.
std::string read_text_file(const std::filesystem::path& file);

}  // namespace puncta::scenarios
