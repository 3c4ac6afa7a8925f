#pragma once
/// Force at which a needle inserts, and the force at which the stratum corneum gives way before that.

#include "models/shaft/cutting_resistance.hpp"
#include "models/skin/skin_card.hpp"

namespace puncta::models {

/// F_p = max(0, F_0 + Gamma d_tip) up to the limit diameter (Römgens 2014, 5–40 um), above it growing with
/// the tip's area, joined continuously (blunt and hollow needles, Davis 2004: force linear in area) [N].
///
/// A hollow needle, its lumen open at the tip, counts as a solid tip of the same area, sqrt(d_tip² -
/// d_lumen²): Davis found the force linear in the interfacial area of hollow tips, read here as the ring that
/// touches (assumption: what we read does not say ring or disc; the disc would give up to 1/(1 -
/// (d_lumen/d_tip)²) of it). The lumen is taken as plugged at once. Neglected: a core that is cut out (for
/// needles far narrower than J/mu, some mm in skin, cores are narrow: Wu 2026), friction inside, the bore in
/// the contact before insertion (a flat ring on a half-space is as stiff as the disc to about 4/(3 pi²)
/// (d_lumen/d_tip)³: Collins 1963).
double puncture_force(const PunctureCard& card, double tip_diameter);

/// Assumption, no source: the stratum corneum is breached when the force reaches the energy per depth of
/// opening it to the tip's width (slit_opening.hpp), and not later than the insertion [N].
double breach_force(const CuttingSkin& skin, const PunctureCard& card, double tip_diameter,
                    const LocalSkin& local = {});

}  // namespace puncta::models
