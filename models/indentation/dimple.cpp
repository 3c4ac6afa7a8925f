#include "models/indentation/dimple.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "models/indentation/axisymmetric_contact.hpp"
#include "models/indentation/tip_contact.hpp"

namespace puncta::models {

LogCurve deep_dimple(const PunchTable& punch, double deep_factor) {
    std::vector<LogCurve::Knot> knots;
    constexpr double per_decade = 32;
    const double first = 1e-2 * punch.smallest_radius(), last = punch.largest_radius();
    const int count = static_cast<int>(std::log10(last / first) * per_decade);
    for (int n = 0; n <= count; ++n) {
        const double depth = first * std::pow(10.0, n / per_decade);
        const PunchTable::Compliance c = punch.at(depth / 2);
        knots.push_back({deep_factor * depth / c.compliance, depth, 1 / (1 - c.log_slope)});
    }
    return LogCurve(knots);
}

namespace {

constexpr double knot_step = 0.1;  // of the variables below

/// On the cap a = rho tanh(x), x = 0.6 ln(1 + e^z): ratios while small, and straight on the steep run to the
/// rim of a sphere, where h = a x.
double on_cap(const NeedleProfile& needle, double z) {
    return needle.tip_radius() * std::tanh(0.6 * std::log1p(std::exp(z)));
}
double cap_end(const NeedleProfile& needle) {
    return std::log(std::expm1(std::atanh(needle.cap_circle() / needle.tip_radius()) / 0.6));
}

/// Beyond it z = ln(rho sin(alpha) + sqrt(a² - r_c²)), the logarithm in h(a).
double on_cone(const NeedleProfile& needle, double z) {
    const double edge = needle.tip_radius() * std::sin(needle.half_angle());
    return std::hypot(needle.cap_circle(), std::max(0.0, std::exp(z) - edge));
}

/// Depth and force for z from low to high by the polynomial through exact contacts at Chebyshev's points.
template <std::size_t Points>
class ContactSeries {
  public:
    template <class Radius>
    ContactSeries(const PunchTable& punch, const ContactProfile& profile, double low, double high,
                  Radius&& radius) {
        for (std::size_t i = 0; i < Points; ++i) {
            const double angle = std::numbers::pi * static_cast<double>(i) / (Points - 1);
            z_[i] = 0.5 * (low + high) - 0.5 * (high - low) * std::cos(angle);
            const ContactPoint contact = contact_at(punch, profile, radius(z_[i]));
            log_depth_[i] = std::log(contact.depth);
            log_force_[i] = std::log(contact.force);
        }
    }

    struct Value {
        double depth, force;
    };
    [[nodiscard]] Value operator()(double z) const {
        double weights = 0, depth = 0, force = 0;  // barycentric formula
        for (std::size_t i = 0; i < Points; ++i) {
            if (z == z_[i]) return {std::exp(log_depth_[i]), std::exp(log_force_[i])};
            const double end = i == 0 || i + 1 == Points ? 0.5 : 1;
            const double weight = (i % 2 == 0 ? end : -end) / (z - z_[i]);
            weights += weight;
            depth += weight * log_depth_[i];
            force += weight * log_force_[i];
        }
        return {std::exp(depth / weights), std::exp(force / weights)};
    }

  private:
    std::array<double, Points> z_, log_depth_, log_force_;
};

template <class Radius>
void add_knots(std::vector<LogCurve::Knot>& knots, const PunchTable& punch, const ContactProfile& profile,
               double low, double high, Radius&& radius) {
    const ContactSeries<36> series(punch, profile, low, high, radius);
    const int steps = 1 + static_cast<int>((high - low) / knot_step);
    for (int n = knots.empty() ? 0 : 1; n <= steps; ++n) {
        const double z = n < steps ? low + (high - low) * n / steps : high;
        const auto [depth, force] = series(z);
        knots.push_back({force, depth, force * punch.compliance(radius(z)) / depth});
    }
}

LogCurve::Knot knot_of(const ContactPoint& contact) {
    return {contact.force, contact.depth, contact.force * contact.compliance / contact.depth};
}

/// Exact contacts behind a kink at radius r, in y = sqrt(a² - r²), so close that neighbours differ by less
/// than 5 % in force. Discs that would have to pull, behind a kink that flares, are none of the largest.
class KinkKnots {
  public:
    KinkKnots(std::vector<LogCurve::Knot>& knots, const PunchTable& punch, const ContactProfile& profile,
              double kink)
        : knots_(knots), punch_(punch), profile_(profile), kink_(kink) {}

