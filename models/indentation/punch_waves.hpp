#pragma once
/// The punch's trial functions over the angle, tabulated once per process: what punch_sums_at adds up for one
/// set of amplitudes, here for all functions apart.
///
/// 512 rows over a quarter of a turn, polynomials of degree 7 between them: the highest wave, of 15 periods a
/// quarter turn and more, to 3e-11 of its height.

#include <array>
#include <cstddef>

#include "models/elasticity/punch_basis.hpp"

namespace puncta::models {

/// Functions times ds/dangle, then s itself; padded to whole vectors.
struct alignas(32) PunchWaves {
    static constexpr std::size_t size = 20;
    static_assert(size > punch_functions);
    std::array<double, size> wave{};
    [[nodiscard]] double s() const { return wave[punch_functions]; }
};

/// 0 <= angle <= pi/2.
PunchWaves punch_waves_at(double angle);

}  // namespace puncta::models
