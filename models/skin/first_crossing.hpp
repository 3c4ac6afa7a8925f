#pragma once
/// How deep an inserted needle is driven: the first depth at which the skin holds it.

#include <functional>
#include <span>

#include "models/skin/layered_skin.hpp"

namespace puncta::models {

/// Force [N] of a dimple of this depth [m]; rising.
using DimpleForce = std::function<double(double)>;

/// max(contact, deep) of a law; 0 for no dimple.
double dimple_force(const RoundNeedleLaw& law, double dimple);

/// Smallest p in [from, u] with force(u - p) <= F_res(p), u the displacement of the tip: bisected piece by
/// piece between the `turns` of F_res, because beyond a maximum the needle jumps; `length` where the hub
/// stops it before. The turns are those of the law up to that length.
double first_crossing(const RoundNeedleLaw& law, std::span<const double> turns, double length,
                      const DimpleForce& force, double displacement, double from);

}  // namespace puncta::models
