/// Displacement histories, the recursion of the Prony series and the factors made of them, against closed
/// forms and brute quadrature.

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/units.hpp"
#include "engine/motion/rolling.hpp"
#include "models/viscosity/history.hpp"
#include "models/viscosity/relaxation.hpp"

namespace puncta::models {
namespace {

using namespace units;
using std::numbers::pi;

const std::vector<PronyTerm> crichton = {{0.4, 0.35}, {0.1, 5.0}};

double g(double t) {
    return 0.5 + 0.4 * std::exp(-t / 0.35) + 0.1 * std::exp(-t / 5.0);
}

TEST(History, RollerFollowsItsCircle) {
    // R = 10 mm, L = u_0 = 1.5 mm: theta_e = 29.592 deg (theory section 7); 50 mm/s turn 5 rad/s.
    const History down = roller_history(11.5_mm, 10.0_mm, 1.5_mm, 0.05, 100);
    const double entry = 29.592_deg;
    EXPECT_NEAR(down.time.back(), 2 * entry / 5, 1e-5);  // the angle is given to 5 digits
    EXPECT_EQ(down.bottom(), 100U);
    EXPECT_DOUBLE_EQ(down.displacement[100], 1.5_mm);
    EXPECT_EQ(down.displacement.front(), 0);
    EXPECT_EQ(down.displacement.back(), 0);
    for (std::size_t i = 1; i + 1 < down.time.size(); ++i) {
        const double theta = 5 * down.time[i] - entry_angle(11.5_mm, 1.5_mm);
        EXPECT_NEAR(down.displacement[i], 1.5_mm - 11.5_mm * (1 - std::cos(theta)), 1e-15);
        const double difference =
            (down.displacement[i + 1] - down.displacement[i - 1]) / (down.time[i + 1] - down.time[i - 1]);
        EXPECT_NEAR(down.speed[i], difference, 1e-5 * down.peak_speed());  // truncation h²/6
    }
    EXPECT_NEAR(down.peak_speed(), 11.5_mm * 5 * std::sin(entry), 1e-5 * down.peak_speed());
    EXPECT_LT(roller_history(11.5_mm, 10.0_mm, 1.5_mm, 0.05).peak_speed(1e9), 0.05);
    EXPECT_THROW(roller_history(11.5_mm, 10.0_mm, 11.5_mm, 0.05), ContractError);
}

TEST(History, StampAndPen) {
    const History stamp = stamp_history(1.0_mm, 0.1, 2, 50);
    EXPECT_EQ(stamp.time.size(), 151U);
    EXPECT_DOUBLE_EQ(stamp.time.back(), 2.2);
    EXPECT_EQ(stamp.displacement.back(), 0);
    EXPECT_EQ(stamp.bottom(), 50U);
    EXPECT_DOUBLE_EQ(stamp.peak_speed(), 0.01);
    EXPECT_EQ(stamp_history(1.0_mm, 0.1, 0, 50).time.size(), 101U);
    // Half way in a quarter of the period, fastest there: pi f u_max = 0.314 m/s for 1 mm at 100 Hz.
    const History pen = pen_history(1.0_mm, 100, 50);
    EXPECT_DOUBLE_EQ(pen.time[25], 2.5e-3);
    EXPECT_NEAR(pen.displacement[25], 0.5_mm, 1e-18);
    EXPECT_NEAR(pen.peak_speed(), pi * 0.1, 1e-12);
    EXPECT_NEAR(pen.peak_speed(1e-3), pi * 0.1 * std::sin(2 * pi * 0.1), 1e-12);  // sin(2 pi f t)
    EXPECT_DOUBLE_EQ(pen.displacement[pen.bottom()], 1.0_mm);
    EXPECT_DOUBLE_EQ(pen.time.back(), 0.01);
}

TEST(Overstress, RecursionIsExactForAnySteps) {
    // A linear solid at constant rate: (F - g_inf y)/(1 - g_inf) after one step, or many uneven ones, is the
    // closed form of ramp_stiffening.
    for (const double time : {1e-4, 0.1, 3.0, 1e3}) {
        const double expected = ramp_stiffening(crichton, time) - 1;  // over the g_inf = 1/2 that stays
        EXPECT_NEAR(Overstress(crichton).after(time)(1), expected, 1e-14);
        Overstress many(crichton);
        double last = 0;
        for (const double part : {0.01, 0.3, 0.31, 0.9}) {
            many.advance((part - last) * time, part);
            last = part;
        }
        EXPECT_NEAR(many.after(0.1 * time)(1), expected, 1e-14);
    }
    EXPECT_EQ(Overstress({}).after(1)(1), 0);
}

TEST(Overstress, HoldRelaxesAsG) {
    Overstress held(crichton);
    held.advance(0, 3);  // at once
    EXPECT_NEAR(held.after(0)(3), 3, 1e-15);
    for (int i = 0; i < 7; ++i) held.advance(0.1, 3);
    EXPECT_NEAR(0.5 * 3 + 0.5 * held.after(0.3)(3), 3 * g(1.0), 1e-14);
}

TEST(SecantStiffening, ClosedForms) {
    for (const double time : {1e-3, 0.15, 2.0}) {
        const History ramp = stamp_history(1.0_mm, time, 0, 400);
        EXPECT_NEAR(secant_stiffening(crichton, ramp, 1), ramp_stiffening(crichton, time), 1e-13);
        // Square law of a ramp: ∫ exp(-(T-s)/tau) 2s/T² ds = (2/x)(1 - (1 - exp(-x))/x), x = T/tau.
        double expected = 1;
        for (const PronyTerm& term : crichton) {
            const double x = time / term.time;
            expected += term.share / 0.5 * 2 / x * (1 + std::expm1(-x) / x);
        }
        EXPECT_NEAR(secant_stiffening(crichton, ramp, 2), expected, 1e-5);  // truncation (x/400)²/12 and less
        EXPECT_GT(secant_stiffening(crichton, ramp, 2), secant_stiffening(crichton, ramp, 1));
    }
    const History fast = pen_history(1.0_mm, 1e7), slow = pen_history(1.0_mm, 1e-9);
    EXPECT_NEAR(secant_stiffening(crichton, fast, 2), 2, 1e-6);  // 1/g_inf
    EXPECT_NEAR(secant_stiffening(crichton, slow, 2), 1, 1e-6);
    EXPECT_EQ(secant_stiffening({}, fast, 2), 1);
}

TEST(SecantStiffening, RollerByBruteQuadrature) {
    // MF8 pressed 3 mm deep at 50 mm/s: ∫ g(T-s) d(u²)/ds ds by the midpoint rule.
    const double entry = std::acos(1 - 3.0 / 11.5), end = entry / 5;
    auto u = [&](double t) { return 3.0 - 11.5 * (1 - std::cos(5 * t - entry)); };
    double sum = 0;
    constexpr int steps = 200000;
    for (int n = 0; n < steps; ++n) {
        const double a = end * n / steps, b = end * (n + 1) / steps;
        sum += g(end - 0.5 * (a + b)) * (u(b) * u(b) - u(a) * u(a));
    }
    const double factor = secant_stiffening(crichton, roller_history(11.5_mm, 10.0_mm, 3.0_mm, 0.05), 2);
    EXPECT_NEAR(factor, sum / 9 / 0.5, 1e-6);  // truncation: 512 samples
}

TEST(RateStiffening, ContinuousAtOneMetrePerSecond) {
    EXPECT_EQ(rate_stiffening(0.1, 0.05), 1);
    EXPECT_EQ(rate_stiffening(0.1, 1), 1);
    EXPECT_NEAR(rate_stiffening(0.1, 1 + 1e-9), 1, 1e-9);
    EXPECT_DOUBLE_EQ(rate_stiffening(0.5, 4), 2);
    EXPECT_EQ(rate_stiffening(0, 10), 1);
}

}  // namespace
}  // namespace puncta::models
