#pragma once
/// Least energy of a slit as a table that is read without a logarithm.
///
/// slit_opening.hpp has the energy per depth e = mu R² f(m), m = J/(mu R). In x = 1/m = mu R/J, linear in the
/// radius, that is
///     e = (J²/mu) chi(x),   chi = x² f(1/x) = pi x/lambda + x² omega,
///     chi' = 2 x f - f',    f' = pi/lambda,      chi'' = 2 omega + m² f''.
/// The slit is half the perimeter long from x_0 on, m_0 the m at which lambda = 1 is the best stretch; chi is
/// then pi x + x² omega(1). Lengths are counted in that place: xi = x/x_0, so that the kink of chi'' at xi =
/// 1 is an edge of the table. Below it every octave of xi is 16 segments, found from the exponent and the
/// leading bits of xi; on each chi is the quintic through chi, chi', chi'' at both ends, all exact there:
/// 1e-11 between (tests/unit/test_slit_opening.cpp). Below 2^-64 (no needle: R some 1e-22 m) chi goes
/// straight to zero.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "engine/numerics/quintic.hpp"

namespace puncta::models {

class SlitEnergy {
  public:
    /// `exponent` alpha of the Ogden solid.
    explicit SlitEnergy(double exponent);

    /// chi and its derivative by xi, xi >= 0.
    [[nodiscard]] Quintic::Value operator()(double xi) const {
        const double within = std::min(std::max(xi, below), beyond);
        const auto at = (std::bit_cast<std::int64_t>(within) >> (52 - leading_bits)) - first;
        return segments_[static_cast<std::size_t>(at)](xi);
    }
    /// m_0, the J/(mu R) of xi = 1.
    [[nodiscard]] double unstretched() const { return unstretched_; }

  private:
    static constexpr int octaves = 64, leading_bits = 4;
    static constexpr std::int64_t segments = std::int64_t{octaves} << leading_bits;
    /// Number of the segment in front of the table in what the bits of xi say.
    static constexpr std::int64_t first = (std::int64_t{1023 - octaves} << leading_bits) - 1;
    /// Arguments that stand for all below the table and all beyond xi = 1.
    static constexpr double below = 0x1.fp-65, beyond = 1;
    static_assert((std::bit_cast<std::int64_t>(below) >> (52 - leading_bits)) == first);
    static_assert((std::bit_cast<std::int64_t>(beyond) >> (52 - leading_bits)) == first + segments + 1);

    std::vector<Quintic> segments_;
    double unstretched_ = 0;
};

}  // namespace puncta::models
