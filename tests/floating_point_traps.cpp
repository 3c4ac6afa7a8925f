// Every C++ test runs with traps: an invalid operation, a division by zero or an overflow ends it with
// SIGFPE, where the number would otherwise travel on as NaN or infinity. Threads that a test starts inherit
// the traps. Exceptions state themselves by a `QuietFloatingPoint` (floating_point_traps.hpp).

#include <cfenv>

#include <gtest/gtest.h>

namespace {

class FloatingPointTraps : public testing::Environment {
  public:
    void SetUp() override { feenableexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW); }
};

// Owned by GoogleTest.
[[maybe_unused]] const testing::Environment* const traps =
    testing::AddGlobalTestEnvironment(new FloatingPointTraps);

TEST(FloatingPointTraps, AreOn) {
    EXPECT_EQ(fegetexcept(), FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
    volatile double zero = 0;
    EXPECT_DEATH({ [[maybe_unused]] volatile double infinity = 1 / zero; }, "");
}

}  // namespace
