#pragma once
/// What the skin sets against an inserted needle: cutting, spreading and wall friction.
///
/// With z_l the depth of the top of layer l, d(s) the needle's diameter and A(s) its wall area to distance s,
///     F_cut(p) = kappa Σ_l J_l [ d(p - z_l) - d(p - z_{l+1}) ]   (a layer is paid while the needle widens
///     it), F_res(p) = (1 + spreading) F_cut(p) + Σ_l tau_l [ A(p - z_l) - A(p - z_{l+1}) ].
/// kappa is the slit length over the needle's diameter (at most pi/2; Kalluri 2011 saw half the needle's
/// width), spreading the share of Barnett 2015. Neglected: rate, closure of the slit on the wall beyond tau.

#include <vector>

#include "engine/device/needle_profile.hpp"
#include "engine/tissue/needle_law.hpp"

namespace puncta::models {

struct CuttingLayer {
    double top = 0;         ///< depth of its upper face [m]
    double toughness = 0;   ///< J [J/m²]
    double wall_shear = 0;  ///< tau [Pa]
};

struct CuttingSkin {
    std::vector<CuttingLayer> layers;  ///< from the surface down, at least one
    double slit_ratio = 0;             ///< kappa
    double spreading = 0;              ///< fraction of the cutting force
};

/// The three parts of the resistance [N].
struct ResistanceParts {
    double cutting = 0, spreading = 0, friction = 0;
    [[nodiscard]] double total() const { return cutting + spreading + friction; }
};

ResistanceParts resistance_parts(const CuttingSkin& skin, const NeedleProfile& needle, double depth);

/// F_res and its slope at one depth.
NeedleLaw::Value resistance(const CuttingSkin& skin, const NeedleProfile& needle, double depth);

/// Depths where F_res turns, up to `limit`: found between the breakpoints (layer tops, end of cap and taper
/// behind each) by the sign of the slope, then bisected.
std::vector<double> turning_depths(const CuttingSkin& skin, const NeedleProfile& needle, double limit);

}  // namespace puncta::models
