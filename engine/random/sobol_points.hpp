#pragma once
/// Points that fill a unit cube evenly: the Sobol sequence with a random digital shift.
///
/// Sobol' 1967 with the direction numbers of Joe & Kuo 2008, as Boost.Random ships them. Each coordinate's
/// binary digits are flipped by one random word (Owen 1995 calls it a digital shift): every point is then
/// uniform in the cube, and the evenness of the net is kept. Point i does not depend on how many are asked
/// for, but only a power of two of them is balanced in every coordinate.

#include <cstddef>
#include <vector>

#include "engine/random/draws.hpp"

namespace puncta {

/// `count` points in (0, 1)^dimensions, row-major; `dimensions` at most 1000 (ContractError).
std::vector<double> sobol_points(std::size_t count, std::size_t dimensions, const Draws& draws);

}  // namespace puncta
