#pragma once
/// A LogCurve laid out for speed: the same curve without logarithms.
///
/// Between two knots the curve is one quintic in x or several, each with the value, slope and curvature of
/// the curve at both its ends: 1e-9 of the LogCurve in value and 1e-6 in slope, all knots (and so all kinks)
/// in place. The segment is found from the exponent and leading bits of x. Beyond the ends the power law of
/// the LogCurve, by std::pow.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/numerics/log_curve.hpp"
#include "engine/numerics/quintic.hpp"

namespace puncta {

class CurveTable {
  public:
    CurveTable() = default;
    explicit CurveTable(const LogCurve& curve);
    /// The curve through at least two contacts, ascending; behind the last a straight line up to `line` times
    /// its x, then a power law. No derivation from ln x: a contact is where a quintic ends and the next
    /// begins.
    CurveTable(std::span<const Quintic::Contact> contacts, double line);

    /// x >= 0, as LogCurve.
    [[nodiscard]] LogCurve::Value operator()(double x) const {
        if (!(x >= low_.x && x < high_.x)) [[unlikely]]
            return beyond(x);
        const TableQuintic* segment =
            segments_.data() + first_segment_[std::size_t(bucket_of(x) - first_bucket_)];
        while (x >= segment->end()) ++segment;
        const Quintic::Value at = (*segment)(x);
        return {at.value, at.slope};
    }

    /// Where the power law behind the segments begins.
    [[nodiscard]] double end() const { return high_.x; }
    /// x(y), y >= 0; some hundred values of the curve.
    [[nodiscard]] double inverse(double y) const;

  private:
    void find_segments();
    struct PowerLaw {
        double x, y, exponent;
    };
    static std::int64_t bucket_of(double x) { return std::bit_cast<std::int64_t>(x) >> (52 - 6); }
    [[nodiscard]] LogCurve::Value beyond(double x) const;

    std::vector<TableQuintic> segments_;
    std::vector<std::uint16_t> first_segment_;  ///< of every 64th of an octave
    std::int64_t first_bucket_ = 0;
    PowerLaw low_{0, 0, 1}, high_{0, 0, 1};
};

}  // namespace puncta
