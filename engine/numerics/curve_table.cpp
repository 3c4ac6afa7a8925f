#include "engine/numerics/curve_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/numerics/bracketed_root.hpp"

namespace puncta {
namespace {

/// Into how many segments the curve is cut between two knots, `step` apart in ln x, where its second
/// derivative b in ln-ln is `low` and `high`. The quintic of width h errs by h^6/46080 times 12 or so of a
/// power of x, 15 b³ and 10 b'².
int segments_for(double step, double low, double high) {
    constexpr double widest = 0.1, most_turn = 0.014, most_twist = 0.002;
    const double turn = std::max(std::abs(low), std::abs(high)) * step * step;
    const double twist = std::abs(high - low) * step * step;
    double parts = step / widest;
    if (turn > most_turn) parts = std::max(parts, std::sqrt(turn / most_turn));
    if (twist > most_twist) parts = std::max(parts, std::cbrt(twist / most_twist));
    return 1 + static_cast<int>(std::min(parts, 1000.0));
}

}  // namespace

CurveTable::CurveTable(const LogCurve& curve) {
    const std::size_t knots = curve.knots();
    Quintic::Contact low = curve.contact(0, 0);
    low_ = {low.at, low.value, low.at * low.slope / low.value};
    segments_.reserve(knots + knots / 2);
    for (std::size_t n = 0; n + 1 < knots; ++n) {
        const auto [from, to] = curve.log_bends(n);
        const int parts = segments_for(curve.log_step(n), from, to);
        // The curvature of the curve jumps at its knots.
        low.bend = curve.contact(n, 0).bend;
        for (int part = 1; part <= parts; ++part) {
            const Quintic::Contact high = curve.contact(n, double(part) / parts);
            segments_.push_back(Quintic::between(low, high));
            low = high;
        }
    }
    high_ = {low.at, low.value, low.at * low.slope / low.value};
    find_segments();
}

CurveTable::CurveTable(std::span<const Quintic::Contact> contacts, double line) {
    PUNCTA_EXPECT(contacts.size() >= 2 && line > 1, "{} contacts, line to {}", contacts.size(), line);
    const Quintic::Contact &first = contacts.front(), &last = contacts.back();
    segments_.reserve(contacts.size());
    for (std::size_t n = 1; n < contacts.size(); ++n)
        segments_.push_back(Quintic::between(contacts[n - 1], contacts[n]));
    const double end = line * last.at, there = last.value + last.slope * (end - last.at);
    segments_.emplace_back(Quintic(end, last.at, {last.value, last.slope, 0, 0, 0, 0}));
    low_ = {first.at, first.value, first.at * first.slope / first.value};
    high_ = {end, there, end * last.slope / there};
    find_segments();
}

void CurveTable::find_segments() {
    PUNCTA_EXPECT(segments_.size() <= std::numeric_limits<std::uint16_t>::max(), "{} segments",
                  segments_.size());
    first_bucket_ = bucket_of(low_.x);
    std::uint16_t segment = 0;
    first_segment_.reserve(std::size_t(bucket_of(high_.x) - first_bucket_ + 1));
    for (std::int64_t bucket = first_bucket_; bucket <= bucket_of(high_.x); ++bucket) {
        const auto start = std::bit_cast<double>(bucket << (52 - 6));
        while (segment + 1U < segments_.size() && start >= segments_[segment].end()) ++segment;
        first_segment_.push_back(segment);
    }
}

LogCurve::Value CurveTable::beyond(double x) const {
    const PowerLaw& law = x < high_.x ? low_ : high_;
    if (x <= 0) {
        const bool steep = law.exponent < 1, flat = law.exponent > 1;
        return {0, steep ? std::numeric_limits<double>::infinity() : flat ? 0.0 : law.y / law.x};
    }
    const double y = law.y * std::pow(x / law.x, law.exponent);
    return {y, law.exponent * y / x};
}

double CurveTable::inverse(double y) const {
    if (y <= 0) return 0;
    if (y < low_.y) return low_.x * std::pow(y / low_.y, 1 / low_.exponent);
    if (y >= high_.y) return high_.x * std::pow(y / high_.y, 1 / high_.exponent);
    const auto segment = std::partition_point(segments_.begin(), segments_.end(), [&](const Quintic& piece) {
        return piece(piece.end()).value <= y;
    });
    if (segment == segments_.end()) return high_.x;
    const double start = segment == segments_.begin() ? low_.x : std::prev(segment)->end();
    auto excess = [&](double x) { return (*segment)(x).value - y; };
    return bracketed_root(excess, start, excess(start), segment->end(), excess(segment->end()));
}

}  // namespace puncta
