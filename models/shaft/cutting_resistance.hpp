#pragma once
/// What the skin sets against an inserted needle: cutting, spreading and wall friction.
///
/// With z_l the depth of the top of layer l, d(s) the needle's diameter and A(s) its wall area to distance s,
///     F_cut+spread(p) = Σ_l [ e_l(d(p - z_l)) - e_l(d(p - z_{l+1})) ]
///     F_friction(p)   = Σ_l tau_l [ A(p - z_l) - A(p - z_{l+1}) ],
/// e_l(d) the energy per depth of opening layer l to the diameter d, crack and strain (slit_opening.hpp). A
/// flat blade's edges lengthen the slit by the breadth b(s): they cut as they go, so e_l grows by J_edge,l b,
/// J_edge = J for sharp edges (slit_opening.hpp). The force is the derivative of the energy spent over the
/// depth: a layer is paid only while the needle still widens it, in closed form for any stack and any
/// monotone d(s) and A(s). Calibrated to Barnett 2015 and a cutting force per width (puncta calibrate), tau
/// from Lam 2008. Neglected: rate, pressure of the skin on the wall beyond tau; of a blade, that a slit
/// longer than the needle is thick is easier to spread.

#include <vector>

#include "engine/device/needle_profile.hpp"
#include "engine/tissue/needle_law.hpp"
#include "models/shaft/slit_opening.hpp"

namespace puncta::models {

struct CuttingLayer {
    double top = 0;              ///< depth of its upper face [m]
    double toughness = 0;        ///< J [J/m²]
    double shear_modulus = 0;    ///< mu while the needle goes in [Pa]
    double wall_shear = 0;       ///< tau [Pa]
    double stress = 0;           ///< natural in-plane stress [Pa]: it holds the channel open afterwards
    double resting_modulus = 0;  ///< long-time shear modulus [Pa], against which it does
};

/// The layer where the skin differs from the mean: it lies deeper by the thickness factor, is opened and,
/// once the needle is out, sprung back by the local modulus; toughness and wall shear take the toughness
/// factor. The natural stress is the mean skin's.
inline CuttingLayer at_place(const CuttingLayer& mean, const LocalSkin& local) {
    return {mean.top * local.thickness,
            mean.toughness * local.toughness,
            mean.shear_modulus * local.modulus,
            mean.wall_shear * local.toughness,
            mean.stress,
            mean.resting_modulus * local.modulus};
}

struct CuttingSkin {
    std::vector<CuttingLayer> layers;  ///< from the surface down, at least one
    SlitOpening opening;
};

/// The three parts of the resistance [N].
struct ResistanceParts {
    double cutting = 0, spreading = 0, friction = 0;
    [[nodiscard]] double total() const { return cutting + spreading + friction; }
};

ResistanceParts resistance_parts(const CuttingSkin& skin, const NeedleProfile& needle, double depth,
                                 const LocalSkin& local = {});

/// F_res and its slope at one depth. For many depths: placed_resistance.hpp.
NeedleLaw::Value resistance(const CuttingSkin& skin, const NeedleProfile& needle, double depth,
                            const LocalSkin& local = {});

/// Depths where F_res turns, up to `limit`: found between the breakpoints (layer tops and the needle's seams
/// behind each) by the sign of the slope, then closed in on. Next to a top z_l, at z_l + s, the cap makes the
/// slope grow without bound, as e'(d) d'(s) with d' ~ s^(-1/2): where F_res falls, a layer that is harder to
/// open makes it rise first, be it for a few nm. So signs are taken from 1e-8 of the cap's length behind each
/// top on, in steps of a factor 8. A turn still nearer is missed, and with it a force of at most the slope in
/// front of it times that length, below 1e-9 of F_res; elsewhere a pair of turns closer than 1/70 of a piece.
std::vector<double> turning_depths(const CuttingSkin& skin, const NeedleProfile& needle, double limit,
                                   const LocalSkin& local = {});

}  // namespace puncta::models
