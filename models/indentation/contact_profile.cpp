#include "models/indentation/contact_profile.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"

namespace puncta::models {
namespace {

double cotangent(double half_angle) {
    if (!(half_angle > 0 && half_angle < std::numbers::pi / 2))
        throw InputError(fmt::format("half_angle = {} must lie between 0 and pi/2 (radians)", half_angle));
    return 1 / std::tan(half_angle);
}

double positive(const char* name, double value) {
    if (!(std::isfinite(value) && value > 0))
        throw InputError(fmt::format("{} = {} must be finite and positive", name, value));
    return value;
}

}  // namespace

ConeProfile::ConeProfile(double half_angle) : slope_(std::numbers::pi / 2 * cotangent(half_angle)) {}

BluntedConeProfile::BluntedConeProfile(double half_angle, double flat_radius)
    : cotangent_(cotangent(half_angle)), flat_(positive("flat_radius", flat_radius)) {}

double BluntedConeProfile::depth(double t) const {
    return t > flat_ ? t * cotangent_ * std::acos(flat_ / t) : 0;
}

double BluntedConeProfile::slope(double t) const {
    if (t <= flat_) return 0;
    return cotangent_ * (std::acos(flat_ / t) + flat_ / std::sqrt((t - flat_) * (t + flat_)));
}

SphereProfile::SphereProfile(double radius) : radius_(positive("radius", radius)) {}

double SphereProfile::depth(double t) const {
    return t * std::atanh(t / radius_);
}

double SphereProfile::slope(double t) const {
    return std::atanh(t / radius_) + t * radius_ / ((radius_ - t) * (radius_ + t));
}

PowerProfile::PowerProfile(double coefficient, double exponent)
    : factor_(positive("coefficient", coefficient)), exponent_(exponent) {
    if (!(std::isfinite(exponent) && exponent >= 1))
        throw InputError(fmt::format("exponent = {} must be at least 1", exponent));
    factor_ *= std::sqrt(std::numbers::pi) *
               std::exp(std::lgamma(exponent / 2 + 1) - std::lgamma(exponent / 2 + 0.5));
}

double PowerProfile::depth(double t) const {
    return factor_ * std::pow(t, exponent_);
}

double PowerProfile::slope(double t) const {
    return exponent_ * factor_ * std::pow(t, exponent_ - 1);
}

TipProfile::TipProfile(double tip_radius, double half_angle)
    : tip_(positive("tip_radius", tip_radius)),
      cap_(tip_radius * std::cos(half_angle)),
      edge_(tip_radius * std::sin(half_angle)),
      cotangent_(cotangent(half_angle)) {}

ContactProfile::Both TipProfile::at(double t) const {
    if (t <= cap_) {
        const double sphere = std::atanh(t / tip_);
        return {t * sphere, sphere + t * tip_ / ((tip_ - t) * (tip_ + t))};
    }
    const double beyond = std::sqrt((t - cap_) * (t + cap_));
    const double sum = std::log((tip_ + t) / (edge_ + beyond)) + cotangent_ * std::acos(cap_ / t);
    const double slope =
        t / (tip_ + t) + (cotangent_ * cap_ - t * t / (edge_ + beyond)) / std::max(beyond, 1e-300);
    return {t * sum, sum + slope};
}

NeedleContactProfile::NeedleContactProfile(const NeedleProfile& needle)
    : needle_(needle), tip_(needle.tip_radius(), needle.half_angle()) {
    double steepness = 1 / std::tan(needle.half_angle());  // df/dr
    for (std::size_t i = 1; i < needle.contact_corners().size(); ++i) {
        const double behind = 2 / needle.diameter_slope(needle.seams()[i]);
        kinks_.push_back({needle.contact_corners()[i], behind - steepness});
        steepness = behind;
    }
}

ContactProfile::Both NeedleContactProfile::at(double t) const {
    auto [depth, slope] = tip_.at(t);
    for (const Kink& kink : kinks_)
        if (t > kink.radius) {
            const double angle = kink.bend * std::acos(kink.radius / t);
            depth += t * angle;
            slope += angle + kink.bend * kink.radius / std::sqrt((t - kink.radius) * (t + kink.radius));
        }
    return {depth, slope};
}

}  // namespace puncta::models
