#pragma once
/// A random process in time whose memory fades: stationary, Gaussian, mean 0, variance 1, correlation
/// exp(-|t - s|/tau) (Ornstein & Uhlenbeck, Phys. Rev. 36 (1930) 823).
///
/// It is a function of the time alone: how finely, in which order or how often it is asked changes nothing.
/// The values at multiples of tau/4096 are drawn exactly by halving (being Markovian, the process in the
/// middle of two known values depends on them alone): given x and y a time 2h apart the middle has mean (x +
/// y)/(2 cosh(h/tau)) and variance tanh(h/tau). Each draw is keyed by the number of its multiple. Between
/// multiples it runs straight, which takes at most 1.3e-4 of the variance.

#include <cstdint>

#include "engine/random/draws.hpp"

namespace puncta {

class CorrelatedPath {
  public:
    /// `key.c` counts the draws; `correlation_time` is finite [s]. The value at time 0 is the normal of
    /// `key`.
    CorrelatedPath(const Draws& draws, Purpose purpose, const DrawKey& key, double correlation_time)
        : draws_(draws), purpose_(purpose), key_(key), unit_(correlation_time / per_time) {}

    [[nodiscard]] double at(double time) const;  ///< times before 0 give the value at 0

  private:
    static constexpr double per_time = 4096;
    [[nodiscard]] double draw(std::int64_t multiple) const;
    [[nodiscard]] double at_multiple(std::int64_t multiple) const;

    Draws draws_;
    Purpose purpose_;
    DrawKey key_;
    double unit_;
};

}  // namespace puncta
