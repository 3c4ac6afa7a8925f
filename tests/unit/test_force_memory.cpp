/// The memory of relaxing forces against closed forms and against the recursion for steps of any size; the
/// drum's cells moving on under the axle.

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "engine/contact/cell_grid.hpp"
#include "engine/insertion/force_memory.hpp"
#include "models/viscosity/relaxation.hpp"

namespace puncta {
namespace {

const std::vector<PronyTerm> crichton = {{0.4, 0.35}, {0.1, 5.0}};

Eigen::VectorXd one(double value) {
    return Eigen::VectorXd::Constant(1, value);
}

TEST(ForceMemory, RampIsExactForAnyNumberOfSteps) {
    // y = t/T to the time T: F = g_inf + Σ g_k tau_k/T (1 - exp(-T/tau_k)), by integrating g.
    const double time = 0.7;
    double expected = 0.5;
    for (const PronyTerm& term : crichton)
        expected += term.share * term.time / time * (1 - std::exp(-time / term.time));
    for (const int steps : {1, 2, 7, 100}) {
        const RelaxationStep step(crichton, time / steps);
        Eigen::ArrayXXd memory = step.at_rest(1);
        double force = 0;
        for (int n = 1; n <= steps; ++n) {
            const double stiff = step.gain() * n / steps;
            force = stiff - step.relaxed(memory)[0];
            step.advance(memory, one(stiff));
        }
        EXPECT_NEAR(force, expected, 1e-14) << steps;
    }
}

TEST(ForceMemory, AgreesWithTheRecursionOfTheTimedNeedle) {
    // Two implementations of ∫ g dy, of this room and of models/viscosity, on an arbitrary rise and fall.
    const double duration = 0.05;
    const RelaxationStep step(crichton, duration);
    Eigen::ArrayXXd memory = step.at_rest(1);
    models::Overstress overstress(crichton);
    for (int n = 1; n <= 40; ++n) {
        const double y = std::pow(std::sin(n * 0.078), 2) + 0.1 * std::sin(1.3 * n) * (n < 38);
        const double force = step.gain() * y - step.relaxed(memory)[0];
        EXPECT_NEAR(force, 0.5 * y + 0.5 * overstress.after(duration)(y), 1e-14);
        step.advance(memory, one(step.gain() * y));
        overstress.advance(duration, y);
        EXPECT_GE(step.relaxed(memory)[0], 0);
    }
}

TEST(ForceMemory, UntouchedSkinRecovers) {
    // With x = r nothing is carried: from a held force y_0, y falls as the creep of the series asks; in the
    // end nothing is left (g_inf > 0).
    const RelaxationStep step(crichton, 0.05);
    Eigen::ArrayXXd memory = step.at_rest(1);
    for (int n = 0; n < 20; ++n) step.advance(memory, one(1));
    double last = 1;
    for (int n = 0; n < 2000; ++n) {
        const double relaxed = step.relaxed(memory)[0];
        EXPECT_LT(relaxed, last);
        step.advance(memory, one(relaxed));
        last = relaxed;
    }
    EXPECT_LT(last, 1e-4);
}

TEST(ForceMemory, ElasticSkinRemembersNothing) {
    const RelaxationStep none, empty({}, 1.0);
    for (const RelaxationStep& step : {none, empty}) {
        Eigen::ArrayXXd memory = step.at_rest(3);
        EXPECT_EQ(step.gain(), 1);
        EXPECT_FALSE(step.relaxes());
        step.advance(memory, Eigen::VectorXd::Ones(3));
        EXPECT_EQ(step.relaxed(memory), Eigen::VectorXd::Zero(3));
    }
}

Eigen::ArrayXXd numbered(const CellGrid& grid) {
    Eigen::ArrayXXd memory(2, grid.size());
    for (Eigen::Index k = 0; k < grid.size(); ++k)
        for (Eigen::Index row = 0; row < 2; ++row)
            memory(row, k) = double(k / grid.across) + 100 * double(row);
    return memory;
}

TEST(CellGrid, SkinMovesBackUnderTheAxle) {
    const CellGrid grid{6, 2, 0.5e-3};
    const Eigen::ArrayXXd memory = numbered(grid);
    EXPECT_TRUE((moved_on(memory, grid, grid, 0) == memory).all());
    // By one cell: every cell takes what its neighbour ahead had; the foremost finds fresh skin.
    const Eigen::ArrayXXd by_one = moved_on(memory, grid, grid, 0.5e-3);
    for (Eigen::Index k = 0; k < 10; ++k) EXPECT_EQ(by_one(0, k), memory(0, k + 2));
    EXPECT_EQ(by_one(1, 10), 0);
    // Linear in between: a memory that grows by one a cell shifts by the part of a cell.
    const Eigen::ArrayXXd by_part = moved_on(memory, grid, grid, 0.15e-3);
    for (Eigen::Index k = 0; k < 10; ++k) EXPECT_NEAR(by_part(0, k), memory(0, k) + 0.3, 1e-12);
}

TEST(CellGrid, WiderGridKeepsTheMiddle) {
    const CellGrid grid{4, 3, 0.5e-3}, wide{8, 3, 0.5e-3};
    const Eigen::ArrayXXd memory = numbered(grid), moved = moved_on(memory, grid, wide, 0);
    EXPECT_TRUE((moved.leftCols(6) == 0).all());
    EXPECT_TRUE((moved.middleCols(6, 12) == memory).all());
    EXPECT_TRUE((moved_on(moved, wide, grid, 0) == memory).all());
}

}  // namespace
}  // namespace puncta
