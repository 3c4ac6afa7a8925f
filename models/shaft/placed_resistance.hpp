#pragma once
/// F_res of one needle at one place of the skin (cutting_resistance.hpp), with all that does not depend on
/// the depth worked out once.
///
/// Telescoped: at the top z_l of layer l the energy per depth changes from that of the layer above to its
/// own,
///     F_res(p) = Σ_l [ e_l - e_{l-1} ](d(p - z_l)) + (tau_l - tau_{l-1}) A(p - z_l),
/// and e_l(d) = factor chi(scale d) (slit_energy.hpp), so that a layer costs two polynomials, no logarithm,
/// no division and, behind the cap, no root.

#include <vector>

#include "engine/tissue/needle_law.hpp"
#include "models/shaft/cutting_resistance.hpp"
#include "models/shaft/needle_sections.hpp"

namespace puncta::models {

class PlacedResistance {
  public:
    /// Keeps references to `needle` and the skin's table of openings.
    PlacedResistance(const CuttingSkin& skin, const NeedleSections& needle, const LocalSkin& local);

    /// F_res and its slope.
    [[nodiscard]] NeedleLaw::Value operator()(double depth) const;
    /// The same as one polynomial, from the nearest kink or seam of a table above this depth to the next
    /// below; none where a cap passes a layer's top.
    [[nodiscard]] QuinticPiece around(double depth) const;
    /// Its slope alone.
    [[nodiscard]] double slope(double depth) const;
    /// As cutting_resistance.hpp tells of the function of that name.
    [[nodiscard]] std::vector<double> turning_depths(double limit) const;

  private:
    /// What changes at the top of a layer.
    struct Step {
        double top;                ///< z_l [m]
        SlitOpening::Scale own;    ///< of the layer
        SlitOpening::Scale above;  ///< of the one above; factor 0 for none
        double wall_shear;         ///< tau_l - tau_{l-1}
        double edge;               ///< J_edge,l - J_edge,l-1 of a blade
        double own_diameter = 1 / own.scale, above_diameter = 1 / above.scale;  ///< at xi = 1

        /// Takes it more to open the layer than the one above, at any diameter?
        [[nodiscard]] bool harder() const {
            return own.growth >= above.growth && own.growth * own.scale >= above.growth * above.scale &&
                   wall_shear >= 0 && edge >= 0;
        }
    };
    struct Break;
    struct Bounds;
    [[nodiscard]] Bounds bounds_around(double depth) const;
    [[nodiscard]] QuinticPiece expanded(const Bounds& bounds) const;
    [[nodiscard]] bool rises_around(double depth) const;
    [[nodiscard]] std::vector<Break> breaks(double first, double limit) const;
    template <bool Covered>
    [[nodiscard]] NeedleLaw::Value term(const Step& step, const NeedleSections::Section& section) const;
    template <bool Covered>
    [[nodiscard]] NeedleLaw::Value behind_caps(double depth) const;
    [[nodiscard]] NeedleLaw::Value with_caps(double depth, const Step* step, NeedleLaw::Value sum) const;
    [[nodiscard]] NeedleLaw::Value with_edges(double depth, NeedleLaw::Value sum) const;

    const SlitEnergy* table_;
    const NeedleSections* needle_;
    std::vector<Step> steps_;
    bool covered_ = true;  ///< the table of openings holds every section behind the cap
};

}  // namespace puncta::models
