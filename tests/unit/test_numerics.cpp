/// Numerical tools against closed forms and identities.

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "engine/numerics/bessel_j0.hpp"
#include "engine/numerics/chebyshev.hpp"
#include "engine/numerics/elementary.hpp"
#include "engine/numerics/lagrange.hpp"
#include "engine/numerics/spherical_bessel.hpp"

namespace puncta {
namespace {

TEST(SphericalBessel, ClosedFormsOfTheLowestOrders) {
    // j_0 = sin x/x; j_2 = (3/x² - 1) sin x/x - 3 cos x/x²; tolerance: rounding, which the closed form of j_2
    // loses for small x.
    std::array<double, 100> j;
    for (const double x : {0.0, 1e-3, 0.009, 0.011, 1.0, 20.0, 240.0, 251.0, 3000.0}) {
        even_spherical_bessel(x, j);
        const double j0 = x > 0 ? std::sin(x) / x : 1;
        EXPECT_NEAR(j[0], j0, 1e-14) << x;
        const double j2 =
            x < 0.1 ? x * x / 15 * (1 - x * x / 14) : (3 / (x * x) - 1) * j0 - 3 * std::cos(x) / (x * x);
        EXPECT_NEAR(j[1], j2, x < 0.1 ? 1e-8 * x * x : 1e-14) << x;  // truncation x⁴
    }
}

TEST(SphericalBessel, SquaresAddUp) {
    // Σ (2l+1) j_l² = 1, of which the even orders hold (1 + sin(2x)/(2x))/2 (Abramowitz & Stegun 10.1.50 and
    // Legendre's addition theorem at the opposite point). 100 even orders are all that count up to x = 150.
    std::array<double, 100> j;
    for (const double x : {1e-3, 0.5, 3.0, 40.0, 150.0}) {
        even_spherical_bessel(x, j);
        double sum = 0;
        for (std::size_t m = 0; m < j.size(); ++m) sum += (4 * double(m) + 1) * j[m] * j[m];
        EXPECT_NEAR(sum, 0.5 * (1 + std::sin(2 * x) / (2 * x)), 1e-12) << x;
    }
}

TEST(SphericalBessel, WronskianOfBothKinds) {
    // j_{l+1} y_l - j_l y_{l+1} = 1/x² (10.1.31); over two orders: j_{l+2} y_l - j_l y_{l+2} = (2l+3)/x³.
    std::array<double, 100> j, y;
    for (const double x : {260.0, 900.0}) {
        even_spherical_bessel(x, j, y);
        for (std::size_t m = 0; m + 1 < j.size(); ++m)
            EXPECT_NEAR((j[m + 1] * y[m] - j[m] * y[m + 1]) * x * x * x / (4 * double(m) + 3), 1, 1e-8)
                << x << " " << m;
    }
}

TEST(BesselJ0, IsTheLibrarysFunction) {
    // Truncation of the pieces, at their ends and between; a large zero of J0 among the arguments.
    const BesselJ0 bessel(800);
    std::vector<double> arguments, values;
    for (double x = 0; x < 399; x += 0.0937) arguments.push_back(x);
    arguments.insert(arguments.end(), {1, 7, 399.5, 400, 2.404825557695773 / 2});
    values.resize(arguments.size());
    bessel.at(2, arguments, values);
    for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_NEAR(values[i], ::j0(2 * arguments[i]), 2e-12) << 2 * arguments[i];
    arguments.back() = 401;
    EXPECT_THROW(bessel.at(2, arguments, values), std::exception);
}

TEST(Lagrange, ReproducesPolynomialsAndTheirSlopes) {
    // Degree 5 through 6 samples: exact up to rounding.
    auto polynomial = [](double t) { return 3 - t + 0.5 * t * t * t - 0.01 * std::pow(t, 5); };
    auto slope = [](double t) { return -1 + 1.5 * t * t - 0.05 * std::pow(t, 4); };
    for (const double t : {-0.5, 0.0, 1.3, 2.5, 5.0}) {
        const auto weights = lagrange_weights<6>(t), slopes = lagrange_slopes<6>(t);
        double value = 0, rise = 0;
        for (std::size_t i = 0; i < 6; ++i) {
            value += weights[i] * polynomial(double(i));
            rise += slopes[i] * polynomial(double(i));
        }
        EXPECT_NEAR(value, polynomial(t), 1e-12) << t;
        EXPECT_NEAR(rise, slope(t), 1e-11) << t;
    }
}

TEST(Chebyshev, ReproducesPolynomialsAndTheirSlopes) {
    // Degree 6 through 7 points: exact up to rounding.
    auto polynomial = [](double u) { return 1 - 2 * u + u * u * u - 0.3 * std::pow(u, 6); };
    auto slope = [](double u) { return -2 + 3 * u * u - 1.8 * std::pow(u, 5); };
    for (const double u : {-1.0, -0.77, 0.0, 0.31, 1.0}) {
        const ChebyshevWeights<7> weights(u);
        double value = 0, rise = 0;
        for (std::size_t i = 0; i < 7; ++i) {
            value += weights.value[i] * polynomial(chebyshev_points<7>()[i]);
            rise += weights.slope[i] * polynomial(chebyshev_points<7>()[i]);
        }
        EXPECT_NEAR(value, polynomial(u), 1e-14) << u;
        EXPECT_NEAR(rise, slope(u), 1e-13) << u;
    }
}

TEST(Elementary, LogarithmAndExponentialOfTheLibrary) {
    // Against the C library, whose error is below 1e-16 of the value: what the header says, and rounding.
    for (double x = 1e-300; x < 1e300; x *= 1.37)
        EXPECT_NEAR(natural_log(x), std::log(x), 4e-16 * std::max(1.0, std::abs(std::log(x)))) << x;
    for (double x = 0.5; x < 2; x += 0.00137)
        EXPECT_NEAR(natural_log(x), std::log(x), 4e-16 * std::max(0.3, std::abs(std::log(x)))) << x;
    for (double x = -700; x < 700; x += 0.3137)
        EXPECT_NEAR(exponential(x), std::exp(x), 6e-16 * std::exp(x)) << x;
    EXPECT_EQ(exponential(0), 1);
    EXPECT_EQ(natural_log(1), 0);
}

}  // namespace
}  // namespace puncta
