/// Flat-punch compliance and effective modulus E*(a) of a stack: closed forms, limits, and slow twins.
///
/// tests/python/test_station_oracle.py holds the same table to an independent solution of stacks in tension.

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/numerics/gauss_legendre.hpp"
#include "models/elasticity/layered_half_space.hpp"
#include "models/elasticity/punch.hpp"
#include "tests/verification/fredholm_twin.hpp"

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

/// Flat pressure, c(a) = 1/(2 pi a) ∫ g(x/a) (sin x/x)² dx, g = k C(k), the plain way: Gauss-Legendre on
/// geometric panels up to pi, then on quarter periods up to 2000 pi, beyond which the square is 1/2 on
/// average and g has reached the top layer's value.
double flat_pressure_compliance(const ElasticStack& stack, double a) {
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

constexpr double h = 0.1e-3;
const ElasticStack stacks[] = {
    {{h, 10.0_MPa, 0.3}, {0, 0.1_MPa, 0.48}},
    {{h, 0.1_MPa, 0.48}, {0, 10.0_MPa, 0.3}},
    {{h, 100.0_MPa, 0.3}, {0, 1.0_kPa, 0.5}},
    {{h, 1.0_kPa, 0.5}, {0, 100.0_MPa, 0.3}},
    {{15.0_um, 20.0_MPa, 0.48}, {150.0_um, 0.2_MPa, 0.48}, {850.0_um, 0.3_MPa, 0.48}, {0, 20.0_kPa, 0.48}},
    {{15.0_um, 20.0_MPa, 0.48}, {1.0_mm, 0.3_MPa, 0.48, 20}, {6.0_mm, 20.0_kPa, 0.49}, {0, 1e10, 0.3}}};

TEST(Punch, FredholmTwinOnFilmsAndStacks) {
    // a/h = 0.001, 0.1, 1, 10 for hard and soft films, contrast up to 1e5 and nu = 0.5 on a rigid base, and
    // skin. Truncation: twelve functions, log-spaced table; far below the 1e-4 asked for.
    for (const ElasticStack& stack : stacks) {
        const PunchTable punch(stack);
        for (const double a : {0.001 * h, 0.1 * h, h, 3.3 * h, 10 * h})
            EXPECT_NEAR(relative(punch.compliance(a), FredholmTwin(stack, a).compliance()), 0, 1e-5)
                << &stack - stacks << " " << a / h;
    }
}

TEST(Punch, OneFunctionIsFlatPressure) {
    // The same quadrature with one function against adaptive panels. Truncation: log-spaced table. The last
    // stack has tension inside, another one here at the surface.
    ElasticStack taut = stacks[4];
    taut.front().tension = 0.4;
    for (const ElasticStack& stack : {stacks[0], stacks[1], stacks[2], stacks[3], stacks[5], taut}) {
        const PunchTable punch(stack, {1, 0});
        for (const double a : {0.1 * h, h, 10 * h})
            EXPECT_NEAR(relative(punch.compliance(a), flat_pressure_compliance(stack, a)), 0, 2e-6) << a / h;
    }
}

TEST(Punch, MoreFunctionsConvergeFromAbove) {
    // Galerkin: c falls with every function (tolerance: rounding) and settles; the error left after ten is
    // below 1e-4 up to a/h = 10, contrast 1e5 and tension included.
    ElasticStack taut = stacks[2];
    taut.front().tension = 2000;  // its length T (1-nu²)/E is h/5
    for (const ElasticStack& stack : {stacks[2], stacks[3], stacks[4], taut})
        for (const double a : {0.1 * h, h, 10 * h}) {
            double last = PunchTable(stack, {1, 0}).compliance(a);
            for (std::size_t terms = 2; terms <= smooth_functions; ++terms) {
                const double c = PunchTable(stack, {terms, ring_functions}).compliance(a);
                EXPECT_LT(c, last * (1 + 1e-10)) << terms << " " << a / h;
                last = c;
            }
            EXPECT_NEAR(relative(PunchTable(stack, {10, ring_functions}).compliance(a), last), 0, 1e-4)
                << a / h;
        }
}

TEST(Punch, ThinLayerOnRigidBase) {
    // a >> h. Incompressible: C = k² h³/(3 mu), so p = 3 mu (a² - r²)/(4 h³) per sink and c = 8 h³/(pi E a⁴).
    // Compressible: C = h/M, c = h/(pi a² M), M = E (1-nu)/((1+nu)(1-2nu)). Both are first order in h/a:
    // halving it halves the deviation (truncation of the next order: 10 %).
    for (const double nu : {0.5, 0.3}) {
        const PunchTable punch({{h, 1.0_kPa, nu}, {0, 1e12, 0.3}});
        auto confined = [&] { return 1.0_kPa * (1 - nu) / ((1 + nu) * (1 - 2 * nu)); };
        auto deviation = [&](double a) {
            const double limit =
                nu == 0.5 ? 8 * h * h * h / (pi * 1.0_kPa * std::pow(a, 4)) : h / (pi * a * a * confined());
            return 1 - punch.compliance(a) / limit;
        };
        EXPECT_LT(std::abs(deviation(180 * h)), 0.04) << nu;
        EXPECT_NEAR(deviation(90 * h) / deviation(180 * h), 2, 0.2) << nu;
    }
}

TEST(Punch, StiffPlateOnSoftHalfSpace) {
    // A point load on a plate of bending stiffness D on a half-space sinks by 2/(3 sqrt(3) E* l), l³ = 2 D/E*
    // (1/(2 pi) ∫ k dk/(D k⁴ + E* k/2)); the punch adds its dent in the plate, 1/(2 a E*_plate). Contrast
    // 1e5, l = 21 h; neglected: shear in the plate, (h/l)², and a/l.
    const double plate = plane_modulus(100.0_MPa, 0.3), base = plane_modulus(1.0_kPa, 0.5);
    const double l = std::cbrt(2 * plate * h * h * h / 12 / base);
    const PunchTable punch(stacks[2]);
    for (const double a : {1e-4 * h, 1e-2 * h, 0.1 * h}) {
        const double expected = 2 / (3 * std::sqrt(3.0) * base * l) + 1 / (2 * a * plate);
        EXPECT_NEAR(relative(punch.compliance(a), expected), 0, 5e-3) << a / h;
    }
}

TEST(Punch, MembraneBelowItsTensionLength) {
    // Where T k dominates, c(a) = (ln(1/a) + const)/(2 pi T): c(a) - c(2a) = ln(2)/(2 pi T). Next order a/q
    // with q = 2 T (1-nu²)/E.
    for (const double thickness : {0.0, 0.3}) {
        ElasticStack stack = {{0, 0.3_MPa, 0.48, 30}};
        if (thickness > 0) stack = {{thickness, 0.3_MPa, 0.48, 30}, {0, 1.0_MPa, 0.3}};
        const PunchTable punch(stack);
        const double q = 2 * 30 * (1 - 0.48 * 0.48) / 0.3_MPa;
        for (const double a : {1e-6 * q, 1e-5 * q, 1e-4 * q, 1e-3 * q})
            EXPECT_NEAR((punch.compliance(a) - punch.compliance(2 * a)) * 2 * pi * 30, std::log(2.0),
                        5 * a / q + 2e-4)
                << a / q << " " << thickness;
    }
}

TEST(Punch, FiniteForAnyStack) {
    // 50 layers of mixed contrast 1e5 and nu up to 0.5 with tension; thickness ratios of 1e4; a bare
    // half-space.
    ElasticStack many;
    for (int i = 0; i < 49; ++i)
        many.push_back({(1 + 3 * i % 5) * 20.0_um, std::pow(10.0, 3 + 5.0 * (7 * i % 50) / 49),
                        0.3 + 0.1 * (i % 3), i % 4 == 0 ? 0.5 : 0.0});
    many.push_back({0, 10.0_kPa, 0.45});
    const ElasticStack rough[] = {
        many,
        {{1.0_um, 1000.0_MPa, 0.5, 1e3}, {10.0_mm, 1.0_kPa, 0.5}, {0, 1e12, 0.3}},
        {{10.0_mm, 1.0_kPa, 0.5, 1e-9}, {1.0_um, 1000.0_MPa, 0.0}, {0, 1.0_kPa, 0.5}},
        {{0, 1.0_kPa, 0.5}}};
    for (const ElasticStack& stack : rough) {
        const PunchTable punch(stack);
        EXPECT_GE(punch.largest_radius(), 9e3 * punch.smallest_radius());
        double last = punch.compliance(1e-10);
        ASSERT_TRUE(std::isfinite(last));
        for (double a = 1.2e-10; a < 1e2; a *= 1.2) {
            const auto [c, slope] = punch.at(a);
            EXPECT_LT(c, last) << &stack - rough << " " << a;
            EXPECT_LT(slope, 0);
            last = c;
        }
    }
}

TEST(Punch, FilmOnSubstrateLimits) {
    // a/h -> 0: the film alone; c(a) - c_film(a) tends to a constant of the film, so c/c_film - 1 is first
    // order in a/h: ten times smaller a, ten times smaller deviation (truncation of the next order: 2 %). a/h
    // -> infinity: the substrate alone; the film adds (h/a) ln(a/h) times a constant.
    for (const double film : {1.0_MPa, 10.0_kPa}) {
        const double film_thickness = 50.0_um, base = 0.1_MPa, nu = 0.4;
        const PunchTable punch({{film_thickness, film, nu}, {0, base, nu}});
        auto from_film = [&](double a) {
            return std::abs(relative(2 * a * punch.compliance(a), 1 / plane_modulus(film, nu)));
        };
        EXPECT_LT(from_film(2e-3 * film_thickness), 2e-2);
        EXPECT_NEAR(from_film(2e-2 * film_thickness) / from_film(2e-3 * film_thickness), 10, 0.2);
        auto from_base = [&](double a) {
            return std::abs(relative(punch.modulus(a), plane_modulus(base, nu)));
        };
        EXPECT_LT(from_base(1000 * film_thickness), 2e-2);
        const double factor = 10 * std::log(100.0) / std::log(1000.0);  // 6.67
        EXPECT_NEAR(from_base(100 * film_thickness) / from_base(1000 * film_thickness), factor,
                    0.25 * factor);
        // Between the two the effective modulus passes from one to the other without turning.
        double last = punch.modulus(1e-2 * film_thickness);
        for (double a = 2e-2 * film_thickness; a < 1e3 * film_thickness; a *= 1.2) {
            EXPECT_LT((punch.modulus(a) - last) * (film - base), 0) << a;
            last = punch.modulus(a);
        }
    }
}

TEST(Punch, SkinStackIsNotGaosTwoMegapascals) {
    // theory.md section 2: 15 um / 20 MPa film on 0.2-0.3 MPa dermis on 0.02 MPa fat gives 0.29 MPa at 0.125
    // mm where Gao's weight function says 2.0. That is flat pressure; the mixed problem stands above the
    // bound, by 11 % here (finite elements agree, tests/python/test_finite_elements.py). The dermis thickness
    // is not stated there. The values it can have (1-2 mm) span 0.18-0.35 MPa, and a thick dermis at the
    // upper modulus gives the 0.29 quoted; tolerance 5 %: the two digits and the unstated Poisson ratio. The
    // exact number for each stack is held by FredholmTwinOnFilmsAndStacks.
    auto modulus = [](double dermis, double thickness, PunchTerms terms) {
        return PunchTable({{15.0_um, 20.0_MPa, 0.48}, {thickness, dermis, 0.48}, {0, 20.0_kPa, 0.48}}, terms)
            .modulus(0.125_mm);
    };
    const double flat = modulus(0.3_MPa, 2.0_mm, {1, 0});
    EXPECT_NEAR(flat, 0.29_MPa, 0.05 * 0.29_MPa);
    EXPECT_NEAR(modulus(0.3_MPa, 2.0_mm, {}) / flat, 1.1, 0.03);
    for (const double dermis : {0.2_MPa, 0.3_MPa})
        for (const double thickness : {1.0_mm, 1.5_mm, 2.0_mm}) {
            EXPECT_GT(modulus(dermis, thickness, {}), 0.15_MPa);
            EXPECT_LT(modulus(dermis, thickness, {}), 0.35_MPa);
        }
}

TEST(Punch, TensionStiffensAndSlopeIsTheDerivative) {
    ElasticStack stack = {{1.0_mm, 0.3_MPa, 0.48}, {0, 20.0_kPa, 0.5}};
    const PunchTable slack(stack);
    stack.front().tension = 20;
    const PunchTable taut(stack);
    for (const double a : {5.0_um, 0.125_mm, 1.0_mm, 5.0_mm}) {
        EXPECT_GT(taut.modulus(a), slack.modulus(a)) << a;
        constexpr double step = 1e-4;
        const double difference =
            std::log(taut.compliance(a * (1 + step)) / taut.compliance(a * (1 - step))) /
            std::log((1 + step) / (1 - step));
        EXPECT_NEAR(taut.log_slope(a), difference, 3e-6) << a;  // truncation h², seams of the polynomials
        EXPECT_GT(taut.log_slope(a), -1.2);
        EXPECT_LT(taut.log_slope(a), 0);
    }
}

}  // namespace
}  // namespace puncta::models
