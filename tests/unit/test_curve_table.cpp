/// Curves in ln-ln laid out as quintics: against the curves themselves, and the tools they are made with.

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/numerics/bracketed_root.hpp"
#include "engine/numerics/curve_table.hpp"
#include "models/cards/catalog.hpp"
#include "models/indentation/dimple.hpp"
#include "models/skin/layered_skin.hpp"
#include "tests/unit/needle_shapes.hpp"

namespace puncta {
namespace {

using namespace units;

TEST(Quintic, HoldsAPolynomialOfItsDegree) {
    // p = 1 - 2x + 3x² - x³ + x⁴/2 - x⁵/5 is its own Hermite quintic; rounding.
    auto p = [](double x) { return 1 + x * (-2 + x * (3 + x * (-1 + x * (0.5 - 0.2 * x)))); };
    auto slope = [](double x) { return -2 + x * (6 + x * (-3 + x * (2 - x))); };
    auto bend = [](double x) { return 6 + x * (-6 + x * (6 - 4 * x)); };
    auto at = [&](double x) { return Quintic::Contact{x, p(x), slope(x), bend(x)}; };
    const Quintic quintic = Quintic::between(at(-0.7), at(1.9));
    EXPECT_EQ(quintic.end(), 1.9);
    auto whole = [](double x) {  // ∫ p
        return x * (1 + x * (-1 + x * (1 + x * (-0.25 + x * (0.1 - x / 30)))));
    };
    for (const double from : {-0.7, 0.0, 1.2999999})
        EXPECT_NEAR(quintic.integral(from, 1.3), whole(1.3) - whole(from), 1e-14) << from;
    for (double x = -1; x < 2.5; x += 0.1) {
        EXPECT_NEAR(quintic(x).value, p(x), 1e-13) << x;
        EXPECT_NEAR(quintic(x).slope, slope(x), 1e-12) << x;
    }
}

/// Largest relative difference of value and slope, from a decade in front of the curve to one behind it, with
/// the knots themselves and what is next to them.
void expect_same(const LogCurve& curve, double low, double high) {
    const CurveTable table(curve);
    auto compare = [&](double x) {
        const LogCurve::Value expected = curve(x), value = table(x);
        // Truncation, as the header says; the slope is one order worse, most next to the kinks of a flare.
        EXPECT_NEAR(value.y, expected.y, 1e-9 * expected.y) << x;
        EXPECT_NEAR(value.slope, expected.slope, 1e-6 * expected.slope) << x;
    };
    for (double x = low / 10; x < 10 * high; x *= 1.0037) compare(x);
    for (std::size_t n = 0; n + 1 < curve.knots(); ++n)
        for (const double part : {0.0, 1e-9, 0.5, 1 - 1e-9}) compare(curve.contact(n, part).at);
    EXPECT_EQ(table(0).y, 0);
    EXPECT_EQ(table(0).slope, curve(0).slope);
}

TEST(CurveTable, IsTheCurve) {
    // Wide steps, narrow ones, a kink rounded over 1e-7 of x, and powers below and above 1.
    expect_same(
        LogCurve({{1e-6, 2e-9, 0.4}, {1e-3, 3.2e-8, 0.4}, {1.1e-3, 3.318e-8, 0.36}, {2e-3, 4.47e-8, 0.65}}),
        1e-6, 2e-3);
    expect_same(LogCurve({{1, 1, 2}, {2, 4, 2}, {2 * (1 + 1e-7), 4 * (1 + 1.5e-7), 1}, {5, 11, 1.2}}), 1, 5);
    expect_same(LogCurve({{1, 1, 1}, {1.001, 1.001, 1}}), 1, 1.001);
}

TEST(CurveTable, IsTheCurveOfEveryNeedle) {
    models::SurfaceTables tables;
    for (const char* site : {"cheek", "excised_human", "neonatal_porcine"}) {
        const models::LayeredSkin skin(models::shipped_skin_card(site).card, 1.8, tables);
        for (const NeedleProfile& needle :
             {plain_needle(), plain_blade(), NeedleProfile(150.0_um, 0.3_mm, 0.16_mm),
              NeedleProfile(NeedleShape{
                  10.0_um,
                  {{0, 0}, {50.0_um, 40.0_um}, {0.3_mm, 0.1_mm}, {0.5_mm, 0.11_mm}, {0.6_mm, 0.25_mm}}})})
            expect_same(models::contact_dimple(skin.punch(), needle), 1e-12, 100);
        expect_same(models::deep_dimple(skin.punch(), 1), 1e-9, 1e3);
    }
}

TEST(BracketedRoot, OfSmoothFunctionsAndOfJumps) {
    auto root = [](auto&& f, double low, double high) {
        return bracketed_root(f, low, f(low), high, f(high));
    };
    EXPECT_NEAR(root([](double x) { return x * x - 2; }, 0, 2), std::numbers::sqrt2, 1e-15);
    EXPECT_NEAR(root([](double x) { return 1 - std::exp(x - 1); }, 0.1, 50), 1, 1e-14);
    EXPECT_NEAR(root([](double x) { return std::pow(x, 21) - 1e-12; }, 0, 1), std::pow(10, -12.0 / 21),
                1e-14);
    EXPECT_NEAR(root([](double x) { return x < 0.3 ? 2 - x : -1 - x; }, 0, 1), 0.3, 1e-14);
}

}  // namespace
}  // namespace puncta
