/// Stopping at a precision: when it is looked at, what is decided, and what it does to coverage.

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "engine/random/draws.hpp"
#include "engine/statistics/precision.hpp"

namespace puncta {
namespace {

QuantityValues with_depth(double depth) {
    QuantityValues values{};
    at(values, Quantity::depth_mean) = depth;
    return values;
}

TEST(Precision, LooksAreAtFixedNumbers) {
    const RunLength length{2, PrecisionGoal{Quantity::depth_mean, 0.01, 100}};
    std::vector<std::int64_t> looks{length.first_look()};
    while (looks.back() < 100) looks.push_back(length.next_look(looks.back()));
    // Eight more, or an eighth more, and the end.
    EXPECT_EQ(looks, (std::vector<std::int64_t>{8, 16, 24, 32, 40, 48, 56, 64, 72, 81, 92, 100}));
    EXPECT_EQ((RunLength{20, length.goal}).first_look(), 20);
    EXPECT_EQ((RunLength{20}).first_look(), 20);
}

TEST(Precision, HalfWidthOverValueByHand) {
    // 4 ± 1 in eight replicates: s² = 8/7, half-width = t_7 s / sqrt 8, t_7 = 2.364624.
    std::vector<QuantityValues> replicates;
    for (int i = 0; i < 8; ++i) replicates.push_back(with_depth(i % 2 == 0 ? 3.0 : 5.0));
    const double half = 2.3646242510 * std::sqrt(8.0 / 7.0) / std::sqrt(8.0) / 4;
    EXPECT_TRUE(is_met({Quantity::depth_mean, half * (1 + 1e-9), 100}, replicates));
    EXPECT_FALSE(is_met({Quantity::depth_mean, half * (1 - 1e-9), 100}, replicates));
    // Twice as precise takes four times as many.
    EXPECT_EQ(expected_replicates({Quantity::depth_mean, half / 2 * (1 + 1e-9), 100}, replicates), 32);
    EXPECT_EQ(expected_replicates({Quantity::depth_mean, half / 2, 20}, replicates), 20);
}

TEST(Precision, TooFewOrUndefinedNeverMeetIt) {
    std::vector<QuantityValues> seven(7, with_depth(1)), undefined(9, with_depth(1));
    at(undefined[0], Quantity::depth_mean) = at(undefined[1], Quantity::depth_mean) = std::nan("");
    const PrecisionGoal goal{Quantity::depth_mean, 1, 100};
    EXPECT_FALSE(is_met(goal, seven));
    EXPECT_FALSE(is_met(goal, undefined));
    EXPECT_FALSE(is_met(goal, std::vector<QuantityValues>(9, with_depth(0))));
    EXPECT_TRUE(is_met(goal, std::vector<QuantityValues>(8, with_depth(1))));
}

TEST(Precision, StoppingCostsLittleCoverage) {
    // Lognormal replicates (cv 0.2) of mean 1; the goal takes some 15, 35 and 140 of them. 1500 runs each, so
    // that the share of intervals that hold the truth is known to 0.6 % (standard error).
    const Draws draws(11);
    for (const double relative_error : {0.1, 0.067, 0.033}) {
        const RunLength length{8, PrecisionGoal{Quantity::depth_mean, relative_error, 1000}};
        int covered = 0;
        constexpr int runs = 1500;
        for (std::uint64_t run = 0; run < runs; ++run) {
            std::vector<QuantityValues> replicates;
            std::int64_t look = length.first_look();
            while (true) {
                while (std::ssize(replicates) < look)
                    replicates.push_back(with_depth(
                        draws.lognormal(Purpose::press_load, {run, std::uint64_t(replicates.size())}, 0.2)));
                if (is_met(*length.goal, replicates)) break;
                look = length.next_look(look);
            }
            std::vector<double> depths;
            for (const QuantityValues& values : replicates)
                depths.push_back(at(values, Quantity::depth_mean));
            const Estimate estimate = estimate_mean(depths, false);
            covered += estimate.ci_low <= 1 && 1 <= estimate.ci_high ? 1 : 0;
        }
        const double share = double(covered) / runs;
        RecordProperty("coverage", std::to_string(share));
        EXPECT_GT(share, 0.91) << relative_error;  // 92 to 95 % are stated, less two standard errors
        EXPECT_LT(share, 0.97) << relative_error;
    }
}

}  // namespace
}  // namespace puncta
