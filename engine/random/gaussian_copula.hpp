#pragma once
/// Levels in (0, 1) that go together: a Gaussian copula on independent ones.
///
/// A tied level becomes Phi(r·Phi⁻¹(v) + sqrt(1 - r²)·Phi⁻¹(u)), u its own and v that of its partner, so that
/// both stay uniform and the normal deviates behind them have the correlation r (Nelsen, An Introduction to
/// Copulas, 2006, section 2.3). The rank correlation of the levels is then 6/pi·asin(r/2). A partner may be
/// tied itself, to one before it.

#include <cstddef>
#include <span>

namespace puncta {

struct LevelTie {
    std::size_t of = 0;      ///< coordinate that follows
    std::size_t with = 0;    ///< its partner, a coordinate before it
    double correlation = 0;  ///< in (-1, 1)
};

/// Ties coordinates of all points, `levels` row-major with `dimensions` each; ties ascending in `of`.
void tie_levels(std::span<double> levels, std::size_t dimensions, std::span<const LevelTie> ties);

}  // namespace puncta
