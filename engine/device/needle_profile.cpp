#include "engine/device/needle_profile.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"

namespace puncta {
namespace {
using std::numbers::pi;
}

NeedleProfile::NeedleProfile(double tip_diameter, double taper_length, double shaft_diameter, double breadth)
    : rho_(tip_diameter / 2), taper_(taper_length), shaft_(shaft_diameter), breadth_(breadth) {
    if (!(tip_diameter > 0 && tip_diameter < shaft_diameter && taper_length > tip_diameter))
        throw InputError(fmt::format(
            "a needle needs 0 < tip diameter < shaft diameter and a taper longer than the tip diameter; "
            "got tip {:.4g} um, shaft {:.4g} um, taper {:.4g} um",
            tip_diameter * 1e6, shaft_diameter * 1e6, taper_length * 1e6));
    if (!(breadth >= 0 && std::isfinite(breadth)))
        throw InputError(
            fmt::format("a blade cannot be narrower than it is thick; got a breadth of {:.4g} um beyond its "
                        "thickness of {:.4g} um",
                        breadth * 1e6, shaft_diameter * 1e6));
    const double across = shaft_ / 2, along = taper_ - rho_;
    alpha_ = std::acos(rho_ / std::hypot(across, along)) - std::atan2(along, across);
    cap_ = rho_ * (1 - std::sin(alpha_));
    cap_radius_ = rho_ * std::cos(alpha_);
    cone_slope_ = 2 * std::tan(alpha_);
    // Closed forms of the pieces so that the functions below only add the last, partial one.
    const double h = cap_;
    cap_area_ = pi * ((h - rho_) * cap_radius_ + rho_ * rho_ * std::acos(1 - h / rho_));
    cap_volume_ = pi * h * h * (rho_ - h / 3);
    const double d0 = 2 * cap_radius_, length = taper_ - cap_;
    cone_area_ = pi * length * (d0 + shaft_) / 2;
    cone_volume_ = pi / 12 * length * (d0 * d0 + d0 * shaft_ + shaft_ * shaft_);
}

double NeedleProfile::diameter(double s) const {
    if (s <= 0) return 0;
    if (s < cap_) return 2 * std::sqrt(s * (2 * rho_ - s));
    if (s < taper_) return 2 * cap_radius_ + cone_slope_ * (s - cap_);
    return shaft_;
}

double NeedleProfile::diameter_slope(double s) const {
    if (s <= 0) return 0;
    if (s < cap_) return 2 * (rho_ - s) / std::sqrt(s * (2 * rho_ - s));
    return s < taper_ ? cone_slope_ : 0;
}

double NeedleProfile::breadth(double s) const {
    if (s <= 0) return 0;
    return s < taper_ ? breadth_ * (s / taper_) : breadth_;
}

double NeedleProfile::breadth_slope(double s) const {
    return s > 0 && s < taper_ ? breadth_ / taper_ : 0;
}

double NeedleProfile::section_area(double s) const {
    const double d = diameter(s);
    return pi / 4 * d * d + breadth(s) * d;
}

double NeedleProfile::wall_area(double s) const {
    if (s <= 0) return 0;
    if (breadth_ == 0) return round_wall(s);
    const double broad = s < taper_ ? breadth_ * (s / taper_) * s / 2 : breadth_ * (s - taper_ / 2);
    return round_wall(s) + 2 * broad;
}

double NeedleProfile::volume(double s) const {
    if (s <= 0) return 0;
    if (breadth_ == 0) return round_volume(s);
    return round_volume(s) + blade_volume(s);
}

double NeedleProfile::round_wall(double s) const {
    if (s < cap_)
        return pi * ((s - rho_) * std::sqrt(s * (2 * rho_ - s)) + rho_ * rho_ * std::acos(1 - s / rho_));
    const double t = s - cap_;
    if (s < taper_) return cap_area_ + pi * t * (2 * cap_radius_ + 0.5 * cone_slope_ * t);
    return cap_area_ + cone_area_ + pi * shaft_ * (s - taper_);
}

double NeedleProfile::round_volume(double s) const {
    if (s < cap_) return pi * s * s * (rho_ - s / 3);
    const double t = s - cap_, d0 = 2 * cap_radius_;
    if (s < taper_) {
        const double d1 = d0 + cone_slope_ * t;
        return cap_volume_ + pi / 12 * t * (d0 * d0 + d0 * d1 + d1 * d1);
    }
    return cap_volume_ + cone_volume_ + pi / 4 * shaft_ * shaft_ * (s - taper_);
}

double NeedleProfile::blade_volume(double s) const {
    // On the cap ∫ s d = rho ∫ d - 2/3 r³ with r the radius of the section; on the cone d and b are linear.
    const double growth = breadth_ / taper_, on_cap = std::min(s, cap_);
    const double r = std::sqrt(on_cap * (2 * rho_ - on_cap));
    const double cap_wall = (on_cap - rho_) * r + rho_ * rho_ * std::acos(1 - on_cap / rho_);  // ∫ d to there
    double sum = growth * (rho_ * cap_wall - 2 * r * r * r / 3);
    if (s > cap_) {
        const double t = std::min(s, taper_) - cap_, d0 = 2 * cap_radius_;
        sum += growth * t * (cap_ * d0 + t * ((d0 + cap_ * cone_slope_) / 2 + t * cone_slope_ / 3));
    }
    if (s > taper_) sum += breadth_ * shaft_ * (s - taper_);
    return sum;
}

double NeedleProfile::contact_depth(double a) const {
    if (a <= cap_radius_) return a * std::atanh(a / rho_);  // sphere: a/2 ln((rho + a)/(rho - a))
    const double cot = 2 / cone_slope_;
    const double beyond = std::sqrt(a * a - cap_radius_ * cap_radius_);
    const double sphere = std::log((rho_ + a) / (rho_ * std::sin(alpha_) + beyond));
    return a * (sphere + cot * std::acos(std::min(1.0, cap_radius_ / a)));
}

double NeedleProfile::contact_depth_slope(double a) const {
    if (a <= cap_radius_) return std::atanh(a / rho_) + a * rho_ / (rho_ * rho_ - a * a);
    const double cot = 2 / cone_slope_;
    const double beyond = std::sqrt(a * a - cap_radius_ * cap_radius_);
    const double sphere_slope =
        1 / (rho_ + a) - (beyond > 0 ? a / beyond : 0.0) / (rho_ * std::sin(alpha_) + beyond);
    const double cone_slope = cot * cap_radius_ / (a * beyond);
    return contact_depth(a) / a + a * (sphere_slope + cone_slope);
}

}  // namespace puncta
