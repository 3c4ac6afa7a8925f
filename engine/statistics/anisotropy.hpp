#pragma once
/// How differently a pattern looks along different directions, in one number.

#include "engine/statistics/pair_directions.hpp"

namespace puncta {

/// Standard deviation over the sectors of their share of close pairs, relative to an even distribution, less
/// what chance alone gives: sqrt(max(0, mean[(relative - 1)²] - mean[1/pairs expected])). 0 for a pattern
/// without preferred directions, of any clustering; 1 where shares scatter by as much as their mean. For m
/// sectors at most about sqrt(m - 1), where all pairs lie along one direction.
///
/// `counted` is how often a pair is counted (1 on a rectangle, up to 2 by border distance). That the counts
/// of random points scatter like Poisson numbers holds while points have few partners in common. NaN without
/// pairs.
double anisotropy(const PairDirections& directions, double counted);

}  // namespace puncta
