/// The capillary field and the hits of needle arrays against their closed forms (Campbell's theorem), which
/// hold for any stationary field, and against the two of the public script that takes loops for squares.

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/units.hpp"
#include "models/aftermath/capillary_trials.hpp"

namespace puncta::models {
using namespace units;

namespace {

/// 14 loops per mm², 15 um wide, 80 um apart; 56 in a box of 2 mm. Needles of 100 um x 60 um, 4 x 4, 0.5 mm
/// apart.
CapillaryTrialSpec array(LoopShape shape, std::int64_t trials) {
    CapillaryTrialSpec spec;
    spec.capillaries = {14e6, 15.0_um, 80.0_um};
    spec.shape = shape;
    spec.columns = spec.rows = 2;
    spec.pitch = 0.4_mm;
    spec.width = 100.0_um;
    spec.height = 60.0_um;
    spec.side = 1.0_mm;
    spec.trials = trials;
    return spec;
}

// n N [Lx Ly + (Lx + Ly) d + pi d²/4] / A with n = 4, N = 14, A = 1 mm², in um: 6000 + 2400 + 176.71 =
// 8576.71; times 4 · 14 / 1e6. Squares: 115 · 75 = 8625. Direct, both: 85 · 45 = 3825.
constexpr double per_area = 4.0 * 14.0 / 1e6;

TEST(Capillaries, HitsAgreeWithTheClosedFormsInAMillionTrials) {
    const CapillaryTrials discs = run_capillary_trials(array(LoopShape::disc, 1'000'000), 1, 0);
    EXPECT_NEAR(discs.total, per_area * (8400 + std::numbers::pi * 225 / 4), 3 * discs.total_error);
    EXPECT_NEAR(discs.direct, per_area * 3825, 3 * discs.direct_error);
    EXPECT_LT(discs.total_error / discs.total, 2e-3);
    EXPECT_EQ(discs.insertions, 4'000'000);
}

TEST(Capillaries, SquaresAgreeWithThePublicScript) {
    const CapillaryTrials squares = run_capillary_trials(array(LoopShape::square, 200'000), 2, 0);
    EXPECT_NEAR(squares.total, per_area * 115 * 75, 3 * squares.total_error);
    EXPECT_NEAR(squares.direct, per_area * 3825, 3 * squares.direct_error);
    // Corners: what a disc does not touch and its square does, (4 - pi) d²/4.
    const CapillaryTrials discs = run_capillary_trials(array(LoopShape::disc, 200'000), 2, 0);
    EXPECT_EQ(squares.direct, discs.direct);  // the same fields
    EXPECT_GT(squares.total, discs.total);
}

TEST(Capillaries, ThreadsDoNotMatter) {
    const CapillaryTrialSpec spec = array(LoopShape::disc, 5000);
    const CapillaryTrials one = run_capillary_trials(spec, 3, 1), three = run_capillary_trials(spec, 3, 3);
    EXPECT_EQ(one.total, three.total);
    EXPECT_EQ(one.total_error, three.total_error);
}

TEST(Capillaries, NeverNearerThanTheMinimumDistance) {
    const CapillarySpec spec{14e6, 15.0_um, 80.0_um};
    for (std::uint64_t replicate = 0; replicate < 20; ++replicate) {
        const CapillaryField field(spec, 2.0_mm, Draws(4), replicate);
        ASSERT_EQ(field.loops().size(), 56U);
        for (std::size_t i = 0; i < field.loops().size(); ++i)
            for (std::size_t j = 0; j < i; ++j) {
                double dx = std::abs(field.loops()[i].x - field.loops()[j].x);
                double dy = std::abs(field.loops()[i].y - field.loops()[j].y);
                dx = std::min(dx, 2.0_mm - dx);
                dy = std::min(dy, 2.0_mm - dy);
                EXPECT_GE(std::hypot(dx, dy), 80.0_um);
            }
    }
}

TEST(Capillaries, EveryLoopIsFoundWhereverTheNeedleStands) {
    // Slow twin: each loop of the field held against the needle, over all images.
    for (const double side : {0.3_mm, 0.75_mm, 2.0_mm}) {
        const CapillarySpec spec{14e6, 15.0_um, 80.0_um};
        const CapillaryField field(spec, side, Draws(5), 0);
        const Draws places(6);
        for (std::uint64_t k = 0; k < 200; ++k) {
            const auto [u, v] = places.uniforms(Purpose::capillary_needle, {k});
            const PlanePoint needle{(3 * u - 1) * side, (3 * v - 1) * side};
            const double width = 0.25_mm, height = 0.1_mm;
            CapillaryHits fast;
            field.count(needle, width, height, LoopShape::square, fast);
            std::int64_t slow = 0;
            for (const PlanePoint& loop : field.loops()) {
                bool hit = false;
                for (int i = -2; i <= 3; ++i)
                    for (int j = -2; j <= 3; ++j)
                        hit = hit || (std::abs(needle.x - loop.x - i * side) < 0.5 * (width + 15.0_um) &&
                                      std::abs(needle.y - loop.y - j * side) < 0.5 * (height + 15.0_um));
                slow += hit ? 1 : 0;
            }
            EXPECT_EQ(fast.total(), slow) << "box " << side << ", needle " << needle.x << ", " << needle.y;
        }
    }
}

TEST(Capillaries, WhatCannotBeIsRefused) {
    EXPECT_THROW(CapillaryField({200e6, 15.0_um, 80.0_um}, 1.0_mm, Draws(1), 0), InputError);
    CapillaryTrialSpec spec = array(LoopShape::disc, 1);
    EXPECT_THROW(run_capillary_trials(spec, 1, 1), InputError);
    spec.trials = 10;
    spec.width = 2.0_mm;
    EXPECT_THROW(run_capillary_trials(spec, 1, 1), InputError);
}

}  // namespace
}  // namespace puncta::models
