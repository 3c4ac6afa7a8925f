#pragma once
/// Least energy of a slit as a table that is read without a logarithm.
///
/// slit_opening.hpp has the energy per depth e = mu R² f(m), m = J/(mu R). In x = 1/m = mu R/J, linear in the
/// radius, that is
///     e = (J²/mu) chi(x),   chi = x² f(1/x) = pi x/lambda + x² omega,
///     chi' = 2 x f - f',    f' = pi/lambda,      chi'' = 2 omega + m² f''.
/// The slit is half the perimeter long from x_0 on, m_0 the m at which lambda = 1 is the best stretch; chi is
/// then pi x + x² omega(1). Lengths are counted in that place: xi = x/x_0, so that the kink of chi'' at xi =
/// 1 is an edge of the table. Below it every octave of xi is 8 segments, found from the exponent and the
/// leading bits of xi; on each chi is the quintic through chi, chi', chi'' at both ends, all exact there:
/// 1e-9 between (tests/unit/test_slit_opening.cpp). Below 2^-64 (no needle: R some 1e-22 m) chi goes
/// straight to zero, above 2^24 on as it is from xi = 1 on.

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
    [[nodiscard]] Quintic::Value operator()(double xi) const { return covers(xi) ? inside(xi) : beyond(xi); }
    /// Does the table cover this xi?
    static bool covers(double xi) { return xi >= lowest && xi < highest; }
    /// The same where it does.
    [[nodiscard]] Quintic::Value inside(double xi) const { return segment(xi)(xi); }
    /// The segment that holds it there, and where that begins and ends; from xi = 1 on all are the same.
    [[nodiscard]] const Quintic& segment(double xi) const {
        return segments_[(std::bit_cast<std::uint64_t>(xi) >> shift) - first];
    }
    static double segment_low(double xi) {
        return xi < 1 ? std::bit_cast<double>(std::bit_cast<std::uint64_t>(xi) >> shift << shift) : 1;
    }
    [[nodiscard]] double segment_high(double xi) const { return xi < 1 ? segment(xi).end() : highest; }
    /// ∫_0^xi chi, the integral of the table itself.
    [[nodiscard]] double integral(double xi) const;
    /// m_0, the J/(mu R) of xi = 1.
    [[nodiscard]] double unstretched() const { return unstretched_; }

  private:
    static constexpr int octaves_below = 64, octaves_above = 24, leading_bits = 3, shift = 52 - leading_bits;
    static constexpr double lowest = 0x1p-64, highest = 0x1p24;
    static constexpr std::uint64_t first = std::bit_cast<std::uint64_t>(lowest) >> shift;
    [[nodiscard]] Quintic::Value beyond(double xi) const {
        return xi < lowest ? Quintic::Value{steep_ * xi, steep_} : segments_.back()(xi);
    }

    std::vector<TableQuintic> segments_;
    std::vector<double> integral_;  ///< up to the start of each segment
    double unstretched_ = 0;
    double steep_ = 0;  ///< chi' below the table
};

}  // namespace puncta::models