    /// From the last knot, at y = 0, to the contact radius `end`.
    void add_up_to(double end) {
        constexpr int least = 4;
        const double range = std::sqrt((end - kink_) * (end + kink_));
        double low = 0, force = knots_.back().x;
        for (int n = 1; n <= least; ++n) {
            const double high = range * n / least;
            const ContactPoint there = at(high, end);
            refine(low, force, high, there, end, 0);
            low = high;
            force = there.force;
        }
    }

  private:
    [[nodiscard]] ContactPoint at(double y, double end) const {
        return contact_at(punch_, profile_, std::min(end, std::hypot(kink_, y)));
    }

    void refine(double low, double force, double high, const ContactPoint& there, double end, int level) {
        constexpr double ratio = 1.05;
        const bool close = there.force < ratio * force && force < ratio * there.force;
        const bool grows = force > 0 && there.force > force;
        if (!close && level < (grows ? 9 : 2)) {
            const double middle = 0.5 * (low + high);
            const ContactPoint between = at(middle, end);
            refine(low, force, middle, between, end, level + 1);
            refine(middle, between.force, high, there, end, level + 1);
        } else if (there.force > 0 && there.depth > 0) {
            knots_.push_back(knot_of(there));
        }
    }

    std::vector<LogCurve::Knot>& knots_;
    const PunchTable& punch_;
    const ContactProfile& profile_;
    double kink_;
};

/// F(delta) is the largest of all discs' delta k(a) - W(a). Where several radii have one depth (delta(a)
/// turns back: a blunt tip on a very stiff film, a needle that flares), knots below the tangent of another
/// one are left out. The numbers of those that stay.
std::vector<std::size_t> largest_forces(const std::vector<LogCurve::Knot>& knots) {
    std::vector<std::size_t> kept;
    auto tangent_at = [&](std::size_t other, double depth) {
        const LogCurve::Knot& knot = knots[other];
        return knot.x * (1 + (depth / knot.y - 1) / knot.log_slope);
    };
    for (std::size_t n = 0; n < knots.size(); ++n) {
        auto below = [&](std::size_t last) {
            return tangent_at(n, knots[last].y) > knots[last].x * (1 + 1e-9);
        };
        while (!kept.empty() && below(kept.back())) kept.pop_back();
        if (kept.empty() || tangent_at(kept.back(), knots[n].y) < knots[n].x * (1 + 1e-9)) kept.push_back(n);
    }
    return kept;
}

/// Knots on the straight line of one disc, from its own force to another, that one excluded.
void add_line(std::vector<LogCurve::Knot>& knots, const LogCurve::Knot& disc, double from, double to) {
    const double c = disc.log_slope * disc.y / disc.x;
    const int steps = 1 + static_cast<int>(std::log(to / from) / std::log(1.04));
    for (int n = 0; n < steps; ++n) {
        const double f = from * std::pow(to / from, double(n) / steps), d = disc.y + (f - disc.x) * c;
        knots.push_back({f, d, f * c / d});
    }
}

/// The knots that stay, and in each gap between them the lines of the discs on both sides up to where they
/// cross: there the contact jumps from one radius to the other.
std::vector<LogCurve::Knot> joined_by_lines(const std::vector<LogCurve::Knot>& knots) {
    constexpr double apart = 1e-7;  // the kink is rounded over this part of the force
    std::vector<LogCurve::Knot> joined;
    const std::vector<std::size_t> kept = largest_forces(knots);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const LogCurve::Knot& disc = knots[kept[i]];
        joined.push_back(disc);
        if (i + 1 == kept.size() || kept[i + 1] == kept[i] + 1) continue;
        const LogCurve::Knot& next = knots[kept[i + 1]];
        const double c = disc.log_slope * disc.y / disc.x, after = next.log_slope * next.y / next.x;
        const double cross = (disc.y - disc.x * c - next.y + next.x * after) / (after - c);  // force
        if (!(cross > disc.x * (1 + 3 * apart) && cross < next.x * (1 - 3 * apart))) continue;
        joined.pop_back();
        add_line(joined, disc, disc.x, cross * (1 - apart));
        add_line(joined, next, cross * (1 + apart), next.x);
    }
    return joined;
}

/// Without knots that do not go on from the one before: along a cone that is hardly wider at its end the
/// rounding of the series goes to and fro on one straight line, that of the disc.
std::vector<LogCurve::Knot> increasing(const std::vector<LogCurve::Knot>& knots) {
    std::vector<LogCurve::Knot> kept;
    for (const LogCurve::Knot& knot : knots)
        if (kept.empty() || knot.x > kept.back().x * (1 + 1e-12)) kept.push_back(knot);
    return kept;
}

NeedleProfile round_contact(const NeedleProfile& shape) {
    return shape.full_breadth() > 0 ? shape.round_of_equal_section() : shape;
}

}  // namespace

