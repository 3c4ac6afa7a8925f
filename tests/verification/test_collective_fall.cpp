/// Many needles on falling pieces of F_res at once: they chase each other, or fall in together. The expected
/// state is the least admissible one (STATION.md, "States"), reached here by pushing whichever needle carries
/// too much deeper by a small step, until none does. The step is the tolerance.

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engine/insertion/load_balance.hpp"

namespace puncta {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double dimple_compliance = 2e-3;  ///< [m/N]
constexpr double step = 2e-7;               ///< [m], of the reference

/// A linear dimple; F_res straight between points: up, down, up.
class PeakedLaw final : public NeedleLaw {
  public:
    /// Falls steeply from `peak` to `knee` [N], then along to `valley`.
    PeakedLaw(double peak, double knee, double valley, double steep)
        : depth_{0, 3e-4, 3e-4 + steep, 1.1e-3, 4e-3}, force_{0, peak, knee, valley, 3 * peak} {}

    Value dimple(double force, const LocalSkin&) const override {
        return {dimple_compliance * force, dimple_compliance};
    }
    Value resistance(double depth, const LocalSkin&) const override {
        std::size_t k = 1;
        while (k + 1 < depth_.size() && depth >= depth_[k]) ++k;
        const double slope = (force_[k] - force_[k - 1]) / (depth_[k] - depth_[k - 1]);
        return {force_[k - 1] + slope * (depth - depth_[k - 1]), slope};
    }
    std::vector<double> turning_depths(double, const LocalSkin&) const override {
        return {depth_[1], depth_[3]};
    }
    double reopening_share(double, const LocalSkin&) const override { return 1; }
    Sideways sideways(double, double, const LocalSkin&) const override { return {1e9, 0}; }
    Channel channel(double, const LocalSkin&) const override { return {0, 0, 0}; }
    void add_channel_volumes(double, double, std::span<double>, const LocalSkin&) const override {}
    double breach_force(const LocalSkin&) const override { return 1e6; }
    double puncture_force() const override { return 1e-6; }  // all insert at once: F_res alone decides

  private:
    std::vector<double> depth_, force_;
};

/// Needles in a row under a drum of one cell that lies `drum_gap` above the tips.
struct RandomStation {
    std::vector<PeakedLaw> laws;
    std::vector<LocalLaw> locals;
    std::vector<StationNeedle> needles;
    MatrixXd influence;  ///< needles, then the cell [m/N]
    double drum_gap, load;

    explicit RandomStation(unsigned seed) {
        std::mt19937 draw(seed);
        const auto between = [&](double low, double high) {
            return std::uniform_real_distribution(low, high)(draw);
        };
        const int n = 4 + int(draw() % 12);
        laws.reserve(std::size_t(n));
        locals.reserve(std::size_t(n));
        for (int i = 0; i < n; ++i) {
            const double peak = between(0.08, 0.16);
            const double knee = between(0.5, 0.95) * peak;
            laws.emplace_back(peak, knee, between(0.3, 1) * knee, between(5e-5, 4e-4));
        }
        const double self = between(0.5e-3, 4e-3), reach = between(0.2, 1.5);
        influence.resize(n + 1, n + 1);
        for (int i = 0; i <= n; ++i)
            for (int j = 0; j <= n; ++j) {
                const bool cell = i == n || j == n;
                const double apart =
                    cell && i != j ? 1 + std::abs(std::min(i, j) - n / 2.0) : std::abs(i - j);
                influence(i, j) = self * std::exp(-apart / reach) * (cell ? 0.5 : 1);
            }
        for (int i = 0; i < n; ++i) {
            locals.emplace_back(laws[std::size_t(i)], 0, 1);
            StationNeedle needle;
            needle.offset = -between(0, 4e-4);
            needles.push_back(needle);
        }
        for (std::size_t i = 0; i < needles.size(); ++i) needles[i].law = &locals[i];
        drum_gap = between(5e-4, 2e-3);
        load = n * between(0.05, 0.14);
    }

