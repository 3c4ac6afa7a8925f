#include "models/indentation/contact_profile.hpp"

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

}  // namespace puncta::models
