/// A station that does not close leaves nothing behind: neither in the needles nor in the forces that the
/// skin under the drum remembers.

#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "engine/insertion/load_balance.hpp"

namespace puncta {
namespace {

/// A linear dimple that turns to NaN from a question on.
class BreakingLaw final : public NeedleLaw {
  public:
    mutable int answers_left = std::numeric_limits<int>::max();

    Value dimple(double force, const LocalSkin&) const override {
        if (answers_left-- > 0) return {1e-3 * force, 1e-3};
        return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    }
    Value resistance(double depth, const LocalSkin&) const override { return {depth, 1}; }
    std::vector<double> turning_depths(double, const LocalSkin&) const override { return {}; }
    double reopening_share(double, const LocalSkin&) const override { return 1; }
    Sideways sideways(double, double, const LocalSkin&) const override { return {1e9, 0}; }
    Channel channel(double, const LocalSkin&) const override { return {0, 0, 0}; }
    void add_channel_volumes(double, double, std::span<double>, const LocalSkin&) const override {}
    double breach_force(const LocalSkin&) const override { return 1e6; }
    double puncture_force() const override { return 1e6; }
};

TEST(FailedStation, SkinUnderTheDrumRemembersTheLastOneThatClosed) {
    // Springs of 100 N/m under four cells, 0.1 mm higher from one to the next: 10 N press all, 0.02 N the
    // lowest.
    const BreakingLaw law;
    const DrumInfluence drum{Eigen::MatrixXd(1e-2 * Eigen::MatrixXd::Identity(4, 4)),
                             Eigen::Vector4d(0, -1e-4, -2e-4, -3e-4)};
    const StationInfluence influence{Eigen::MatrixXd::Constant(1, 1, 1e-2), Eigen::MatrixXd::Zero(4, 1)};
    const LocalLaw local(law, 0, 1);
    LoadBalance balance(drum);
    const Eigen::VectorXd relaxed = Eigen::Vector4d(1e-4, 2e-4, 3e-4, 4e-4);
    int apart = 0;
    for (int answers = 0; answers < 40; ++answers) {
        std::vector<StationNeedle> needles(1);
        needles[0].law = &local;
        std::vector<StationEvent> events;
        law.answers_left = std::numeric_limits<int>::max();
        balance.enter(influence, relaxed);
        ASSERT_TRUE(balance.solve(10, 0, needles, events).converged);
        ASSERT_EQ(balance.cells_in_contact().size(), 4U);
        const Eigen::VectorXd before = balance.sinking_cell_force();
        EXPECT_NEAR(before.sum() - relaxed.sum() + needles[0].force, 10, 1e-8);
        const double force = needles[0].force;

        law.answers_left = answers;
        balance.enter(influence, relaxed);
        if (balance.solve(0.02, 0, needles, events).converged) break;
        // The set of cells may have changed since their forces were found.
        apart += Eigen::Index(balance.cells_in_contact().size()) != balance.cell_force().size();
        EXPECT_EQ(balance.sinking_cell_force(), before) << answers;
        EXPECT_EQ(needles[0].force, force);
    }
    EXPECT_GT(apart, 0);
}

}  // namespace
}  // namespace puncta
