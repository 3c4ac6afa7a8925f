#pragma once
/// A replayed puncture for people and for programs.

#include <string>

#include "engine/simulation/replay.hpp"

namespace puncta::scenarios {

/// What a replay is about, and how it ended.
struct ReplayCase {
    std::string file;
    std::int64_t id = 0;
    std::string site;                    ///< name of the site, empty where there is only one
    Puncture stored;                     ///< the row of the file
    std::vector<std::string> differing;  ///< columns that were not met bit for bit
};

std::string replay_text(const ReplayCase& asked, const ReplayedPuncture& replayed);
std::string replay_json(const ReplayCase& asked, const ReplayedPuncture& replayed);

}  // namespace puncta::scenarios
