// When a run saves: promises of tests/README.md, "Faults", told by a clock that the test turns.

#include <chrono>

#include <gtest/gtest.h>

#include "scenarios/runner/checkpoint_clock.hpp"

namespace puncta::scenarios {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct TurnedClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<TurnedClock>;
    static constexpr bool is_steady = true;
    static time_point now() { return at; }
    static inline time_point at;
};

/// A run that finishes a replicate every tenth of a second; saving takes `costs`.
class SavingRun {
  public:
    /// How long until it saves next.
    TurnedClock::duration until_saved(TurnedClock::duration costs) {
        const auto begin = TurnedClock::at;
        for (bool saved = false; !saved;) {
            TurnedClock::at += milliseconds(100);
            clock_.save_if_due([&] {
                saved = true;
                wait_ = TurnedClock::at - begin;
                TurnedClock::at += costs;
            });
        }
        return wait_;
    }

  private:
    CheckpointClock<TurnedClock> clock_;
    TurnedClock::duration wait_{};
};

TEST(CheckpointClock, SavesAfterOneSecondAndEveryTwo) {
    SavingRun run;
    EXPECT_EQ(run.until_saved(milliseconds(4)), seconds(1));
    EXPECT_EQ(run.until_saved(milliseconds(4)), seconds(2));
    EXPECT_EQ(run.until_saved(milliseconds(4)), seconds(2));
}

TEST(CheckpointClock, SavingTakesATwentiethOfTheTime) {
    SavingRun run;
    run.until_saved(seconds(3));
    EXPECT_EQ(run.until_saved(milliseconds(4)), seconds(60));
    EXPECT_EQ(run.until_saved(milliseconds(4)), seconds(2));
}

TEST(CheckpointClock, AStopInTheMiddleCostsFiveMinutesAtMost) {
    SavingRun run;
    run.until_saved(minutes(8 * 60));
    EXPECT_EQ(run.until_saved(milliseconds(4)), minutes(5));
    EXPECT_EQ(run.until_saved(milliseconds(4)), seconds(2));
}

}  // namespace
}  // namespace puncta::scenarios
