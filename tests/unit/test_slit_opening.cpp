/// What a slit costs, how long it is, and what a dull edge adds: limits, finite elements, brute force.

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/units.hpp"
#include "engine/numerics/gauss_legendre.hpp"
#include "models/shaft/slit_opening.hpp"

namespace puncta::models {
namespace {

using namespace units;
using std::numbers::pi;

/// pi m a + omega for a slit whose perimeter is stretched by 1/a, from the header's definition by brute
/// quadrature.
double sum_at(double alpha, double m, double a) {
    const double c = 1 + (4 / pi - 1) * 8 / (alpha + 6), k = 1.926 - 0.0464 * (alpha - 2);
    const double q = 2.834 + 1.090 * std::log(alpha / 2);
    const double end = std::log(std::pow(c / a, q) + std::pow(k, q)) / q;
    double integral = 0;
    constexpr int steps = 4000;
    for (int n = 0; n < steps; ++n) {
        const double x = end * (n + 0.5) / steps;
        integral += end / steps * std::pow(std::sinh(alpha * x / 2) / std::sinh(x), 2);
    }
    return pi * m * a + 4 * pi / (alpha * alpha) * integral;
}

TEST(SlitOpening, NeoHookeanByHand) {
    // alpha = 2: c = 4/pi and omega = pi X. Far stretched, X = ln(4 lambda/pi), the sum pi m/lambda + pi
    // ln(4 lambda/pi) is least at lambda = m: f = pi (1 + ln(4 m/pi)). With R = 0.1 mm, mu = 50 kPa: J = m mu
    // R.
    const double m = 1e4, radius = 0.1_mm, mu = 50.0_kPa;
    const SlitOpening opening(2);
    const auto energy = opening.energy(m * mu * radius, mu, 2 * radius);
    // Truncation: the floor k/lambda to the power q, 1e-11; interpolation between knots 5e-8.
    EXPECT_NEAR(energy.crack / (mu * radius * radius), pi, 1e-5);
    EXPECT_NEAR(energy.total() / (mu * radius * radius), pi * (1 + std::log(4 * m / pi)), 1e-5);
    EXPECT_NEAR(opening.ratio(m * mu * radius, mu, 2 * radius), pi / 2 / m, 1e-9);
}

TEST(SlitOpening, NoOtherSlitCostsLess) {
    for (const double exponent : {2.0, 4.0, 6.0, 9.0, 12.0})
        for (const double m : {1e-3, 0.1, 1.0, 30.0, 1e3}) {
            const SlitOpening opening(exponent);
            const double least = opening.energy(m, 1, 2).total();  // mu = R = 1
            const double best = opening.ratio(m, 1, 2) * 2 / pi;
            EXPECT_NEAR(least, sum_at(exponent, m, best), 1e-5 * least);  // truncation of the midpoint rule
            for (const double other : {0.7 * best, 0.9 * best, std::min(1.0, 1.1 * best)})
                EXPECT_LE(least, sum_at(exponent, m, other) * (1 + 1e-5));
        }
}

TEST(SlitOpening, SlitsOfAGrowingSection) {
    // xi kappa and its integral against the slit's length and a Gauss rule over it, octave by octave up to
    // the kink at xi = 1; rounding and the rule's truncation. Beyond it kappa = pi/2: pi/4 (xi² - 1) more.
    static const GaussLegendre<12> rule;
    const SlitOpening opening(6.8);
    const double toughness = 1.8e3, modulus = 0.2e6;
    const double scale = opening.scale(toughness, modulus).scale;
    auto slit = [&](double xi) { return scale * opening.ratio(toughness, modulus, xi / scale) * xi / scale; };
    double sum = 0;
    for (double xi = 0x1p-70; xi < 1; xi *= 2) {
        sum += rule.integrate(xi == 0x1p-70 ? 0 : xi, 2 * xi, slit);
        EXPECT_NEAR(opening.slit(1.9 * xi), slit(1.9 * xi), 1e-13 * slit(1.9 * xi)) << xi;
        EXPECT_NEAR(opening.grown_slit(2 * xi), sum, 1e-9 * sum) << xi;
    }
    EXPECT_NEAR(opening.grown_slit(3), sum + pi / 4 * 8, 1e-9 * sum);
    EXPECT_NEAR(opening.slit(3), 3 * pi / 2, 1e-12);
}

TEST(SlitOpening, FiniteElements) {
    // Least sums in mu R² from finite elements of the slit opened by a cylinder, 0.1 % on their mesh
    // (tests/oracles/slit_finite_elements.py): the fit holds them to 2 %, the slit's length to 4 %.
    struct Case {
        double alpha, m, total, ratio;
    };
    for (const Case& c : {Case{2, 10, 11.1, .158}, Case{4, 10, 18.0, .545}, Case{4, 100, 76.5, .246},
                          Case{6, 3, 10.1, 1.009}, Case{6, 30, 49.4, .613}, Case{6, 300, 289, .376},
                          Case{9, 1, 6.18, 1.553}, Case{9, 30, 63.5, .856}, Case{9, 300, 435, .618}}) {
        const SlitOpening opening(c.alpha);
        EXPECT_NEAR(opening.energy(c.m, 1, 2).total(), c.total, 0.02 * c.total);
        EXPECT_NEAR(opening.ratio(c.m, 1, 2), c.ratio, 0.04 * c.ratio);
    }
}

TEST(SlitOpening, TableHoldsTheLeastSum) {
    // The stretch lambda = e^y is the best one for pi m = lambda d omega/dy, from the header's definition;
    // the sum then is pi m/lambda + omega and its derivative by m pi/lambda. omega by Gauss-Legendre panels,
    // 1e-14. Tolerance: interpolation by 8 segments an octave, 5e-10 of the energy and 3e-8 of its slope.
    const GaussLegendre<12> rule;
    for (const double alpha : {2.0, 3.1, 5.0, 6.8, 9.0, 12.0}) {
        const SlitOpening opening(alpha);
        const double c = 1 + (4 / pi - 1) * 8 / (alpha + 6), k = 1.926 - 0.0464 * (alpha - 2);
        const double q = 2.834 + 1.090 * std::log(alpha / 2), scale = 4 * pi / (alpha * alpha);
        auto strain = [&](double x) { return scale * std::pow(std::sinh(alpha * x / 2) / std::sinh(x), 2); };
        auto expansion = [&](double y) {
            return std::log(std::pow(c * std::exp(y), q) + std::pow(k, q)) / q;
        };
        double omega = 0, last = 0;
        int beyond = 0;
        for (double y = 0; y < 12; y += 0.0137) {
            const double x = expansion(y);
            while (last < x) {
                const double to = std::min(x, last + 0.05);
                omega += rule.integrate(last, to, strain);
                last = to;
            }
            const double grows = std::pow(c * std::exp(y), q);
            const double m = strain(x) * grows / (grows + std::pow(k, q)) * std::exp(y) / pi;
            if (m > 1e16) break;
            ++beyond;
            const double crack = pi * m * std::exp(-y), least = crack + omega;  // mu = R = 1
            const auto energy = opening.energy(m, 1, 2);
            EXPECT_NEAR(energy.total(), least, 5e-10 * least) << alpha << " " << m;
            EXPECT_NEAR(energy.crack, crack, 3e-8 * least) << alpha << " " << m;
            // d/d(2R) of R² f(m/R).
            EXPECT_NEAR(energy.slope, least - crack / 2, 3e-8 * least) << alpha << " " << m;
            EXPECT_NEAR(opening.ratio(m, 1, 2), pi / 2 * std::exp(-y), 3e-8 * least / (2 * m));
        }
        EXPECT_GT(beyond, 200);
        // Where the slit is half the perimeter the sum is a straight line, exactly.
        double unstretched = 0;
        for (int n = 0; n < 64; ++n)
            unstretched += rule.integrate(expansion(0) * n / 64, expansion(0) * (n + 1) / 64, strain);
        for (double m = 0.2; m > 1e-9; m /= 3)
            EXPECT_NEAR(opening.energy(m, 1, 2).total(), pi * m + unstretched, 1e-13 * unstretched) << m;
    }
}

TEST(SlitOpening, TableHasNoStepsAtItsEdges) {
    // Neighbouring segments meet with value and slope: across every power of two of xi and its sixteenths,
    // from far below the table to beyond xi = 1. Rounding, of a slope over 1e-16 of xi.
    const SlitEnergy chi(6.8);
    for (double edge = 0x1p-70; edge < 16; edge *= 2)
        for (int part = 16; part < 32; ++part) {
            const double at = edge * part / 16;
            const auto before = chi(std::nextafter(at, 0)), behind = chi(at);
            EXPECT_NEAR(before.value, behind.value, 1e-14 * behind.value) << at;
            if (at != 0x1p-64) {
                EXPECT_NEAR(before.slope, behind.slope, 1e-12 * behind.slope) << at;
            }
            EXPECT_GT(behind.value, 0);
        }
    EXPECT_EQ(chi(0).value, 0);
}

TEST(SlitOpening, Limits) {
    const SlitOpening opening(6);
    // A skin that costs nothing to cut: the slit of half the perimeter, pi/2 of the diameter; the strain
    // stays.
    EXPECT_DOUBLE_EQ(opening.ratio(1e-6, 1, 2), pi / 2);
    EXPECT_NEAR(opening.energy(1e-6, 1, 2).spreading, sum_at(6, 0, 1), 1e-5);  // midpoint rule
    // For large m omega grows as e^{(alpha - 2) X}: the strain is 1/(alpha - 2) of the crack energy.
    const auto tough = opening.energy(1e11, 1, 2);
    EXPECT_NEAR(tough.spreading / tough.crack, 0.25, 1e-3);
    EXPECT_EQ(opening.energy(1, 1, 0).total(), 0);
    EXPECT_THROW(SlitOpening(1.9), ContractError);
    double last = pi;  // the tougher, the shorter
    for (double m = 1e-4; m < 1e6; m *= 2) {
        EXPECT_LE(opening.ratio(m, 1, 2), last);
        last = opening.ratio(m, 1, 2);
    }
}

TEST(SlitOpening, HomogeneousInLengthAndForce) {
    // Lengths times 4 and stresses times 4: J times 16, the energy per depth times 64; m stays, so exact.
    const SlitOpening opening(6);
    const auto a = opening.energy(1.1_kJ_m2, 0.1_MPa, 0.2_mm);
    const auto b = opening.energy(16 * 1.1_kJ_m2, 0.4_MPa, 0.8_mm);
    EXPECT_EQ(b.crack, 64 * a.crack);
    EXPECT_EQ(b.spreading, 64 * a.spreading);
    EXPECT_EQ(b.slope, 16 * a.slope);
}

TEST(SlitOpening, SlopeIsTheDerivative) {
    const SlitOpening opening(6);
    for (double d = 1.0_um; d < 1.0_mm; d *= 1.7) {
        const double h = 1e-4 * d;
        const double difference = (opening.energy(1.1_kJ_m2, 0.1_MPa, d + h).total() -
                                   opening.energy(1.1_kJ_m2, 0.1_MPa, d - h).total()) /
                                  (2 * h);
        EXPECT_NEAR(opening.energy(1.1_kJ_m2, 0.1_MPa, d).slope, difference, 1e-6 * difference);
    }
}

TEST(SlitOpening, DullEdges) {
    // A neo-Hookean skin far stretched: e = mu R² f, f = pi (1 + ln(4 m/pi)), m = J/(mu R) = 100 (truncation:
    // the floor k of the fit, below 1e-4); per width 2R that is J f/(2 m) = 0.092 J, so the crack runs ahead
    // and J it is. For a skin that costs next to nothing to cut the strain is all that is left, per width mu
    // R omega/2.
    const SlitOpening soft(2);
    const double f = pi * (1 + std::log(400 / pi)), mu = 1.0_kPa, radius = 0.1_mm;
    EXPECT_NEAR(soft.energy(100 * mu * radius, mu, 2 * radius).total() / (2 * radius),
                100 * mu * radius * f / 200, 1e-4 * mu * radius * f);
    EXPECT_EQ(soft.edge_toughness(100 * mu * radius, mu, radius), 100 * mu * radius);
    const SlitOpening opening(6.8);
    EXPECT_NEAR(
        opening.edge_toughness(1e-9 * mu * radius, mu, radius) / (mu * radius / 2 * sum_at(6.8, 1e-9, 1)), 1,
        1e-4);  // midpoint rule
    // The toughness itself up to a radius, then more and more; 0 is sharp. m' = 19.14 from the independent
    // slit law (tests/oracles/slit.py, root of f = 2 m).
    const double toughness = 1.8_kJ_m2, stiff = 0.189_MPa, transition = toughness / (stiff * 19.14);
    EXPECT_EQ(opening.edge_toughness(toughness, stiff, 0), toughness);
    EXPECT_EQ(opening.edge_toughness(toughness, stiff, 0.99 * transition), toughness);
    double last = toughness;
    for (double r = 1.01 * transition; r < 1e3 * transition; r *= 1.5) {
        const double dull = opening.edge_toughness(toughness, stiff, r);
        EXPECT_GT(dull, last);
        EXPECT_LT(dull / last, 1.5);  // less than linear
        last = dull;
    }
    EXPECT_GT(last, 30 * toughness);
}

}  // namespace
}  // namespace puncta::models
