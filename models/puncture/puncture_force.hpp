#pragma once
/// Force at which a needle inserts, and the force at which the stratum corneum gives way before that.

#include "models/skin/skin_card.hpp"

namespace puncta::models {

/// F_p = max(0, F_0 + Gamma d_tip) up to the limit diameter (Römgens 2014, 5–40 um), above it growing with
/// the tip's area, joined continuously (blunt and hollow needles, Davis 2004: force linear in area) [N].
double puncture_force(const PunctureCard& card, double tip_diameter);

/// Assumption, no source: the stratum corneum is breached when the force reaches the work per depth of
/// opening a slit in it as wide as the tip, (1 + spreading) kappa J_SC d_tip, and not later than the
/// insertion [N].
double breach_force(const SkinCard& skin, double tip_diameter, double toughness_of_top_layer);

}  // namespace puncta::models
