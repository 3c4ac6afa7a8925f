#pragma once
/// The white noise under a random field: the numbers of Draws::normal for every point of a grid, to rounding.
///
/// The same words and the same formula (Box-Muller), but logarithm and cosine for a row of points at once by
/// polynomials written out, so that the loop is vectorised: a third of the time.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/fields/field_spectrum.hpp"
#include "engine/random/draws.hpp"

namespace puncta {

/// Whose field it is and which one.
struct FieldKey {
    std::uint64_t replicate = 0, field = 0;
};

/// Row after row.
std::vector<double> white_noise(const FieldGrid& grid, const Draws& draws, const FieldKey& key);

/// sqrt(-2 ln u) cos(2 pi v), u and v in (0, 1), 1e-15 of the largest.
void box_muller(const double* u, const double* v, double* normal, std::size_t count);

}  // namespace puncta
