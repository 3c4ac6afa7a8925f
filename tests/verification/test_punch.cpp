/// Flat-punch compliance and effective modulus E*(a) of a stack: closed form, limits, and a slow twin.

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/numerics/gauss_legendre.hpp"
#include "models/elasticity/layered_half_space.hpp"
#include "models/elasticity/punch.hpp"

namespace puncta::models {
namespace {

using namespace units;
using std::numbers::pi;

double plane_modulus(double modulus, double poisson) {
    return modulus / (1 - poisson * poisson);
}

double relative(double value, double expected) {
    return value / expected - 1;
}

/// c(a) = 1/(2 pi a) ∫ g(x/a) (sin x/x)² dx, g = k C(k), the plain way: Gauss-Legendre on geometric panels up
/// to pi, then on quarter periods up to 2000 pi, beyond which the square is 1/2 on average and g has reached
/// the top layer's value.
double slow_compliance(const ElasticStack& stack, double a) {
    static const GaussLegendre<12> rule;
    auto integrand = [&](double x) {
        const double sinc = std::sin(x) / x;
        return x / a * surface_compliance(stack, x / a) * sinc * sinc;
    };
    double sum = 0, high = pi;
    for (int panel = 0; panel < 40; ++panel, high /= 2) sum += rule.integrate(high / 2, high, integrand);
    sum += rule.integrate(0, high, integrand);
    constexpr int periods = 1000;
    for (int panel = 2; panel < 4 * periods; ++panel)
        sum += rule.integrate(panel * pi / 2, (panel + 1) * pi / 2, integrand);
    const double end = 2 * pi * periods;
    sum += end / a * surface_compliance(stack, end / a) / (2 * end);
    return sum / (2 * pi * a);
}

TEST(Punch, OneLayerOverFourDecades) {
    // E*(a) = E/(1-nu²) for every radius; tolerance: truncation of the quadrature.
    for (const double nu : {0.0, 0.3, 0.48, 0.5}) {
        const PunchTable punch({{0, 0.2_MPa, nu}});
        for (double a = 1.0_um; a < 10.1_mm; a *= 1.37) {
            EXPECT_NEAR(relative(punch.modulus(a), plane_modulus(0.2_MPa, nu)), 0, 1e-7) << nu << " " << a;
            EXPECT_NEAR(punch.log_slope(a), -1, 1e-6) << nu << " " << a;
        }
    }
}

TEST(Punch, EqualLayersEqualOne) {
    ElasticStack stack;
    for (int l = 0; l < 50; ++l) stack.push_back({(1 + l % 4) * 10.0_um, 0.5_MPa, 0.45});
    const PunchTable punch(stack);
    for (const double a : {1.0_um, 30.0_um, 1.0_mm, 10.0_mm})
        EXPECT_NEAR(relative(punch.modulus(a), plane_modulus(0.5_MPa, 0.45)), 0, 1e-7) << a;
}

TEST(Punch, SlowTwinOnFilmsAndStacks) {
    // a/h = 0.1, 1, 10 for hard and soft films, contrast up to 1e5, and skin. Truncation: log-spaced table.
    const double h = 0.1_mm;
    const ElasticStack stacks[] = {{{h, 10.0_MPa, 0.3}, {0, 0.1_MPa, 0.48}},
                                   {{h, 0.1_MPa, 0.48}, {0, 10.0_MPa, 0.3}},
                                   {{h, 100.0_MPa, 0.3}, {0, 1.0_kPa, 0.5}},
                                   {{h, 1.0_kPa, 0.5}, {0, 100.0_MPa, 0.3}},
                                   {{15.0_um, 20.0_MPa, 0.48},
                                    {150.0_um, 0.2_MPa, 0.48},
                                    {850.0_um, 0.3_MPa, 0.48},
                                    {0, 20.0_kPa, 0.48}},
                                   {{15.0_um, 20.0_MPa, 0.48, 0.4},
                                    {1.0_mm, 0.3_MPa, 0.48, 20},
                                    {6.0_mm, 20.0_kPa, 0.49},
                                    {0, 1e10, 0.3}}};
    for (const ElasticStack& stack : stacks) {
        const PunchTable punch(stack);
        for (const double a : {0.1 * h, h, 10 * h})
            EXPECT_NEAR(relative(punch.compliance(a), slow_compliance(stack, a)), 0, 1e-6)
                << &stack - stacks << " " << a / h;
    }
}

TEST(Punch, FilmOnSubstrateLimits) {
    // a/h -> 0: the film alone; c(a) - c_film(a) tends to a constant of the film, so c/c_film - 1 is first
    // order in a/h: ten times smaller a, ten times smaller deviation (truncation of the next order: 2 %). a/h
    // -> infinity: the substrate alone; the film adds (h/a) ln(a/h) times a constant.
    for (const double film : {1.0_MPa, 10.0_kPa}) {
        const double h = 50.0_um, base = 0.1_MPa, nu = 0.4;
        const PunchTable punch({{h, film, nu}, {0, base, nu}});
        auto from_film = [&](double a) {
            return std::abs(relative(2 * a * punch.compliance(a), 1 / plane_modulus(film, nu)));
        };
        EXPECT_LT(from_film(2e-3 * h), 2e-2);
        EXPECT_NEAR(from_film(2e-2 * h) / from_film(2e-3 * h), 10, 0.2);
        auto from_base = [&](double a) {
            return std::abs(relative(punch.modulus(a), plane_modulus(base, nu)));
        };
        EXPECT_LT(from_base(1000 * h), 2e-2);
        const double factor = 10 * std::log(100.0) / std::log(1000.0);  // 6.67
        EXPECT_NEAR(from_base(100 * h) / from_base(1000 * h), factor, 0.25 * factor);
        // Between the two the effective modulus passes from one to the other without turning.
        double last = punch.modulus(1e-2 * h);
        for (double a = 2e-2 * h; a < 1e3 * h; a *= 1.2) {
            EXPECT_LT((punch.modulus(a) - last) * (film - base), 0) << a;
            last = punch.modulus(a);
        }
    }
}

TEST(Punch, SkinStackIsNotGaosTwoMegapascals) {
    // theory.md section 2: 15 um / 20 MPa film on 0.2-0.3 MPa dermis on 0.02 MPa fat gives 0.29 MPa at 0.125
    // mm where Gao's weight function says 2.0. The dermis thickness is not stated there. The values it can
    // have (1-2 mm) span 0.18-0.31 MPa, and a thick dermis at the upper modulus gives the 0.29 quoted;
    // tolerance 5 %: the two digits and the unstated Poisson ratio. The exact number for each stack is held
    // by SlowTwinOnFilmsAndStacks.
    auto modulus = [](double dermis, double thickness) {
        return PunchTable({{15.0_um, 20.0_MPa, 0.48}, {thickness, dermis, 0.48}, {0, 20.0_kPa, 0.48}})
            .modulus(0.125_mm);
    };
    EXPECT_NEAR(modulus(0.3_MPa, 2.0_mm), 0.29_MPa, 0.05 * 0.29_MPa);
    for (const double dermis : {0.2_MPa, 0.3_MPa})
        for (const double thickness : {1.0_mm, 1.5_mm, 2.0_mm}) {
            EXPECT_GT(modulus(dermis, thickness), 0.15_MPa);
            EXPECT_LT(modulus(dermis, thickness), 0.35_MPa);
        }
}

TEST(Punch, TensionStiffensAndSlopeIsTheDerivative) {
    ElasticStack stack = {{1.0_mm, 0.3_MPa, 0.48}, {0, 20.0_kPa, 0.5}};
    const PunchTable slack(stack);
    stack.front().tension = 20;
    const PunchTable taut(stack);
    for (const double a : {5.0_um, 0.125_mm, 1.0_mm, 5.0_mm}) {
        EXPECT_GT(taut.modulus(a), slack.modulus(a)) << a;
        constexpr double h = 1e-4;
        const double difference = std::log(taut.compliance(a * (1 + h)) / taut.compliance(a * (1 - h))) /
                                  std::log((1 + h) / (1 - h));
        EXPECT_NEAR(taut.log_slope(a), difference, 1e-6) << a;  // truncation h², seams of the polynomials
        EXPECT_GT(taut.log_slope(a), -1.2);
        EXPECT_LT(taut.log_slope(a), 0);
    }
}

}  // namespace
}  // namespace puncta::models
