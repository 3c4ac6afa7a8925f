/// The give of the skin to a needle carried sideways: the stiffness against the boundary-value problem, the
/// give against hand arithmetic.

#include <cmath>
#include <numbers>

#include <Eigen/Dense>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/units.hpp"
#include "models/shaft/sideways.hpp"

namespace puncta::models {
namespace {

using namespace units;

/// Force per depth for unit displacement from the stream function of an incompressible solid in plane strain,
/// psi = (A r³ + B r ln r + C r + D/r) sin(theta), u_r = psi_theta/r, u_theta = -psi_r: u = (cos, -sin) at
/// the cylinder, 0 at the hold, r in radii of the cylinder. Only the B term leaves a resultant: 4 pi mu |B|.
double from_stream_function(double mu, double ratio) {
    Eigen::Matrix4d m;
    int row = 0;
    for (const double r : {1.0, ratio}) {
        m.row(row++) << r * r, std::log(r), 1, 1 / (r * r);           // f/r
        m.row(row++) << 3 * r * r, std::log(r) + 1, 1, -1 / (r * r);  // f'
    }
    const Eigen::Vector4d f = m.fullPivLu().solve(Eigen::Vector4d(1, 1, 0, 0));
    return 4 * std::numbers::pi * mu * std::abs(f[1]);
}

TEST(Sideways, StiffnessIsThatOfTheBoundaryValueProblem) {
    for (const double ratio : {1.5, 3.0, 10.0, 300.0})
        EXPECT_NEAR(
            sideways_stiffness(0.2_MPa, 0.1_mm, ratio * 0.1_mm) / from_stream_function(0.2_MPa, ratio), 1,
            1e-9)
            << ratio;
}

TEST(Sideways, GiveOfACylinderInOneLayer) {
    // A needle that is all shaft but for its tip: s_c = J/K with the shaft's radius.
    const CuttingSkin skin{{{0, 2000, 0.2_MPa, 0, 0, 0.1_MPa}}, SlitOpening(7)};
    const NeedleProfile rod(0.2_mm, 0.21_mm, 0.200001_mm);
    const double expected = 2000 / sideways_stiffness(0.2_MPa, 0.1_mm, 1.2_mm);
    EXPECT_NEAR(sideways(skin, rod, 20.0_mm, 1.2_mm).give / expected, 1, 5e-3);
    // Toughness and modulus of the place.
    EXPECT_NEAR(
        sideways(skin, rod, 1.0_mm, 1.2_mm, {1, 2, 3}).give / sideways(skin, rod, 1.0_mm, 1.2_mm).give, 1.5,
        1e-12);
}

TEST(Sideways, SplitLayerIsOneLayer) {
    const CuttingLayer layer{0, 2000, 0.2_MPa, 0, 0, 0.1_MPa};
    CuttingLayer lower = layer;
    lower.top = 0.3_mm;
    const CuttingSkin one{{layer}, SlitOpening(7)}, two{{layer, lower}, SlitOpening(7)};
    const NeedleProfile needle(8.0_um, 0.75_mm, 0.25_mm);
    // Quadrature: the tip's logarithm is the only rough part.
    EXPECT_NEAR(sideways(two, needle, 0.9_mm, 1.2_mm).give / sideways(one, needle, 0.9_mm, 1.2_mm).give, 1,
                2e-3);
    EXPECT_THROW(sideways(one, needle, 0, 1.2_mm).give, ContractError);
}

}  // namespace
}  // namespace puncta::models
