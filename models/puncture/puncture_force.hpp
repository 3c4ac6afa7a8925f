#pragma once
/// Force at which a needle inserts, and the force at which the stratum corneum gives way before that.

#include "models/shaft/cutting_resistance.hpp"
#include "models/skin/skin_card.hpp"

namespace puncta::models {

/// F_p = max(0, F_0 + Gamma d_tip) up to the limit diameter (Römgens 2014, 5–40 um), above it growing with
/// the tip's area, joined continuously (blunt and hollow needles, Davis 2004: force linear in area) [N].
double puncture_force(const PunctureCard& card, double tip_diameter);

/// Assumption, no source: the stratum corneum is breached when the force reaches the energy per depth of
/// opening it to the tip's width (slit_opening.hpp), and not later than the insertion [N].
double breach_force(const CuttingSkin& skin, const PunctureCard& card, double tip_diameter,
                    const LocalSkin& local = {});

}  // namespace puncta::models
