#pragma once
/// The contact integrals of every needle's tip, tabulated once per process: sphere and tangent cone know no
/// length but the tip's, so that one table serves the cap of all needles and one for each angle their cones.
///
/// Radii of contact are given by z, cut into panels, on each the extreme points of Chebyshev:
/// - on the cap, unit rho: a = rho tanh(x), x = 0.6 ln(1 + e^z), ratios while small, and straight on the
///   steep run to the rim of a sphere, where h = a x; the first panel starts at z = ln(1e-3). The last panel
///   of a needle goes on as the whole sphere;
/// - on the cone, unit e = rho sin(alpha): a² = r_c² + e² v², v = e^z - 1, the logarithm in h(a), from z = 0
///   on. The last panel goes on as a cone without an end.
/// Cones are tabulated at fixed angles, 0.05 apart in ln tan(alpha); between them polynomials of degree 7
/// (1e-6 of the integrals, in the highest functions; tests/verification/test_tip_contact.cpp). Blunter cones
/// than of 45 degrees turn too fast for these panels. Nothing hangs on which needles came before.

#include <array>
#include <cstddef>
#include <optional>

#include "models/indentation/contact_integrals.hpp"

namespace puncta::models {

constexpr std::size_t tip_points = 11;
constexpr double cap_panel_width = 1.6, cone_panel_width = 0.8;
using TipPanel = std::array<ContactIntegrals, tip_points>;

/// Where the panels of the cap start, and their points of -1 … 1 as contact radii over rho.
double cap_panel_start(std::size_t panel);
const std::array<double, tip_points>& cap_radii(std::size_t panel);
/// z where the cap of half-angle alpha ends.
double cap_end(double half_angle);

/// v at the points of a panel of the cone.
const std::array<double, tip_points>& cone_distances(std::size_t panel);

constexpr std::size_t cap_panels = 10, cone_panels = 14;

/// panel < cap_panels.
const TipPanel& cap_integrals(std::size_t panel);

/// Angles between which the table interpolates; none where alpha is outside (0.5 to 45 degrees).
class ConeIntegrals {
  public:
    static std::optional<ConeIntegrals> of(double half_angle);
    /// panel < cone_panels.
    [[nodiscard]] TipPanel operator()(std::size_t panel) const;

  private:
    static constexpr std::size_t order = 8;
    ConeIntegrals(std::size_t first, const std::array<double, order>& weights)
        : first_(first), weights_(weights) {}
    std::size_t first_;
    std::array<double, order> weights_;
};

}  // namespace puncta::models
