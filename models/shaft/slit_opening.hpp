#pragma once
/// How long a slit a round needle cuts, and what it costs to cut it and to spread it open.
///
/// A sharp needle of diameter d = 2R splits the skin along a planar crack of length 2b and wedges it open
/// (Shergold & Fleck 2004, 2005). Per depth this takes the crack energy 2b J and the strain energy W of the
/// skin around the needle; the slit is as long as makes their sum least. In an incompressible Ogden solid
/// phi = (2 mu/alpha²) Σ (lambda_i^alpha - 1) in plane strain, with lambda = pi R/(2b) >= 1 the stretch of
/// the slit's perimeter,
///     W = mu R² omega,  omega = (4 pi/alpha²) ∫_0^X [sinh(alpha x/2)/sinh x]² dx,
///     e^{qX} = (c lambda)^q + k^q,   c = 1 + (4/pi - 1) 8/(alpha + 6),
///     k = 1.926 - 0.0464 (alpha - 2),   q = 2.834 + 1.090 ln(alpha/2).
/// The integral is the energy of a round cavity expanded by e^X; c turns a slit into the cavity that it is
/// worth (4/pi, its conformal radius, at alpha = 2) and k is what even a long slit costs, which does not
/// touch the whole needle. c, k, q are fitted to finite elements of the slit and the cylinder in frictionless
/// contact (tests/oracles/slit_finite_elements.py): omega within 3 %, the least sum within 2 % for alpha 2 …
/// 9 and m = 1 … 300.
///
/// The least sum depends on one number, m = J/(mu R):  e = mu R² f(m),  f = min over lambda of [pi m/lambda +
/// omega], and f'(m) = pi/lambda gives the slit's length: kappa = 2b/d = f'/2. A tough or sharp case (m
/// large) stretches more and cuts less; kappa stays at pi/2, a slit as long as half the perimeter, where more
/// would be cheaper still (m below about 1: an upper bound of the energy).
///
/// The edge of a blade, of radius r_e, cuts in steady state. While the crack runs ahead of it that takes J
/// per area, whatever r_e; where the edge has to open the skin afresh, like a row of round needles as thick
/// as the edge, e(2 r_e)/(2 r_e), so the greater of the two is taken:
///     J_edge = max(J, e(2 r_e)/(2 r_e)).
/// It is J up to r_e = J/(mu m'), f(m') = 2 m' (m' = 19 at alpha = 6.8, 11 to 40 for 5 to 8.9), and nearly
/// linear in r_e beyond; that shape is what finite elements and experiments of wires in gels give (Goda, Ma,
/// Fregonese & Bacca 2024). That it holds for skin, and this number, is an assumption. On a cheek m' means 8
/// um in the stratum corneum and 0.5 mm in the dermis, so that only the top layers feel an edge. (For the
/// dermis another estimate, J over the strain energy at failure of some 3.6 MJ/m³, Ní Annaidh 2012, gives the
/// same length.) Neglected: friction at the edge.
///
/// Holds for: needle along the normal, layers independent of one another (plane strain in each), no friction
/// in the slit, quasi-static. Neglected: tension of the skin while the needle is in.

#include <cmath>
#include <memory>

#include "models/shaft/slit_energy.hpp"

namespace puncta::models {

/// Copies share their table.
class SlitOpening {
  public:
    /// Energy per depth of a needle section [J/m], and its derivative by the diameter [N/m].
    struct Energy {
        double crack, spreading, slope;
        [[nodiscard]] double total() const { return crack + spreading; }
    };

    /// `exponent` alpha of the Ogden solid, 2 … 12 (above 9 beyond the finite elements).
    explicit SlitOpening(double exponent) : table_(std::make_shared<SlitEnergy>(exponent)) {}

    /// For toughness J [J/m²], shear modulus mu [Pa] and diameter d [m]; zero for d <= 0.
    [[nodiscard]] Energy energy(double toughness, double shear_modulus, double diameter) const;
    /// J_edge, energy per area cut by an edge of this radius [J/m²].
    [[nodiscard]] double edge_toughness(double toughness, double shear_modulus, double edge_radius) const;
    /// kappa = slit length over diameter.
    [[nodiscard]] double ratio(double toughness, double shear_modulus, double diameter) const;

    /// The same for one layer with what does not depend on the diameter worked out: e = factor chi(scale d),
    /// de/dd = growth chi'(scale d).
    struct Scale {
        double factor;  ///< J²/mu [J/m]
        double scale;   ///< xi over d [1/m]
        double growth;  ///< factor times scale [N/m]
    };
    [[nodiscard]] Scale scale(double toughness, double shear_modulus) const {
        const double unstretched = table_->unstretched();
        return {toughness * toughness / shear_modulus, shear_modulus * unstretched / (2 * toughness),
                toughness * unstretched / 2};
    }
    /// xi kappa(xi), the slit in units of 1/scale: kappa = f'/2 = m_0 (chi/xi - chi'/2).
    [[nodiscard]] double slit(double xi) const {
        const auto [chi, slope] = (*table_)(xi);
        return table_->unstretched() * std::fma(-0.5 * xi, slope, chi);
    }
    /// ∫_0^xi of the same: what slits add up to while the section grows. By parts.
    [[nodiscard]] double grown_slit(double xi) const {
        return table_->unstretched() * (1.5 * table_->integral(xi) - 0.5 * xi * (*table_)(xi).value);
    }
    /// chi(xi), slit_energy.hpp.
    [[nodiscard]] const SlitEnergy& table() const { return *table_; }

  private:
    std::shared_ptr<const SlitEnergy> table_;
};

}  // namespace puncta::models
