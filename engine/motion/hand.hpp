#pragma once
/// The hand on one stroke: load, speed, wander of the path and tilt of the axle, as functions of the way.
///
/// Load and speed are lognormal processes of given mean and coefficient of variation whose logarithms forget
/// over their correlation times (CorrelatedPath). One variance holds for both, between strokes and within:
/// the hand is lifted between strokes, so each stroke starts anew from the same distribution, and then
/// drifts. With a correlation time much longer than a stroke all variation is between strokes; with none
/// given it is exactly that. Time runs as the way over the mean speed: what the speed's own variation does to
/// the time of the load is neglected.
///
/// The ramp takes the load linearly from 0 where the roller is put down to its full value, and back where it
/// is lifted. The path wanders to the side as a wave of given length with random amplitude and phase, A (x
/// cos ks
/// + y sin ks) with independent normals x and y: Gaussian, stationary, correlation cos(k s), smooth as a hand
/// is; the rows stay square to the stroke. The tilt of the axle about the rolling direction is a number per
/// stroke, prescribed: a stroke keeps what its hand does to it, whatever moment the skin answers with.

#include "engine/motion/correlated_path.hpp"
#include "engine/motion/strokes.hpp"
#include "engine/motion/treatment_spec.hpp"
#include "engine/random/draws.hpp"

namespace puncta {

/// A lognormal process with mean 1, constant if its correlation time is infinite.
class LognormalPath {
  public:
    LognormalPath(const Draws& draws, Purpose purpose, const DrawKey& key, double cv,
                  double correlation_time);
    [[nodiscard]] double at(double time) const;

  private:
    CorrelatedPath path_;
    double variance_;  ///< of the logarithm
    double constant_;  ///< used when not varying
    bool varies_;
};

class StrokeHand {
  public:
    /// `length` is the way of the axle from where it is put down to where it is lifted [m].
    StrokeHand(const TreatmentSpec& treatment, const Draws& draws, std::uint64_t replicate,
               const Stroke& stroke, double length);

    /// Force on the axle after the way `travelled` [N]. More than 0: the ramp ends at a thousandth.
    [[nodiscard]] double load(double travelled) const;
    [[nodiscard]] double speed(double travelled) const;    ///< [m/s]
    [[nodiscard]] double lateral(double travelled) const;  ///< of the path, to the left [m]
    [[nodiscard]] double tilt() const { return tilt_; }    ///< left side lower [rad]

  private:
    [[nodiscard]] double ramp(double travelled) const;

    double mean_load_, mean_speed_, ramp_, length_;
    LognormalPath load_, speed_;
    double tilt_ = 0, cosine_ = 0, sine_ = 0, wave_number_ = 0;
};

}  // namespace puncta
