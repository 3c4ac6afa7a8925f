#include "models/skin/timed_needle.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "models/skin/first_crossing.hpp"
#include "models/viscosity/relaxation.hpp"

namespace puncta::models {
namespace {

/// End of a bisection in [0, 1] for the first argument at which a rising condition holds.
template <class Reached>
double first_fraction(Reached&& reached) {
    if (reached(0.0)) return 0;
    double low = 0, high = 1;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (reached(middle) ? high : low) = middle;
    }
    return high;
}

/// The same skin with its long-time and its instantaneous moduli, and what cutting it takes.
struct SkinInTime {
    LayeredSkin slow, fast, cut;
    RoundNeedleLaw slow_law, fast_law, cut_law;

    SkinInTime(const SkinCard& card, const NeedleProfile& needle, double rate, double cutting,
               SurfaceTables& cache)
        : slow(card, rate, cache),
          fast(card, rate / long_time_share(card.relaxation), cache),
          cut(card, cutting, cache),
          slow_law(slow, needle),
          fast_law(fast, needle),
          cut_law(cut, needle) {}
    SkinInTime(const SkinInTime&) = delete;  // the laws refer to the skins beside them
    SkinInTime& operator=(const SkinInTime&) = delete;
    ~SkinInTime() = default;

    [[nodiscard]] double resting(double dimple) const { return dimple_force(slow_law, dimple); }
    /// The part of the instantaneous force that relaxes.
    [[nodiscard]] double relaxing(double dimple) const {
        return dimple_force(fast_law, dimple) - dimple_force(slow_law, dimple);
    }
};

class TimedNeedle {
  public:
    TimedNeedle(const SkinInTime& skin, const NeedleProfile& needle, double length, double threshold_factor,
                std::span<const PronyTerm> series)
        : skin_(skin),
          needle_(needle),
          length_(length),
          threshold_(threshold_factor * skin.cut_law.puncture_force()),
          turns_(skin.cut_law.turning_depths(length)),
          overstress_(series) {}

    void advance(double step, double displacement, TimedTrace& trace) {
        if (!inserted_) {
            if (const double breach = skin_.cut_law.breach_force(); !trace.breach)
                if (const auto part = reaches(breach, step, displacement))
                    trace.breach = ahead(*part, step, displacement);
            if (const auto part = reaches(threshold_, step, displacement)) {
                const double onset = displacement_ + *part * (displacement - displacement_);
                move(*part * step, onset, trace);
                insert(trace);
                step *= 1 - *part;
            }
        }
        move(step, displacement, trace);
    }

    [[nodiscard]] TimedPoint point() const {
        return {
            time_,
            {displacement_, dimple_, depth_, force_, resistance_parts(skin_.cut.cutting(), needle_, depth_)}};
    }

  private:
    /// Force of the dimple after a step of the history, as a function of the dimple.
    [[nodiscard]] DimpleForce after(double step) const {
        return [this, line = overstress_.after(step)](double dimple) {
            return skin_.resting(dimple) + line(skin_.relaxing(dimple));
        };
    }

    [[nodiscard]] double dimple_at(double displacement) const { return std::max(0.0, displacement - depth_); }

    /// Fraction of the step after which the force has reached the threshold, if it does.
    [[nodiscard]] std::optional<double> reaches(double threshold, double step, double displacement) const {
        auto reached = [&](double part) {
            const double u = displacement_ + part * (displacement - displacement_);
            return after(part * step)(dimple_at(u)) >= threshold;
        };
        if (after(step)(dimple_at(displacement)) <= 0 || !reached(1)) return {};
        return first_fraction(reached);
    }

    /// The state a fraction of a step ahead, before any cutting.
    [[nodiscard]] TimedPoint ahead(double part, double step, double displacement) const {
        TimedPoint there = point();
        there.time += part * step;
        there.state.displacement += part * (displacement - displacement_);
        there.state.dimple = dimple_at(there.state.displacement);
        there.state.force = after(part * step)(there.state.dimple);
        return there;
    }

