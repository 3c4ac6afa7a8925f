#pragma once
/// How far the skin goes along with a needle that is carried sideways through it, before it is cut.
///
/// A rolling needle stands in its hole like a lever: where its shaft crosses the surface moves by up to a
/// millimetre. The skin follows as long as that is cheaper than cutting. Per depth, a rigid cylinder of
/// radius a in an incompressible layer that is held at the distance R resists a displacement s with
///     q = K s,   K = 4 pi mu / [ ln(R/a) - (R² - a²)/(R² + a²) ] ,
/// the elastic reading of the drag of a cylinder in a coaxial shell (Stokes flow and incompressible
/// elasticity have the same equations; Happel & Brenner). A slit grows sideways when q reaches the toughness
/// J, the work of moving one crack front of unit length. Layers are bonded and go along together, so that the
/// give of the channel is
///     s_c = ∫ J dz / ∫ K dz   over the depth reached.
/// What a needle is carried beyond s_c, to either side of where it went in, it cuts.
///
/// Assumed: small strain, the neighbours' needles hold the skin at half their distance. Neglected: the slit
/// the needle already stands in, which makes it softer along the slit, and bending of the needle.

#include "models/shaft/cutting_resistance.hpp"

namespace puncta::models {

/// K [N/m²] for a shear modulus [Pa], a radius and the distance of the hold, 0 < radius < held_at [m].
double sideways_stiffness(double shear_modulus, double radius, double held_at);

/// ∫ K dz and s_c of a needle at this depth [m] > 0.
NeedleLaw::Sideways sideways(const CuttingSkin& skin, const NeedleProfile& needle, double depth,
                             double held_at, const LocalSkin& local = {});

}  // namespace puncta::models
