#pragma once
/// How much memory a scenario will need, told from its numbers before anything is allocated.
///
/// Counted is what can get large: maps, punctures and holes, strokes, fields of varying skin, and how needles
/// and cells of drum, plate or nose sink the skin under each other, which grows with the square of how many
/// are in reach. How deep a roller sinks is an outcome; 1.2 mm of its drum stand for it. Measured peaks were
/// half to twice the estimate, of runs of 50 MB to 1 GB.

#include <string>

#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

struct MemoryNeed {
    double shared = 0;      ///< [bytes]
    double per_thread = 0;  ///< [bytes]
    std::string key;        ///< of the scenario, behind most of it

    [[nodiscard]] double on(int threads) const { return shared + per_thread * threads; }
};

MemoryNeed memory_need(const Scenario& scenario);

/// What is wrong where the need on so many threads is more than this process may have; else empty.
std::string memory_fault(const MemoryNeed& need, int threads);

}  // namespace puncta::scenarios
