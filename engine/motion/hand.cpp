#include "engine/motion/hand.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace puncta {
namespace {

constexpr double least_ramp = 1e-3;  ///< of the load: a station without load has no balance

DrawKey key_of(std::uint64_t replicate, const Stroke& stroke) {
    return {replicate, static_cast<std::uint64_t>(stroke.pass), static_cast<std::uint64_t>(stroke.stripe)};
}

DrawKey second(DrawKey key) {
    key.c = 1;
    return key;
}

}  // namespace

LognormalPath::LognormalPath(const Draws& draws, Purpose purpose, const DrawKey& key, double cv,
                             double correlation_time)
    : path_(draws, purpose, key, correlation_time),
      variance_(std::log1p(cv * cv)),
      constant_(draws.lognormal(purpose, key, cv)),
      varies_(cv > 0 && std::isfinite(correlation_time)) {}

double LognormalPath::at(double time) const {
    return varies_ ? std::exp(std::sqrt(variance_) * path_.at(time) - 0.5 * variance_) : constant_;
}

StrokeHand::StrokeHand(const TreatmentSpec& treatment, const Draws& draws, std::uint64_t replicate,
                       const Stroke& stroke, double length)
    : mean_load_(treatment.load),
      mean_speed_(treatment.speed),
      ramp_(treatment.load_ramp),
      length_(length),
      load_(draws, Purpose::stroke_load, key_of(replicate, stroke), treatment.load_cv,
            treatment.load_correlation_time),
      speed_(draws, Purpose::stroke_speed, key_of(replicate, stroke), treatment.speed_cv,
             treatment.speed_correlation_time),
      wave_number_(2 * std::numbers::pi / treatment.wander_length) {
    const DrawKey key = key_of(replicate, stroke);
    tilt_ = treatment.tilt_mean;
    if (treatment.tilt_sd > 0) tilt_ += treatment.tilt_sd * draws.normal(Purpose::stroke_tilt, key);
    if (stroke.backward) tilt_ = -tilt_;  // the same side of the skin lies lower
    if (treatment.wander_sd > 0) {
        cosine_ = treatment.wander_sd * draws.normal(Purpose::stroke_wander, key);
        sine_ = treatment.wander_sd * draws.normal(Purpose::stroke_wander, second(key));
    }
}

double StrokeHand::load(double travelled) const {
    return mean_load_ * load_.at(travelled / mean_speed_) * ramp(travelled);
}

double StrokeHand::ramp(double travelled) const {
    if (ramp_ <= 0) return 1;
    return std::clamp(std::min(travelled, length_ - travelled) / ramp_, least_ramp, 1.0);
}

double StrokeHand::speed(double travelled) const {
    return mean_speed_ * speed_.at(travelled / mean_speed_);
}

double StrokeHand::lateral(double travelled) const {
    const double phase = wave_number_ * travelled;
    return cosine_ * std::cos(phase) + sine_ * std::sin(phase);
}

}  // namespace puncta
