#pragma once
/// How long a slit a round needle cuts, and what it costs to cut it and to spread it open.
///
/// A sharp needle of diameter d = 2R splits the skin along a planar crack of length 2b and wedges it open
/// (Shergold & Fleck 2004, 2005). Per depth this takes the crack energy 2b J and the strain energy of the
/// skin around the needle; the slit is as long as makes their sum least. With the perimeter's stretch
/// e^X = pi R/(2b) the strain energy is taken as that of a round cavity of the slit's perimeter, expanded to
/// R in an incompressible Ogden solid phi = (2 mu/alpha²) Σ (lambda_i^alpha - 1) in plane strain,
///     W = mu R² omega(X),  omega = (4 pi/alpha²) (1 - e^{-2X}) ∫_0^X [sinh(alpha x/2) / sinh x]² dx .
/// The least sum depends on one number, m = J/(mu R):  e = mu R² f(m),  f = min_X [pi m e^{-X} + omega(X)],
/// and f'(m) = pi b/(R pi/2) gives the slit's length. A tough or sharp case (m large) stretches more and cuts
/// less; kappa = 2b/d is never above pi/2, a slit that is not stretched at all.
///
/// Holds for: needle along the normal, layers independent of one another (plane strain in each), no friction
/// in the slit, alpha >= 2. Neglected: what it takes to bend a flat slit round (models/README.md), tension.

#include <vector>

namespace puncta::models {

class SlitOpening {
  public:
    /// Energy per depth of a needle section [J/m], and its derivative by the diameter [N/m].
    struct Energy {
        double crack, spreading, slope;
        [[nodiscard]] double total() const { return crack + spreading; }
    };

    /// `exponent` alpha of the Ogden solid, 2 … 40.
    explicit SlitOpening(double exponent);

    /// For toughness J [J/m²], shear modulus mu [Pa] and diameter d [m]; zero for d <= 0.
    [[nodiscard]] Energy energy(double toughness, double shear_modulus, double diameter) const;
    /// kappa = slit length over diameter.
    [[nodiscard]] double ratio(double toughness, double shear_modulus, double diameter) const;

  private:
    struct Least {
        double f, slope;  ///< f(m) and f'(m)
    };
    struct Knot {
        double f, rise;  ///< f and its derivative by the position in the table
    };
    [[nodiscard]] Least least(double m) const;
    std::vector<Knot> knots_;
};

}  // namespace puncta::models
