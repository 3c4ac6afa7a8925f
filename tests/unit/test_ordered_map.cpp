/// The parallel map: results in index order, the lowest failing index, bounded memory; for any thread count.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "engine/parallel/ordered_map.hpp"

namespace puncta {
namespace {

/// Later indices finish first, so that order cannot come about by chance.
void dawdle(std::int64_t i) {
    std::this_thread::sleep_for(std::chrono::microseconds(50 * (3 - i % 4)));
}

TEST(OrderedMap, ResultsComeInIndexOrderForAnyThreadCount) {
    for (const int threads : {1, 2, 3, 7}) {
        std::vector<std::int64_t> seen;
        ordered_map<std::int64_t>(
            -3, 40, threads,
            [](std::int64_t i) {
                dawdle(i + 3);
                return i * i * i;
            },
            [&](std::int64_t value) { seen.push_back(value); });
        ASSERT_EQ(seen.size(), 43u) << threads;
        for (std::int64_t i = -3; i < 40; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i + 3)], i * i * i);
    }
}

TEST(OrderedMap, EmptyRangeCallsNothing) {
    for (const std::int64_t last : {5, 2}) {
        int calls = 0;
        ordered_map<int>(5, last, 2, [&](std::int64_t) { return ++calls; }, [&](int) { ++calls; });
        EXPECT_EQ(calls, 0);
    }
}

TEST(OrderedMap, LowestFailingIndexIsRethrownAfterTheResultsBeforeIt) {
    // 5, 6 and 11 fail; 5 fails last in time. Everything before 5 is consumed, nothing after.
    for (const int threads : {1, 2, 3, 8}) {
        std::vector<std::int64_t> seen;
        std::string message;
        try {
            ordered_map<std::int64_t>(
                0, 30, threads,
                [](std::int64_t i) {
                    if (i == 5) std::this_thread::sleep_for(std::chrono::milliseconds(5));
                    if (i == 5 || i == 6 || i == 11) throw std::runtime_error("at " + std::to_string(i));
                    return i;
                },
                [&](std::int64_t value) { seen.push_back(value); });
        } catch (const std::runtime_error& error) {
            message = error.what();
        }
        EXPECT_EQ(message, "at 5") << threads;
        EXPECT_EQ(seen, (std::vector<std::int64_t>{0, 1, 2, 3, 4})) << threads;
    }
}

TEST(OrderedMap, KeepsTheTypeOfTheException) {
    struct Peculiar {
        int value;
    };
    const auto run = [] {
        ordered_map<int>(
            0, 4, 2, [](std::int64_t i) -> int { throw Peculiar{static_cast<int>(i) + 70}; }, [](int) {});
    };
    try {
        run();
        FAIL() << "nothing thrown";
    } catch (const Peculiar& caught) {
        EXPECT_EQ(caught.value, 70);
    }
}

TEST(OrderedMap, ConsumesOnTheCallingThreadAndKeepsFewResults) {
    // Memory must not grow with the range: no more results wait than a few per thread.
    const auto caller = std::this_thread::get_id();
    std::atomic<int> waiting{0};
    int most = 0;
    ordered_map<int>(
        0, 100, 2,
        [&](std::int64_t) {
            ++waiting;
            return 0;
        },
        [&](int) {
            EXPECT_EQ(std::this_thread::get_id(), caller);
            most = std::max(most, waiting.load());
            --waiting;
        });
    EXPECT_EQ(waiting.load(), 0);
    EXPECT_LE(most, 4 * 2);
}

TEST(OrderedMap, MovesResultsThatCannotBeCopied) {
    int sum = 0;
    ordered_map<std::unique_ptr<int>>(
        1, 11, 3, [](std::int64_t i) { return std::make_unique<int>(static_cast<int>(i)); },
        [&](std::unique_ptr<int> value) { sum += *value; });
    EXPECT_EQ(sum, 55);  // 1 + … + 10
}

TEST(ThreadCount, RequestedOrAllProcessors) {
    EXPECT_GE(thread_count(0), 1);
    EXPECT_EQ(thread_count(3), 3);
}

}  // namespace
}  // namespace puncta
