/// Dimple of a lone needle against Sneddon's cone and sphere, the flat punch and the deep law, on one layer
/// and on skin.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/numerics/gauss_legendre.hpp"
#include "models/cards/catalog.hpp"
#include "models/indentation/dimple.hpp"
#include "models/skin/layered_skin.hpp"
#include "tests/unit/needle_shapes.hpp"

namespace puncta::models {
namespace {

using namespace units;

constexpr double modulus = 0.3e6, poisson = 0.48;
constexpr double plane = modulus / (1 - poisson * poisson);  // E*

const PunchTable& one_layer() {
    static const PunchTable punch({{0, modulus, poisson}});
    return punch;
}

double relative(double value, double expected) {
    return value / expected - 1;
}

TEST(Contact, SneddonConeInTheLimitOfASharpTip) {
    // Sneddon 1965: F = (2/pi) E* tan(alpha) delta². A spherical tip of radius rho shortens the cone by
    // rho (1/sin(alpha) - 1), so the limit is approached linearly in the tip diameter.
    double last = 0;
    for (const double tip : {8e-3, 4e-3, 2e-3}) {
        const NeedleProfile needle(tip * 1.0_um, 0.75_mm, 0.25_mm);
        const LogCurve dimple = contact_dimple(one_layer(), needle);
        const double force = 5.0_mN;
        const double cone = std::sqrt(force * std::numbers::pi / (2 * plane * std::tan(needle.half_angle())));
        ASSERT_LT(cone, needle.contact_depth(needle.shaft_diameter() / 2));  // still on the cone
        const double deviation = std::abs(relative(dimple(force).y, cone));
        EXPECT_LT(deviation, 3 * needle.tip_radius() / std::sin(needle.half_angle()) / cone);  // limit
        if (last > 0) {
            EXPECT_NEAR(last / deviation, 2, 0.1);
        }  // order 1
        last = deviation;
    }
}

TEST(Contact, SneddonSphere) {
    // Small depth: F = 4/3 E* sqrt(R) delta^1.5, off by O(delta/R) against the true sphere: coefficient
    // below 1. Exactly (Sneddon 1965): delta = a atanh(a/R), F = E* [(a² + R²) atanh(a/R) - a R].
    const NeedleProfile needle(40.0_um, 0.75_mm, 0.25_mm);
    const LogCurve force_of = contact_dimple(one_layer(), needle).inverse();
    const double R = needle.tip_radius();
    for (const double part : {0.011, 0.03, 0.1}) {
        const double depth = part * part * R;
        EXPECT_NEAR(relative(force_of(depth).y, 4.0 / 3 * plane * std::sqrt(R) * std::pow(depth, 1.5)), 0,
                    part * part + 1e-4)
            << part;
    }
    for (const double part : {0.02, 0.2, 0.7, 0.95}) {
        const double a = part * needle.cap_circle(), t = std::atanh(a / R);
        EXPECT_NEAR(relative(force_of(a * t).y, plane * ((a * a + R * R) * t - a * R)), 0, 2e-6)
            << part;  // truncation: the first knot stands on a paraboloid; interpolation between knots
    }
}

TEST(Contact, RoundedConeByIntegratingItsOwnDefinition) {
    // F(a) = 2 E* ∫_0^a a' delta'(a') da' = 2 E* [a delta(a) - ∫_0^a delta da'] by parts: needs no slope of
    // delta.
    static const GaussLegendre<20> rule;
    for (const double tip : {5.0_um, 40.0_um}) {
        const NeedleProfile needle(tip, 0.75_mm, 0.25_mm);
        const LogCurve force_of = contact_dimple(one_layer(), needle).inverse();
        const double cap = needle.cap_circle(), shaft = needle.shaft_diameter() / 2;
        for (const double a : {1.05 * cap, 2 * cap, 0.5 * shaft, shaft}) {
            double area = rule.integrate(0, cap, [&](double x) { return needle.contact_depth(x); });
            const double end =
                std::sqrt(a - cap);  // delta behaves like (a - cap)^1.5 there: panels in its square root
            for (int panel = 0; panel < 40; ++panel)
                area += rule.integrate(end * panel / 40, end * (panel + 1) / 40,
                                       [&](double t) { return 2 * t * needle.contact_depth(cap + t * t); });
            const double depth = needle.contact_depth(a);
            EXPECT_NEAR(relative(force_of(depth).y, 2 * plane * (a * depth - area)), 0, 2e-6)
                << tip << " " << a;  // truncation between knots
        }
    }
}

TEST(Contact, FlatPunchBeyondTheShaft) {
    // Once the shaft's full radius a is in contact F rises by 2 a E* per depth: exactly linear.
    const NeedleProfile needle(5.0_um, 0.75_mm, 0.25_mm);
    const double a = needle.shaft_diameter() / 2, end = needle.contact_depth(a);
    const LogCurve dimple = contact_dimple(one_layer(), needle), force_of = dimple.inverse();
    const double base = force_of(end).y;
    for (const double beyond : {0.1_mm, 0.5_mm, 3.0_mm}) {
        EXPECT_NEAR(relative(force_of(end + beyond).y - base, 2 * a * plane * beyond), 0, 1e-5) << beyond;
        EXPECT_NEAR(relative(dimple(base + 2 * a * plane * beyond).slope, 1 / (2 * a * plane)), 0, 1e-4)
            << beyond;
    }
}

TEST(Deep, SquareLawOnOneLayer) {
    // F = beta E* D²; tolerance: truncation of the punch table.
    for (const double beta : {0.4, 1.0}) {
        const LogCurve dimple = deep_dimple(one_layer(), beta);
        for (const double depth : {5.0_um, 0.3_mm, 1.0_mm, 9.0_mm}) {
            const double force = beta * plane * depth * depth;
            EXPECT_NEAR(relative(dimple(force).y, depth), 0, 1e-6) << depth;
            EXPECT_NEAR(relative(dimple(force).slope, depth / (2 * force)), 0, 1e-5) << depth;
        }
    }
}

TEST(Deep, BetaDOverCOfHalfDOnAStack) {
    // F = beta E*(D/2) D² with E* = 1/(2 a c(a)) is beta D / c(D/2): independent of beta's size and of the
    // needle.
    const PunchTable punch({{15.0_um, 20.0_MPa, 0.48}, {1.0_mm, 0.3_MPa, 0.48}, {0, 20.0_kPa, 0.48}});
    const LogCurve dimple = deep_dimple(punch, 0.7);
    for (const double depth : {20.0_um, 0.25_mm, 1.0_mm, 4.0_mm})
        EXPECT_NEAR(relative(dimple(0.7 * punch.modulus(depth / 2) * depth * depth).y, depth), 0, 1e-6)
            << depth;  // truncation: cubic Hermite over 1/32 decade
}

/// D_iso of a needle: zero at zero, rising, concave, its slope the derivative, the smaller of the two
/// branches.
void check_dimple(const LayeredSkin& skin, double tip) {
    const NeedleProfile needle(tip, 0.75_mm, 0.25_mm);
    const RoundNeedleLaw law(skin, needle);
    EXPECT_EQ(law.dimple(0).value, 0);
    double last_value = 0, last_slope = law.dimple(1e-9).slope, last_chord = 1e300, last_force = 0;
    for (double force = 2e-9; force < 20; force *= 1.07) {
        const auto [value, slope] = law.dimple(force);
        EXPECT_GT(value, last_value) << force;
        EXPECT_LE(slope, last_slope * (1 + 1e-4)) << tip << " " << force;  // truncation between knots
        const double chord = (value - last_value) / (force - last_force);
        EXPECT_LE(chord, last_chord * (1 + 1e-4)) << tip << " " << force;
        const double carried = std::max(law.contact_force(value), law.deep_force(value));
        // Truncation: D(F) and F(D) are two Hermite curves through the same knots.
        EXPECT_NEAR(relative(carried, force), 0, 1e-6) << force;
        last_value = value;
        last_slope = slope;
        last_chord = chord;
        last_force = force;
    }
    int seams = 0;  // a difference across the kink where the branches cross says nothing
    for (double force = 1e-8; force < 20; force *= 1.9) {
        const double h = 1e-5 * force;
        const double difference = (law.dimple(force + h).value - law.dimple(force - h).value) / (2 * h);
        if (std::abs(relative(difference, law.dimple(force).slope)) > 1e-5) ++seams;
    }
    EXPECT_LE(seams, 1);
}

TEST(Dimple, RisingAndConcaveOnEveryPreparation) {
    SurfaceTables cache;
    for (const std::string& name : skin_card_names()) {
        const LayeredSkin skin(shipped_skin_card(name).card, 1.5, cache);
        for (const double tip : {2.0_um, 10.0_um, 60.0_um}) {
            SCOPED_TRACE(name);
            check_dimple(skin, tip);
        }
    }
    SkinCard block = shipped_skin_card("excised_human").card;
    block.layers.erase(block.layers.begin(), block.layers.end() - 1);
    block.layers.front().modulus = 0.3_MPa;
    check_dimple({block, 1, cache}, 10.0_um);
}

TEST(Dimple, IsTheSmallerBranchAtEveryForce) {
    // The law does not ask the contact where it knows that the deep branch is the smaller one: nowhere
    // wrongly.
    SurfaceTables cache;
    const NeedleProfile shapes[] = {
        {4.0_um, 0.75_mm, 0.25_mm},
        {60.0_um, 0.4_mm, 0.2_mm},
        {200.0_um, 0.3_mm, 0.21_mm},
        plain_blade(),
        NeedleProfile(
            NeedleShape{10.0_um, {{0, 0}, {50.0_um, 40.0_um}, {0.5_mm, 0.1_mm}, {0.6_mm, 0.4_mm}}})};
    for (const std::string& name : skin_card_names()) {
        const LayeredSkin skin(shipped_skin_card(name).card, 1.5, cache);
        for (const NeedleProfile& needle : shapes) {
            const RoundNeedleLaw law(skin, needle);
            const CurveTable contact = contact_table(skin.punch(), needle);
            for (double force = 1e-9; force < 1e3; force *= 1.03)
                EXPECT_EQ(law.dimple(force).value, std::min(contact(force).y, skin.deep()(force).y))
                    << name << " " << needle.tip_radius() << " " << force;
        }
    }
}

}  // namespace
}  // namespace puncta::models