    void insert(TimedTrace& trace) {
        inserted_ = true;
        trace.insertion = point();
        if (!trace.breach) trace.breach = trace.insertion;
        move(0, displacement_, trace);
        trace.jump = depth_;
    }

    void move(double step, double displacement, TimedTrace& trace) {
        const DimpleForce force = after(step);
        if (inserted_) depth_ = first_crossing(skin_.cut_law, turns_, length_, force, displacement, depth_);
        const double imposed = dimple_at(displacement);
        const double carried = imposed > 0 ? force(imposed) : std::min(0.0, force(0));
        trace.contact_time += step * touching(carried, step, displacement);
        force_ = std::max(0.0, carried);
        dimple_ = carried < 0 ? free_dimple(force, imposed) : imposed;
        overstress_.advance(step, skin_.relaxing(dimple_));
        time_ += step;
        displacement_ = displacement;
        trace.peak_force = std::max(trace.peak_force, force_);
    }

    /// Part of a step during which the needle carries force.
    [[nodiscard]] double touching(double carried, double step, double displacement) const {
        if (carried > 0 || force_ <= 0) return carried > 0 ? 1 : 0;
        return first_fraction([&](double part) {
            const double u = displacement_ + part * (displacement - displacement_);
            return after(part * step)(dimple_at(u)) <= 0;
        });
    }

    /// Sink at which the skin rests without a needle: force(D) = 0 above `imposed`, where it is negative.
    [[nodiscard]] double free_dimple(const DimpleForce& force, double imposed) const {
        double low = imposed, high = std::max(dimple_, 1e-9);
        while (force(high) < 0) high *= 2;
        for (int i = 0; i < 200 && high - low > 1e-15 * high; ++i) {
            const double middle = 0.5 * (low + high);
            (force(middle) < 0 ? low : high) = middle;
        }
        return high;
    }

    const SkinInTime& skin_;
    const NeedleProfile& needle_;
    double length_, threshold_;
    std::vector<double> turns_;
    Overstress overstress_;
    double time_ = 0, displacement_ = 0, dimple_ = 0, depth_ = 0, force_ = 0;
    bool inserted_ = false;
};

TimedTrace trace_at_rate(const SkinCard& card, const NeedleProfile& needle, double length,
                         const History& history, double threshold_factor, double rate) {
    SurfaceTables cache;
    TimedTrace trace;
    trace.rate_factor = rate;
    trace.cutting_factor = rate * secant_stiffening(card.relaxation, history, deep_dimple_power);
    const SkinInTime skin(card, needle, rate, trace.cutting_factor, cache);
    TimedNeedle run(skin, needle, length, threshold_factor, card.relaxation);
    double last = 0;
    for (std::size_t i = 0; i < history.time.size(); ++i) {
        run.advance(history.time[i] - last, history.displacement[i], trace);
        trace.points.push_back(run.point());
        last = history.time[i];
    }
    trace.depth = trace.points.empty() ? 0 : trace.points.back().state.depth;
    trace.channel = skin.cut_law.channel(trace.depth);
    return trace;
}

}  // namespace

TimedTrace trace_in_time(const SkinCard& card, const NeedleProfile& needle, double length,
                         const History& history, double threshold_factor) {
    auto at_speed = [&](double speed) {
        return trace_at_rate(card, needle, length, history, threshold_factor,
                             rate_stiffening(card.rate_exponent, speed));
    };
    auto speed_in = [&](const TimedTrace& trace) {
        return history.peak_speed(trace.insertion ? trace.insertion->time
                                                  : std::numeric_limits<double>::infinity());
    };
    // The faster, the stiffer, the sooner inserted and so the slower: one speed answers for itself. It is
    // that of the whole history unless the needle is in before the fastest moment.
    double high = history.peak_speed();
    TimedTrace trace = at_speed(high);
    double low = speed_in(trace);
    auto factor = [&](double speed) { return rate_stiffening(card.rate_exponent, speed); };
    while (high - low > 1e-6 * high && factor(high) > factor(low)) {
        const double middle = 0.5 * (low + high);
        trace = at_speed(middle);
        (speed_in(trace) < middle ? high : low) = middle;
    }
    return trace;
}

}  // namespace puncta::models