CurveTable contact_table(const PunchTable& punch, const NeedleProfile& shape) {
    const std::optional<CurveTable> table = tip_contact(punch, round_contact(shape));
    return table ? *table : CurveTable(contact_dimple(punch, shape));
}

LogCurve contact_dimple(const PunchTable& punch, const NeedleProfile& shape) {
    const NeedleProfile needle = round_contact(shape);
    const NeedleContactProfile profile(needle);
    const double first_cone = needle.cone_end_radius(), cap = needle.cap_circle();
    const double edge = needle.tip_radius() * std::sin(needle.half_angle());
    std::vector<LogCurve::Knot> knots;
    const double first = std::log(1e-3);  // from the power law of a paraboloid
    add_knots(knots, punch, profile, first, cap_end(needle),
              [&](double z) { return std::min(cap, on_cap(needle, z)); });
    add_knots(knots, punch, profile, std::log(edge),
              std::log(edge + std::sqrt(first_cone * first_cone - cap * cap)),
              [&](double z) { return std::min(first_cone, on_cone(needle, z)); });
    const auto& corners = needle.contact_corners();
    for (std::size_t i = 1; i < corners.size(); ++i)
        KinkKnots(knots, punch, profile, corners[i])
            .add_up_to(i + 1 < corners.size() ? corners[i + 1] : needle.contact_end());
    // Flat punch of the cylinder's radius: linear from here on. (Where the needle flares, the last disc may
    // not be the largest yet.)
    const double c = punch.compliance(needle.contact_end());
    double end_force = knots.back().x, end_depth = knots.back().y;
    if (corners.size() > 1) {
        const ContactPoint end = contact_at(punch, profile, needle.contact_end());
        end_force = end.force;
        end_depth = end.depth;
    }
    auto weaker = [](const LogCurve::Knot& a, const LogCurve::Knot& b) { return a.x < b.x; };
    const double largest = std::max_element(knots.begin(), knots.end(), weaker)->x;
    for (int n = 1; n <= 150; ++n) {
        const double f = std::pow(1.04, n) * largest, d = end_depth + (f - end_force) * c;
        if (d > 0) knots.push_back({f, d, f * c / d});
    }
    if (corners.size() > 1) return LogCurve(increasing(joined_by_lines(knots)));
    std::vector<LogCurve::Knot> kept;
    for (const std::size_t n : largest_forces(knots)) kept.push_back(knots[n]);
    return LogCurve(increasing(kept));
}

}  // namespace puncta::models