    [[nodiscard]] Index count() const { return Index(needles.size()); }
};

/// Forces of needles and cell with the depths held: linear equations of the bodies in contact, the others let
/// go or taken in until all signs are right.
VectorXd forces_at(const RandomStation& s, const std::vector<double>& depth) {
    const Index n = s.count() + 1;
    std::vector<bool> touches(std::size_t(n), true);
    for (int pass = 0; pass < 50; ++pass) {
        MatrixXd matrix = MatrixXd::Zero(n + 1, n + 1);
        VectorXd right = VectorXd::Zero(n + 1);
        for (Index i = 0; i < n; ++i) {
            if (!touches[std::size_t(i)]) {
                matrix(i, i) = 1;
                continue;
            }
            for (Index j = 0; j < n; ++j) matrix(i, j) = s.influence(i, j);
            if (i + 1 < n) matrix(i, i) += dimple_compliance;
            matrix(i, n) = -1;
            right[i] = i + 1 < n ? s.needles[std::size_t(i)].offset - depth[std::size_t(i)] : -s.drum_gap;
            matrix(n, i) = 1;
        }
        right[n] = s.load;
        const VectorXd x = matrix.fullPivLu().solve(right);
        bool changed = false;
        for (Index i = 0; i < n; ++i) {
            double room =
                x[n] + (i + 1 < n ? s.needles[std::size_t(i)].offset - depth[std::size_t(i)] : -s.drum_gap);
            for (Index j = 0; j < n; ++j) room -= s.influence(i, j) * x[j];
            const bool should = touches[std::size_t(i)] ? x[i] > 0 : room > 1e-15;
            changed |= should != touches[std::size_t(i)];
            touches[std::size_t(i)] = should;
        }
        if (!changed) return x.head(n);
    }
    ADD_FAILURE() << "the reference does not close";
    return VectorXd::Zero(n);
}

std::vector<double> least_depths(const RandomStation& s) {
    std::vector<double> depth(s.needles.size(), 0.0);
    for (int push = 0; push < 200000; ++push) {
        const VectorXd force = forces_at(s, depth);
        double largest = 0;
        std::size_t chosen = depth.size();
        for (std::size_t i = 0; i < depth.size(); ++i) {
            const double excess = force[Index(i)] - s.laws[i].resistance(depth[i], {}).value;
            if (excess <= largest) continue;
            largest = excess;
            chosen = i;
        }
        if (chosen == depth.size()) return depth;
        depth[chosen] += step;
    }
    ADD_FAILURE() << "the reference does not end";
    return depth;
}

TEST(CollectiveFall, NeedlesThatChaseEachOtherComeToTheLeastState) {
    // Ten of any kind, and those of 30,000 whose needles on falling pieces find no joint solution at first.
    std::vector<unsigned> seeds{2207, 2959, 11377, 11937, 14022, 27560, 28728};
    for (unsigned seed = 0; seed < 10; ++seed) seeds.push_back(seed);
    for (const unsigned seed : seeds) {
        RandomStation s(seed);
        const Index n = s.count();
        const DrumInfluence drum{MatrixXd(s.influence.bottomRightCorner(1, 1)),
                                 VectorXd::Constant(1, -s.drum_gap)};
        const StationInfluence influence{s.influence.topLeftCorner(n, n), s.influence.bottomLeftCorner(1, n)};
        LoadBalance balance(drum);
        balance.enter(influence);
        std::vector<StationEvent> events;
        const StationResult result = balance.solve(s.load, 0, s.needles, events);
        ASSERT_TRUE(result.converged) << seed;
        const std::vector<double> want = least_depths(s);
        for (std::size_t i = 0; i < want.size(); ++i)
            EXPECT_NEAR(s.needles[i].depth, want[i], 20 * step) << seed << ' ' << i;
    }
}

}  // namespace
}  // namespace puncta
