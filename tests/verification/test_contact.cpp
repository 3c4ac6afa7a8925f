/// Contact of convex profiles with a stack: closed forms on one layer, limits, and a slow twin.

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/units.hpp"
#include "engine/numerics/gauss_legendre.hpp"
#include "models/indentation/axisymmetric_contact.hpp"
#include "models/indentation/punch_waves.hpp"
#include "tests/verification/fredholm_twin.hpp"

namespace puncta::models {
namespace {

using namespace units;
using std::numbers::pi;

constexpr double angle = 0.4;
const double cotangent = 1 / std::tan(angle);

double relative(double value, double expected) {
    return value / expected - 1;
}

const PunchTable& one_layer() {
    static const PunchTable punch({{0, 0.3_MPa, 0.48}});
    return punch;
}
constexpr double plane = 0.3e6 / (1 - 0.48 * 0.48);

TEST(ContactProfile, DepthByItsDefinition) {
    // h(t) = t ∫_0^{pi/2} f'(t sin x) dx with the gap f(r) of each shape; tolerance: panels of a Gauss rule,
    // those of the blunted cone start at its corner.
    static const GaussLegendre<20> rule;
    auto transform = [](double t, double start, auto&& slope) {
        return t * rule.integrate(start, pi / 2, [&](double x) { return slope(t * std::sin(x)); });
    };
    const double t = 30.0_um, flat = 10.0_um, radius = 50.0_um;
    EXPECT_NEAR(relative(ConeProfile(angle).depth(t), transform(t, 0, [](double) { return cotangent; })), 0,
                1e-12);
    EXPECT_NEAR(relative(BluntedConeProfile(angle, flat).depth(t),
                         transform(t, std::asin(flat / t), [](double) { return cotangent; })),
                0, 1e-12);
    EXPECT_EQ(BluntedConeProfile(angle, flat).depth(0.9 * flat), 0);
    EXPECT_NEAR(relative(SphereProfile(radius).depth(t),
                         transform(t, 0, [&](double r) { return r / std::sqrt(radius * radius - r * r); })),
                0, 1e-10);
    for (const double n : {1.0, 2.0, 3.0, 4.5})
        EXPECT_NEAR(relative(PowerProfile(7, n).depth(t),
                             transform(t, 0, [&](double r) { return 7 * n * std::pow(r, n - 1); })),
                    0, 1e-6)
            << n;
}

std::vector<std::unique_ptr<ContactProfile>> profiles() {
    std::vector<std::unique_ptr<ContactProfile>> all;
    all.push_back(std::make_unique<ConeProfile>(angle));
    all.push_back(std::make_unique<BluntedConeProfile>(angle, 0.8_um));
    all.push_back(std::make_unique<SphereProfile>(2.0_mm));
    all.push_back(std::make_unique<PowerProfile>(1e6, 2.5));
    all.push_back(std::make_unique<NeedleContactProfile>(NeedleProfile(5.0_um, 0.75_mm, 2.5_mm)));
    return all;
}

TEST(ContactProfile, SlopeIsTheDerivative) {
    for (const auto& profile : profiles())
        for (const double t : {1.0_um, 7.0_um, 0.4_mm}) {
            const double step = 1e-5 * t;
            const double difference = (profile->depth(t + step) - profile->depth(t - step)) / (2 * step);
            EXPECT_NEAR(relative(profile->slope(t), difference), 0, 1e-7) << t;  // truncation step²
        }
}

TEST(ContactProfile, DepthAndSlopeAtOnce) {
    // Rounding; next to a corner both ways lose digits of two parts that grow without bound.
    std::vector<std::unique_ptr<ContactProfile>> all = profiles();
    all.push_back(std::make_unique<NeedleContactProfile>(NeedleProfile(NeedleShape{
        10.0_um, {{0, 0}, {50.0_um, 40.0_um}, {0.3_mm, 0.1_mm}, {0.5_mm, 0.11_mm}, {0.6_mm, 0.25_mm}}})));
    for (const auto& profile : all)
        for (double t = 0.9_um; t < std::min(0.4_mm, profile->largest_radius()); t *= 1.03) {
            EXPECT_NEAR(profile->at(t).depth, profile->depth(t), 1e-14 * profile->depth(t)) << t;
            EXPECT_NEAR(profile->at(t).slope, profile->slope(t), 1e-11 * std::abs(profile->slope(t))) << t;
        }
}

TEST(PunchWaves, AreTheTrialFunctions) {
    // Truncation of the local polynomials, as the header says.
    for (double turn = 0; turn < pi / 2 - 1e-9; turn += 0.00917)
        for (std::size_t n = 0; n + 1 < punch_functions; ++n) {
            PunchFunctions first{}, second{};
            first[n] = second[n + 1] = 1;
            const PunchSums sums = punch_sums_at(turn, first, second);
            const PunchWaves waves = punch_waves_at(turn);
            EXPECT_NEAR(waves.wave[n], sums.first, 1e-10) << turn << " " << n;
            EXPECT_NEAR(waves.wave[n + 1], sums.second, 1e-10) << turn << " " << n;
            EXPECT_NEAR(waves.s(), sums.s, 1e-13) << turn;
        }
    EXPECT_NEAR(punch_waves_at(pi / 2).s(), 1, 1e-13);
}

TEST(ContactProfile, RefusesWhatIsNoShape) {
    EXPECT_THROW(ConeProfile(0), InputError);
    EXPECT_THROW(ConeProfile(pi / 2), InputError);
    EXPECT_THROW(BluntedConeProfile(angle, 0), InputError);
    EXPECT_THROW(SphereProfile(-1), InputError);
    EXPECT_THROW(PowerProfile(1, 0.5), InputError);
    EXPECT_THROW(PowerProfile(std::nan(""), 2), InputError);
}

TEST(AxisymmetricContact, ClosedFormsOnOneLayer) {
    // Cone F = (2/pi) E* tan(alpha) delta² (Sneddon 1965); sphere E* [(a² + R²) atanh(a/R) - a R]; power law
    // 2 E* a delta n/(n+1) (Galin 1946); cut-off cone E* cot(alpha) [a² acos(b/a) + b sqrt(a² - b²)]
    // (Hamilton & Rathbun), all with delta = h(a). Tolerance: truncation of the tables. Both variants are
    // exact here.
    for (const auto variant : {&contact_at, &reduced_contact_at})
        for (const double a : {2.0_um, 50.0_um, 0.4_mm}) {
            const ContactPoint cone = variant(one_layer(), ConeProfile(angle), a);
            EXPECT_NEAR(relative(cone.depth, pi / 2 * a * cotangent), 0, 1e-7);
            EXPECT_NEAR(relative(cone.force, 2 / pi * plane * std::tan(angle) * cone.depth * cone.depth), 0,
                        1e-7);
            const double R = 0.5_mm, b = 1.0_um;
            const ContactPoint sphere = variant(one_layer(), SphereProfile(R), a);
            EXPECT_NEAR(relative(sphere.depth, a * std::atanh(a / R)), 0, 1e-7);
            // cancels for small a: rounding is multiplied by (R/a)²
            const double cap = (a * a + R * R) * std::atanh(a / R) - a * R;
            EXPECT_NEAR(relative(sphere.force, plane * cap), 0, 1e-7 + 1e-15 * std::pow(R / a, 3));
            const ContactPoint power = variant(one_layer(), PowerProfile(1e6, 2.5), a);
            EXPECT_NEAR(relative(power.force, 2 * plane * a * power.depth * 2.5 / 3.5), 0, 1e-7);
            const ContactPoint blunted = variant(one_layer(), BluntedConeProfile(angle, b), a);
            EXPECT_NEAR(
                relative(blunted.force,
                         plane * cotangent * (a * a * std::acos(b / a) + b * std::sqrt(a * a - b * b))),
                0, 1e-6);
            EXPECT_NEAR(relative(blunted.compliance, 1 / (2 * a * plane)), 0, 1e-7);
        }
}

TEST(AxisymmetricContact, EqualLayersEqualOne) {
    ElasticStack stack;
    for (int l = 0; l < 50; ++l) stack.push_back({(1 + l % 4) * 10.0_um, 0.3_MPa, 0.48});
    const PunchTable punch(stack);
    for (const auto& profile : profiles())
        for (const double a : {1.0_um, 30.0_um, 1.0_mm})
            EXPECT_NEAR(
                relative(contact_at(punch, *profile, a).force, contact_at(one_layer(), *profile, a).force), 0,
                1e-6);
}

const ElasticStack skin = {
    {15.0_um, 20.0_MPa, 0.48}, {150.0_um, 0.2_MPa, 0.48}, {850.0_um, 0.3_MPa, 0.48}, {0, 20.0_kPa, 0.48}};

TEST(AxisymmetricContact, FredholmTwin) {
    // delta from phi(a) = 0 of an independent discretisation; radii of 0.001 to 20 top layers. Truncation:
    // the curve F(delta) within 5e-5 at contrast 1e5 and 1e-5 on skin, as an error in delta(a) enters the
    // force squared only; delta(a) itself rests on how phi ends and is good to 2e-3 and 3e-4.
    const ElasticStack stacks[] = {
        skin, {{0.1_mm, 100.0_MPa, 0.3}, {0, 1.0_kPa, 0.5}}, {{0.1_mm, 1.0_kPa, 0.5}, {0, 100.0_MPa, 0.3}}};
    const ConeProfile cone(angle);
    const PowerProfile paraboloid(300, 2);
    for (const ElasticStack& stack : stacks) {
        const PunchTable punch(stack);
        for (const double ratio : {0.001, 0.1, 1.0, 4.0, 20.0}) {
            const double a = ratio * stack.front().thickness;
            const FredholmTwin twin(stack, a);
            for (const ContactProfile* profile : {static_cast<const ContactProfile*>(&cone),
                                                  static_cast<const ContactProfile*>(&paraboloid)}) {
                const auto expected = twin.contact([&](double t) { return profile->depth(t); });
                const ContactPoint found = contact_at(punch, *profile, a);
                EXPECT_NEAR(relative(found.depth, expected.depth), 0, &stack == stacks ? 3e-4 : 2e-3)
                    << ratio;
                const double same_depth = found.force + (expected.depth - found.depth) / found.compliance;
                EXPECT_NEAR(relative(same_depth, expected.force), 0, &stack == stacks ? 1e-5 : 5e-5)
                    << &stack - stacks << " " << ratio;
            }
        }
    }
}

TEST(AxisymmetricContact, ForceRisesByOneOverC) {
    // dF/ddelta = 1/c(a) exactly: a central difference along the curve. Truncation step², seams of the table.
    ElasticStack taut = skin;
    taut.front().tension = 0.5;
    for (const ElasticStack& stack : {skin, taut}) {
        const PunchTable punch(stack);
        for (const auto& profile : profiles())
            for (const double a : {1.0_um, 7.0_um, 90.0_um, 0.6_mm}) {
                const ContactPoint low = contact_at(punch, *profile, a * 0.999),
                                   high = contact_at(punch, *profile, a * 1.001);
                EXPECT_NEAR(
                    relative((high.force - low.force) / (high.depth - low.depth), 1 / punch.compliance(a)), 0,
                    1e-4)
                    << a;
            }
    }
}

TEST(AxisymmetricContact, WinklerLayerOnRigidBase) {
    // Compressible layer on a rigid base, a >> h: p = M (delta - f)/h, so delta = f(a) = a cot(alpha) and F =
    // pi M cot(alpha) a³/(3 h): first order in h/a. The method of dimensionality reduction says delta =
    // (pi/2) a cot(alpha).
    const double h = 0.1_mm, nu = 0.3, modulus = 1.0_kPa;
    const double confined = modulus * (1 - nu) / ((1 + nu) * (1 - 2 * nu));
    const PunchTable punch({{h, modulus, nu}, {0, 1e12, 0.3}});
    auto deviation = [&](double a) {
        const ContactPoint found = contact_at(punch, ConeProfile(angle), a);
        EXPECT_NEAR(relative(found.force, pi * confined * cotangent * a * a * a / (3 * h)), 0, 3 * h / a);
        EXPECT_NEAR(reduced_contact_at(punch, ConeProfile(angle), a).depth / found.depth, pi / 2, pi * h / a);
        return relative(found.depth, a * cotangent);
    };
    EXPECT_NEAR(deviation(50 * h) / deviation(100 * h), 2, 0.2);
}

TEST(AxisymmetricContact, ReductionCarriesTooMuchOnStiffFilms) {
    // The springs of dimensionality reduction know the stack by the radius of contact only. On skin they
    // carry up to 50 % more than the exact contact at the same depth; on one layer they are exact (above).
    const PunchTable punch(skin);
    const ConeProfile cone(angle);
    for (const double a : {10.0_um, 30.0_um, 0.1_mm}) {
        const ContactPoint exact = contact_at(punch, cone, a);
        const double radius = exact.depth / (pi / 2 * cotangent);  // of the same depth in the reduced model
        const double ratio = reduced_contact_at(punch, cone, radius).force / exact.force;
        EXPECT_GT(ratio, 1.2) << a;
        EXPECT_LT(ratio, 1.6) << a;
    }
}

TEST(AxisymmetricContact, Homogeneity) {
    // Lengths times 4^m, moduli times 4^n: depth times 4^m, force times 4^(2m + n); rounding.
    for (const auto& [m, n] : {std::pair{2, 0}, {-3, 1}, {0, -2}}) {
        ElasticStack other = skin;
        for (ElasticLayer& layer : other) {
            layer.thickness = std::ldexp(layer.thickness, 2 * m);
            layer.modulus = std::ldexp(layer.modulus, 2 * n);
        }
        const double a = 40.0_um;
        const ContactPoint one = contact_at(PunchTable(skin), ConeProfile(angle), a);
        const ContactPoint two = contact_at(PunchTable(other), ConeProfile(angle), std::ldexp(a, 2 * m));
        EXPECT_NEAR(relative(two.depth, std::ldexp(one.depth, 2 * m)), 0, 1e-11);
        EXPECT_NEAR(relative(two.force, std::ldexp(one.force, 4 * m + 2 * n)), 0, 1e-11);
    }
}

}  // namespace
}  // namespace puncta::models
