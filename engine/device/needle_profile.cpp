#include "engine/device/needle_profile.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "engine/base/error.hpp"

namespace puncta {
namespace {
using std::numbers::pi;

/// ∫ s d over the first t of a piece that starts at s0 with d0 and grows by k.
double first_moment(double s0, double d0, double k, double t) {
    return t * (s0 * d0 + t * ((d0 + s0 * k) / 2 + t * k / 3));
}

/// pi/4 ∫ d² over a frustum.
double frustum(double d0, double d1, double length) {
    return pi / 12 * length * (d0 * d0 + d0 * d1 + d1 * d1);
}

std::vector<ProfilePoint> checked(std::span<const ProfilePoint> points) {
    if (const std::string fault = profile_fault(points); !fault.empty()) throw InputError(fault);
    return behind_tip(points);
}

}  // namespace

NeedleProfile::NeedleProfile(const NeedleShape& shape)
    : NeedleProfile(shape.tip_diameter, checked(shape.points), shape.breadth) {
    edge_radius_ = shape.edge_radius;
    const double bluntest = breadth_ > 0 ? shaft_ / 2 : 0;
    if (!(edge_radius_ >= 0 && edge_radius_ <= bluntest))
        throw InputError(
            fmt::format("an edge radius of {:.4g} um; at least 0 and at most {:.4g} um, half the "
                        "thickness of a blade, 0 for a round needle",
                        edge_radius_ * 1e6, bluntest * 1e6));
    lumen_ = shape.lumen_diameter;
    if (!(lumen_ >= 0 && lumen_ < 2 * rho_ && (lumen_ == 0 || breadth_ == 0)))
        throw InputError(
            fmt::format("a lumen of {:.4g} um; at least 0 and less than the tip of {:.4g} um, 0 for "
                        "a blade",
                        lumen_ * 1e6, 2 * rho_ * 1e6));
}

NeedleProfile::NeedleProfile(double tip_diameter, double taper_length, double shaft_diameter, double breadth)
    : NeedleProfile(tip_diameter, std::vector<ProfilePoint>{{taper_length, shaft_diameter}}, breadth) {}

NeedleProfile::NeedleProfile(double tip_diameter, std::vector<ProfilePoint> points, double breadth)
    : rho_(tip_diameter / 2),
      cone_end_(points.front().distance),
      cone_end_radius_(points.front().diameter / 2),
      taper_(points.back().distance),
      shaft_(points.back().diameter),
      breadth_(breadth),
      contact_end_(shaft_ / 2) {
    const double width = points.front().diameter;
    if (!(tip_diameter > 0 && tip_diameter < width && cone_end_ > tip_diameter)) {
        const bool plain = points.size() == 1;
        throw InputError(fmt::format(
            "a needle needs 0 < tip diameter < {0} and a {1} longer than the tip diameter; "
            "got tip {2:.4g} um, {3} {4:.4g} um, {1} {5:.4g} um",
            plain ? "shaft diameter" : "first diameter behind the tip", plain ? "taper" : "first distance",
            tip_diameter * 1e6, plain ? "shaft" : "first diameter", width * 1e6, cone_end_ * 1e6));
    }
    if (!(breadth >= 0 && std::isfinite(breadth)))
        throw InputError(
            fmt::format("a blade cannot be narrower than it is thick; got a breadth of {:.4g} um beyond its "
                        "thickness of {:.4g} um",
                        breadth * 1e6, shaft_ * 1e6));
    const double across = width / 2, along = cone_end_ - rho_;
    alpha_ = std::acos(rho_ / std::hypot(across, along)) - std::atan2(along, across);
    cap_ = rho_ * (1 - std::sin(alpha_));
    cap_radius_ = rho_ * std::cos(alpha_);
    cone_slope_ = 2 * std::tan(alpha_);
    // Closed forms of whole pieces so that the functions below only add the last, partial one.
    const double h = cap_;
    cap_area_ = pi * ((h - rho_) * cap_radius_ + rho_ * rho_ * std::acos(1 - h / rho_));
    cap_volume_ = pi * h * h * (rho_ - h / 3);
    const double d0 = 2 * cap_radius_, length = cone_end_ - cap_;
    tapered_area_ = cap_area_ + pi * length * (d0 + width) / 2;
    tapered_volume_ = cap_volume_ + frustum(d0, width, length);
    seams_ = {cap_, cone_end_};
    add_pieces(points);
    add_kinks();
}

void NeedleProfile::add_pieces(std::span<const ProfilePoint> points) {
    for (std::size_t i = 1; i < points.size(); ++i) {
        const ProfilePoint &from = points[i - 1], &to = points[i];
        const double length = to.distance - from.distance;
        pieces_.push_back({from.distance, length, from.diameter, (to.diameter - from.diameter) / length,
                           tapered_area_, tapered_volume_});
        tapered_area_ += pi * length * (from.diameter + to.diameter) / 2;
        tapered_volume_ += frustum(from.diameter, to.diameter, length);
        seams_.push_back(to.distance);
    }
}

void NeedleProfile::add_kinks() {
    corners_ = {cap_radius_};
    double steepness = 2 / cone_slope_;
    for (const Piece& piece : pieces_) {
        if (piece.slope <= 0) {
            contact_end_ = piece.diameter / 2;
            return;
        }
        kinks_.push_back({piece.diameter / 2, 2 / piece.slope - steepness});
        corners_.push_back(piece.diameter / 2);
        steepness = 2 / piece.slope;
    }
}

const NeedleProfile::Piece& NeedleProfile::piece_at(double s) const {
    std::size_t i = 0;
    while (i + 1 < pieces_.size() && s >= pieces_[i + 1].start) ++i;
    return pieces_[i];
}

double NeedleProfile::solid_tip_diameter() const {
    return std::sqrt((2 * rho_ - lumen_) * (2 * rho_ + lumen_));
}

double NeedleProfile::diameter(double s) const {
    if (s <= 0) return 0;
    if (s < cap_) return 2 * std::sqrt(s * (2 * rho_ - s));
    if (s < cone_end_) return 2 * cap_radius_ + cone_slope_ * (s - cap_);
    if (s >= taper_) return shaft_;
    const Piece& piece = piece_at(s);
    return piece.diameter + piece.slope * (s - piece.start);
}

double NeedleProfile::diameter_slope(double s) const {
    if (s <= 0) return 0;
    if (s < cap_) return 2 * (rho_ - s) / std::sqrt(s * (2 * rho_ - s));
    if (s < cone_end_) return cone_slope_;
    return s < taper_ ? piece_at(s).slope : 0;
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
    if (s < cone_end_) return cap_area_ + pi * t * (2 * cap_radius_ + 0.5 * cone_slope_ * t);
    if (s >= taper_) return tapered_area_ + pi * shaft_ * (s - taper_);
    const Piece& piece = piece_at(s);
    const double into = s - piece.start;
    return piece.wall + pi * into * (piece.diameter + 0.5 * piece.slope * into);
}

double NeedleProfile::round_volume(double s) const {
    if (s < cap_) return pi * s * s * (rho_ - s / 3);
    const double t = s - cap_, d0 = 2 * cap_radius_;
    if (s < cone_end_) return cap_volume_ + frustum(d0, d0 + cone_slope_ * t, t);
    if (s >= taper_) return tapered_volume_ + pi / 4 * shaft_ * shaft_ * (s - taper_);
    const Piece& piece = piece_at(s);
    const double into = s - piece.start;
    return piece.volume + frustum(piece.diameter, piece.diameter + piece.slope * into, into);
}

double NeedleProfile::blade_volume(double s) const {
    // On the cap ∫ s d = rho ∫ d - 2/3 r³ with r the radius of the section; behind it d and b are linear.
    const double growth = breadth_ / taper_, on_cap = std::min(s, cap_);
    const double r = std::sqrt(on_cap * (2 * rho_ - on_cap));
    const double cap_wall = (on_cap - rho_) * r + rho_ * rho_ * std::acos(1 - on_cap / rho_);  // ∫ d to there
    double sum = growth * (rho_ * cap_wall - 2 * r * r * r / 3);
    if (s > cap_)
        sum += growth * first_moment(cap_, 2 * cap_radius_, cone_slope_, std::min(s, cone_end_) - cap_);
    for (const Piece& piece : pieces_)
        if (s > piece.start)
            sum += growth * first_moment(piece.start, piece.diameter, piece.slope,
                                         std::min(s - piece.start, piece.length));
    if (s > taper_) sum += breadth_ * shaft_ * (s - taper_);
    return sum;
}

NeedleProfile NeedleProfile::round_of_equal_section() const {
    std::vector<ProfilePoint> points;
    for (const double s : seams().subspan(1)) points.push_back({s, std::sqrt(4 / pi * section_area(s))});
    return {2 * rho_, std::move(points), 0};
}

double NeedleProfile::contact_depth(double a) const {
    if (a <= cap_radius_) return a * std::atanh(a / rho_);  // sphere: a/2 ln((rho + a)/(rho - a))
    const double cot = 2 / cone_slope_;
    const double beyond = std::sqrt(a * a - cap_radius_ * cap_radius_);
    const double sphere = std::log((rho_ + a) / (rho_ * std::sin(alpha_) + beyond));
    double sum = sphere + cot * std::acos(std::min(1.0, cap_radius_ / a));
    for (const Kink& kink : kinks_)
        if (a > kink.radius) sum += kink.bend * std::acos(kink.radius / a);
    return a * sum;
}

double NeedleProfile::contact_depth_slope(double a) const {
    if (a <= cap_radius_) return std::atanh(a / rho_) + a * rho_ / (rho_ * rho_ - a * a);
    const double cot = 2 / cone_slope_;
    const double beyond = std::sqrt(a * a - cap_radius_ * cap_radius_);
    const double sphere_slope =
        1 / (rho_ + a) - (beyond > 0 ? a / beyond : 0.0) / (rho_ * std::sin(alpha_) + beyond);
    const double cone_slope = cot * cap_radius_ / (a * beyond);
    double kinks = 0;
    for (const Kink& kink : kinks_)
        if (a > kink.radius)
            kinks += kink.bend * kink.radius / std::sqrt((a - kink.radius) * (a + kink.radius));
    return contact_depth(a) / a + a * (sphere_slope + cone_slope) + kinks;
}

}  // namespace puncta
