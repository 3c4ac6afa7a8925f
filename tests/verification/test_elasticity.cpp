/// Surface compliance of a stack against closed forms, limits and a 120-digit evaluation by another method.

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/numerics/gauss_legendre.hpp"
#include "models/elasticity/influence.hpp"
#include "models/elasticity/layered_half_space.hpp"
#include "models/elasticity/punch.hpp"

namespace puncta::models {
namespace {

using namespace units;
using std::numbers::pi;

/// 2 (1 - nu²)/(E k): a pressure wave on a half-space (Johnson, Contact Mechanics, section 13.2).
double one_layer(double modulus, double poisson, double k) {
    return 2 * (1 - poisson * poisson) / (modulus * k);
}

double relative(double value, double expected) {
    return value / expected - 1;
}

TEST(SurfaceCompliance, OneLayer) {
    for (const double nu : {0.0, 0.3, 0.48, 0.5})
        for (const double k : {1e-1, 1e3, 1e8})
            EXPECT_NEAR(relative(surface_compliance({{0, 30.0_kPa, nu}}, k), one_layer(30.0_kPa, nu, k)), 0,
                        1e-13)
                << nu << " " << k;  // rounding
}

TEST(SurfaceCompliance, EqualLayersEqualOne) {
    for (const double nu : {0.3, 0.5})
        for (const int count : {2, 7, 50}) {
            ElasticStack stack;
            for (int l = 0; l < count; ++l) stack.push_back({(1 + l % 3) * 20.0_um, 1.0_MPa, nu});
            for (const double k : {1e1, 1e3, 1e4, 1e6})
                EXPECT_NEAR(relative(surface_compliance(stack, k), one_layer(1.0_MPa, nu, k)), 0, 1e-11)
                    << nu << " " << count << " " << k;  // rounding, 50 recursion steps
        }
}

/// Bonded layer on a rigid base, shear-free surface, w = kh, kappa = 3 - 4 nu (Vorovich et al. 1974; Hayes et
/// al. 1972): C = 2(1-nu²)/(Ek) (2 kappa sinh 2w - 4w)/(2 kappa cosh 2w + 4w² + 1 + kappa²). Derived from
/// Papkovich–Neuber modes with u = w = 0 at z = h; its limits below are checked apart from it.
double on_rigid_base(double modulus, double poisson, double thickness, double k) {
    const double w = k * thickness, kappa = 3 - 4 * poisson;
    return one_layer(modulus, poisson, k) * (2 * kappa * std::sinh(2 * w) - 4 * w) /
           (2 * kappa * std::cosh(2 * w) + 4 * w * w + 1 + kappa * kappa);
}

double layer_on_rigid(double poisson, double kh) {
    const double h = 1.0_mm, modulus = 0.2_MPa;
    return surface_compliance({{h, modulus, poisson}, {0, 1e12 * modulus, 0.3}}, kh / h);
}

TEST(SurfaceCompliance, LayerOnRigidBase) {
    // Truncation: the base is 1e12 times stiffer, not rigid; at nu = 0.5 the layer itself yields only k²h³/E.
    for (const double nu : {0.0, 0.3, 0.45, 0.5})
        for (const double kh : {0.05, 0.3, 1.0, 3.0, 20.0})
            EXPECT_NEAR(relative(layer_on_rigid(nu, kh), on_rigid_base(0.2_MPa, nu, 1.0_mm, kh / 1.0_mm)), 0,
                        2e-8)
                << nu << " " << kh;
}

TEST(SurfaceCompliance, LimitsOfLayerOnRigidBase) {
    // k -> 0, compressible: the layer is squeezed without widening, C = h/M, M = E(1-nu)/((1+nu)(1-2nu)). The
    // next term is O(kh)², so at kh = 1e-3 the truncation is below 1e-5.
    for (const double nu : {0.0, 0.3, 0.45}) {
        const double constrained = 0.2_MPa * (1 - nu) / ((1 + nu) * (1 - 2 * nu));
        EXPECT_NEAR(relative(layer_on_rigid(nu, 1e-3), 1.0_mm / constrained), 0, 1e-4) << nu;
    }
    // k -> 0, incompressible: thin-film flow, C = k² h³/(3 mu) = k² h³/E. Next term O(kh)²: 1e-3 at kh =
    // 0.02.
    EXPECT_NEAR(relative(layer_on_rigid(0.5, 0.02), 0.02 * 0.02 * 1.0_mm / 0.2_MPa), 0, 1e-3);
    // k -> infinity: half-space of the layer; the base is forgotten like w² exp(-2w).
    EXPECT_NEAR(relative(layer_on_rigid(0.3, 40), one_layer(0.2_MPa, 0.3, 40 / 1.0_mm)), 0, 1e-13);
    EXPECT_NEAR(relative(layer_on_rigid(0.5, 1e3), one_layer(0.2_MPa, 0.5, 1e3 / 1.0_mm)), 0, 1e-13);
}

// The numbers of the next two tests: mpmath with 120 digits, another method than the program's: the
// first-order system U' = T/mu + W, W' = -nu/(1-nu) U + S/(lambda + 2 mu), T' = E/(1-nu²) U + nu/(1-nu) S, S'
// = -T (per unit of kz) carried upward by its matrix exponential from the decaying subspace (A + 1)² y = 0 of
// the support.
TEST(SurfaceCompliance, ContrastOfHundredThousand) {
    struct Case {
        double k, stiff_on_soft, soft_on_stiff;
    };
    for (const Case& c : {Case{1e2, 1.4796387831681187e-5, 1.9095840298474657e-10},
                          Case{1e3, 1.0196252573113987e-7, 9.9950126406682787e-10},
                          Case{1e4, 1.3434698986252552e-11, 3.6088426037060337e-8},
                          Case{1e5, 1.8200016580355585e-13, 1.49999863348001e-8}}) {
        const ElasticLayer stiff{0.1_mm, 1e8, 0.3}, soft{0.1_mm, 1e3, 0.5};
        EXPECT_NEAR(relative(surface_compliance({stiff, soft}, c.k), c.stiff_on_soft), 0, 1e-9)
            << c.k;  // rounding
        EXPECT_NEAR(relative(surface_compliance({soft, stiff}, c.k), c.soft_on_stiff), 0, 1e-9) << c.k;
    }
}

TEST(SurfaceCompliance, FiftyLayers) {
    // Layer i: h = (1 + 3i mod 5) 20 um, E = 10^(3 + 5 (7i mod 50)/49) Pa, nu = 0.3, 0.4, 0.5 in turn;
    // support 10 kPa.
    ElasticStack stack;
    for (int i = 0; i < 49; ++i)
        stack.push_back(
            {(1 + 3 * i % 5) * 20.0_um, std::pow(10.0, 3 + 5.0 * (7 * i % 50) / 49), 0.3 + 0.1 * (i % 3)});
    stack.push_back({0, 10.0_kPa, 0.45});
    EXPECT_NEAR(relative(surface_compliance(stack, 30), 5.2124553979833437e-6), 0, 1e-8);  // rounding
    EXPECT_NEAR(relative(surface_compliance(stack, 300), 3.322958697381505e-7), 0, 1e-8);
    EXPECT_NEAR(relative(surface_compliance(stack, 3000), 2.3857706866855827e-8), 0, 1e-8);
    EXPECT_NEAR(relative(surface_compliance(stack, 3e4), 2.3339471758165415e-8), 0, 1e-8);
}

TEST(SurfaceCompliance, TensionStiffens) {
    // A membrane of tension T on the surface carries T k² by itself: 1/C rises by exactly that, whatever lies
    // below.
    const double tension = 20.0;
    const ElasticStack skin = {{1.0_mm, 0.3_MPa, 0.48}, {0, 20.0_kPa, 0.5}};
    for (const double k : {1e2, 1e3, 1e4}) {
        ElasticStack taut = skin;
        taut.front().tension = tension;
        const double expected = 1 / (1 / surface_compliance(skin, k) + tension * k * k);
        EXPECT_NEAR(relative(surface_compliance(taut, k), expected), 0, 1e-12);  // rounding
        EXPECT_NEAR(relative(surface_compliance({{0, 1.0_MPa, 0.3, tension}}, k),
                             1 / (1 / one_layer(1.0_MPa, 0.3, k) + tension * k * k)),
                    0, 1e-12);
        // At an inner face it stiffens too, less and less for waves shorter than its depth.
        ElasticStack inner = skin;
        inner.back().tension = tension;
        EXPECT_LT(surface_compliance(inner, k), surface_compliance(skin, k) * (k < 5e3 ? 1 : 1 + 1e-12));
        EXPECT_LT(surface_compliance(taut, k), surface_compliance(inner, k));
    }
}

const ElasticStack cheek_like = {  // theory section 2: 15 um / 20 MPa on 0.2-0.3 MPa dermis on 0.02 MPa fat
    {15.0_um, 20.0_MPa, 0.48},
    {150.0_um, 0.2_MPa, 0.48},
    {850.0_um, 0.3_MPa, 0.48},
    {0, 20.0_kPa, 0.48}};

/// The stack with lengths times 4^m and moduli times 4^n.
ElasticStack rescaled(ElasticStack stack, int m, int n) {
    for (ElasticLayer& layer : stack) {
        layer.thickness = std::ldexp(layer.thickness, 2 * m);
        layer.modulus = std::ldexp(layer.modulus, 2 * n);
        layer.tension = std::ldexp(layer.tension, 2 * (m + n));
    }
    return stack;
}

TEST(Homogeneity, LengthsAndForcesInPowersOfFour) {
    ElasticStack stack = cheek_like;
    stack.front().tension = 0.5;
    const double width = 0.3_mm, r = 1.7_mm;
    const InfluenceQuadrature quadrature(5.0_mm, width);
    const RadialTable table = quadrature.table(quadrature.sample(stack), width, width);
    const PunchTable punch(stack);
    for (const auto& [m, n] : {std::pair{2, 0}, {-2, 0}, {0, 5}, {0, -3}, {1, -2}}) {
        const ElasticStack other = rescaled(stack, m, n);
        auto scaled = [](double value, int fours) { return std::ldexp(value, 2 * fours); };
        for (const double k : {50.0, 1e3, 2e5})  // [m/Pa]: bit for bit
            EXPECT_EQ(surface_compliance(other, scaled(k, -m)), scaled(surface_compliance(stack, k), m - n));
        EXPECT_EQ(point_green(other, scaled(r, m)), scaled(point_green(stack, r), -m - n));  // [m/N]
        const InfluenceQuadrature wide(scaled(5.0_mm, m), scaled(width, m));
        const RadialTable wider = wide.table(wide.sample(other), scaled(width, m), scaled(width, m));
        EXPECT_EQ(wider(scaled(r, m)), scaled(table(r), -m - n));
        // The punch table's grids are relative to the stack: rounding.
        const PunchTable other_punch(other);
        for (const double a : {0.001_um, 12.5_um, 0.125_mm, 0.4_mm, 3.0_m})
            EXPECT_NEAR(relative(other_punch.modulus(scaled(a, m)), scaled(punch.modulus(a), n)), 0, 1e-11);
    }
}

TEST(Influence, ClosedFormsOnOneLayer) {
    // Point force (Boussinesq): (1-nu²)/(pi E r). Two Gaussians, s² = w1² + w2², z = r²/(4s²) (Weber's
    // integral): (1-nu²)/(pi E) sqrt(pi/2)/s exp(-z) I0(z). At r = 0, w1 = w2 = a/sqrt(pi): 1/(2 a E*), the
    // flat punch.
    const double modulus = 0.1_MPa, nu = 0.48, plane = (1 - nu * nu) / modulus, a = 0.7_mm;
    const ElasticStack layer = {{0, modulus, nu}};
    for (const double r : {1.0_um, 0.1_mm, 3.0_mm, 1.0_m})  // truncation of the alternating tail
        EXPECT_NEAR(relative(point_green(layer, r), plane / (pi * r)), 0, 1e-9) << r;
    const double w1 = gaussian_width(a), w2 = 0.5_mm;
    const InfluenceQuadrature quadrature(10.0_mm, w1);
    const std::vector<double> samples = quadrature.sample(layer);
    const RadialTable self = quadrature.table(samples, w1, w1), mixed = quadrature.table(samples, w1, w2);
    const double flat = plane / (2 * a);
    EXPECT_NEAR(relative(self(0), flat), 0, 1e-9);  // truncation at the last node, 2e-11
    EXPECT_NEAR(relative(PunchTable(layer).compliance(a), flat), 0, 1e-7);
    for (const double r : {0.01_mm, 0.33_mm, 1.234_mm, 4.0_mm, 9.9_mm}) {
        const double s2 = w1 * w1 + w2 * w2, z = r * r / (4 * s2);
        const double expected = plane / pi * std::sqrt(pi / 2 / s2) * std::exp(-z) * std::cyl_bessel_i(0, z);
        EXPECT_NEAR(mixed(r), expected, 1e-10 * flat) << r;  // truncation of nodes and pieces
    }
}

/// G(r) by a quadrature that takes no shortcut: panels of a fifth of a period of J0 or of the Gaussian.
double plain_influence(const ElasticStack& stack, double w1, double w2, double r) {
    static const GaussLegendre<16> rule;
    const double square = w1 * w1 + w2 * w2, end = 8 / std::sqrt(square);
    const double most = std::min(0.2 / std::sqrt(square), 0.4 * pi / std::max(r, 1e-9));
    auto integrand = [&](double k) {
        return k * surface_compliance(stack, k) * std::exp(-k * k * square / 2) * ::j0(k * r);
    };
    double sum = 0, low = 0, high = 1e-3 / std::sqrt(square);
    while (low < end) {
        sum += rule.integrate(low, high, integrand);
        low = high;
        high += std::min(most, low);
    }
    return sum / (2 * pi);
}

TEST(Influence, AgreesWithPlainQuadratureOnSkins) {
    // Of cells of 0.5 mm and needles on a reach of 24 mm, and with a film a thousand times as stiff as what
    // it lies on. Truncation of nodes and pieces, relative to what a force does at its own place.
    ElasticStack taut = cheek_like, film = cheek_like;
    taut.front().tension = 0.5;
    film.front().modulus *= 50;
    const double cell = 0.5_mm / pi, needle = gaussian_width(0.7_mm), reach = 24.0_mm;
    const InfluenceQuadrature quadrature(reach, cell);
    for (const ElasticStack& stack : {cheek_like, taut, film}) {
        const std::vector<double> samples = quadrature.sample(stack);
        for (const auto& [w1, w2] : {std::pair{cell, cell}, {needle, cell}, {needle, needle}}) {
            const RadialTable table = quadrature.table(samples, w1, w2);
            const double own = plain_influence(stack, w1, w2, 0);
            EXPECT_NEAR(table.at_zero() / own, 1, 1e-10);
            for (const double r :
                 {3.0_um, 0.05_mm, 0.21_mm, 0.5_mm, 1.37_mm, 3.3_mm, 8.0_mm, 17.0_mm, 23.9_mm})
                EXPECT_NEAR(table(r), plain_influence(stack, w1, w2, r), 1e-10 * own) << r;
        }
    }
}

TEST(SurfaceCompliance, ManyAtOnceAreTheSameBits) {
    std::vector<double> waves;
    for (int n = 0; n < 21; ++n) waves.push_back(std::pow(10.0, 0.3 * n));
    const std::vector<double> values = surface_compliances(cheek_like, waves);
    for (std::size_t n = 0; n < waves.size(); ++n)
        EXPECT_EQ(values[n], surface_compliance(cheek_like, waves[n]));
}

TEST(Influence, DecaysOntoThePointForceOnAStack) {
    // Far beyond both widths two patches act like points; the difference is O(w/r)²: at 20 widths 1 %, at 40
    // a quarter.
    const double w = 0.1_mm;
    const InfluenceQuadrature quadrature(8.0_mm, w);
    const RadialTable table = quadrature.table(quadrature.sample(cheek_like), w, w);
    for (const double r : {2.0_mm, 4.0_mm, 7.5_mm})
        EXPECT_NEAR(relative(table(r), point_green(cheek_like, r)), 0, 4 * (w / r) * (w / r)) << r;
}

}  // namespace
}  // namespace puncta::models
