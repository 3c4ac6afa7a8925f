#include "tests/floating_point_traps.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <gtest/gtest.h>

namespace puncta {
namespace {

constexpr int traps = FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW;

// Stations are solved in these: LoadBalance::newton measures its first residual by an axle depression that
// may still be zero, and goes on from infinity or NaN as from any residual too large.
constexpr std::array solve_stations = {
    "Balance",
    "CollectiveFall",
    "FailedStation",
    "FreeRolling",
    "FullBalance",
    "Heads",
    "PenNose",
    "Plate",
    "RandomScenarios",
    "Reentry",
    "RelaxingBalance",
    "RigidContact",
    "TreatmentRun",
    "VariedSkin",
    "Catalogue/EveryDevice",
    "Catalogue/EveryRoller",
};

bool is_quiet(std::string_view suite) {
    return std::ranges::find(solve_stations, suite) != solve_stations.end();
}

class TrapsOfEveryTest : public testing::EmptyTestEventListener {
    void OnTestStart(const testing::TestInfo& test) override {
        if (!is_quiet(test.test_suite_name())) feenableexcept(traps);
    }
    void OnTestEnd(const testing::TestInfo&) override {
        fedisableexcept(FE_ALL_EXCEPT);
        feclearexcept(FE_ALL_EXCEPT);
    }
};

class InstallTraps : public testing::Environment {
    void SetUp() override { testing::UnitTest::GetInstance()->listeners().Append(new TrapsOfEveryTest); }
};

// Owned by GoogleTest.
[[maybe_unused]] const testing::Environment* const installed =
    testing::AddGlobalTestEnvironment(new InstallTraps);

TEST(FloatingPointTraps, AreOn) {
    EXPECT_EQ(fegetexcept(), traps);
    volatile double zero = 0;
    EXPECT_DEATH({ [[maybe_unused]] const volatile double infinite = 1 / zero; }, "");
}

TEST(FloatingPointTraps, RestWhereATestSaysSo) {
    {
        const QuietFloatingPoint quiet;
        volatile double zero = 0;
        EXPECT_GT(1 / zero, 1);
    }
    EXPECT_EQ(fegetexcept(), traps);
}

}  // namespace
}  // namespace puncta
