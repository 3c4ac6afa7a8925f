#pragma once
/// When it is time to save a run.
///
/// What a kill can cost is bounded by time, not by a number of replicates. A checkpoint that takes long
/// (large maps, a slow disk) comes more seldom, so that saving takes a twentieth of the time at most. Not
/// much more seldom: it may have taken long because the program was stopped (Ctrl-Z) in the middle.

#include <algorithm>
#include <chrono>

namespace puncta::scenarios {

/// `Clock` is a clock of the standard library; another one only in tests.
template <class Clock = std::chrono::steady_clock>
class CheckpointClock {
  public:
    static constexpr std::chrono::seconds first{1};    ///< from the beginning
    static constexpr std::chrono::seconds soonest{2};  ///< from the end of one checkpoint to the next
    static constexpr std::chrono::minutes latest{5};

    /// Calls save() if it is time.
    template <class Save>
    void save_if_due(Save&& save) {
        const auto begin = Clock::now();
        if (begin < due_) return;
        save();
        const auto end = Clock::now();
        due_ = end + std::clamp<typename Clock::duration>(20 * (end - begin), soonest, latest);
    }

  private:
    typename Clock::time_point due_ = Clock::now() + first;
};

}  // namespace puncta::scenarios
