#include "models/skin/single_needle.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace puncta::models {
namespace {

class Trace {
  public:
    Trace(const LayeredSkin& skin, const NeedleProfile& needle, double length, double threshold_factor)
        : skin_(skin),
          length_(length),
          needle_(needle),
          law_(skin, needle),
          turns_(law_.turning_depths(length)),
          threshold_(threshold_factor * law_.puncture_force()) {}

    NeedlePoint at(double displacement, NeedleTrace& trace) {
        if (!inserted_) {
            const double force = dimple_force(displacement);
            if (!trace.breach && force >= law_.breach_force() && force > 0)
                trace.breach = point(law_.dimple(law_.breach_force()).value);
            if (force >= threshold_ && force > 0) {
                inserted_ = true;
                const double onset = threshold_ > 0 ? law_.dimple(threshold_).value : 0;
                trace.insertion = point(onset);
                if (!trace.breach) trace.breach = trace.insertion;
                trace.jump = crossing(onset, 0);
            }
        }
        if (inserted_) depth_ = crossing(displacement, depth_);
        return point(displacement);
    }

    [[nodiscard]] NeedleLaw::Channel channel() const { return law_.channel(depth_); }

  private:
    double dimple_force(double dimple) const {
        return dimple > 0 ? std::max(law_.contact_force(dimple), law_.deep_force(dimple)) : 0;
    }

    NeedlePoint point(double displacement) const {
        const double dimple = std::max(0.0, displacement - depth_);
        return {displacement, dimple, depth_, dimple_force(dimple),
                resistance_parts(skin_.cutting(), needle_, depth_)};
    }

    /// Smallest p in [from, u] with F_iso(u - p) <= F_res(p), piece by piece between the turns of F_res; the
    /// needle's length where the hub stops it before.
    double crossing(double displacement, double from) const {
        auto excess = [&](double p) { return dimple_force(displacement - p) - law_.resistance(p).value; };
        const double deepest = std::min(length_, displacement);
        if (deepest <= from || excess(from) <= 0) return from;
        std::vector<double> edges = {from};
        bool rising = true;
        std::vector<bool> rises;
        for (const double turn : turns_) {
            if (turn > from && turn < deepest) {
                rises.push_back(rising);
                edges.push_back(turn);
            }
            rising = !rising;
            if (turn >= deepest) break;
        }
        // State of the last piece: the number of turns before its end decides.
        const auto passed =
            std::count_if(turns_.begin(), turns_.end(), [&](double t) { return t < deepest; });
        rises.push_back(passed % 2 == 0);
        edges.push_back(deepest);
        for (std::size_t piece = 0; piece + 1 < edges.size(); ++piece) {
            // On a falling piece the excess may dip below zero and return: look in small steps.
            const int steps = rises[piece] ? 1 : 256;
            double low = edges[piece];
            for (int s = 1; s <= steps; ++s) {
                double high = edges[piece] + (edges[piece + 1] - edges[piece]) * s / steps;
                if (excess(high) > 0) {
                    low = high;
                    continue;
                }
                for (int i = 0; i < 200 && high - low > 1e-15 * high; ++i) {
                    const double middle = 0.5 * (low + high);
                    (excess(middle) > 0 ? low : high) = middle;
                }
                return high;
            }
        }
        return deepest;
    }

    const LayeredSkin& skin_;
    double length_;
    const NeedleProfile& needle_;
    RoundNeedleLaw law_;
    std::vector<double> turns_;
    double threshold_;
    double depth_ = 0;
    bool inserted_ = false;
};

}  // namespace

NeedleTrace trace_needle(const LayeredSkin& skin, const NeedleProfile& needle, double length,
                         std::span<const double> displacements, double threshold_factor) {
    NeedleTrace trace;
    Trace run(skin, needle, length, threshold_factor);
    for (const double u : displacements) {
        if (!(u >= 0 && std::isfinite(u)))
            throw InputError(fmt::format("displacement {} m must be finite and not negative", u));
        trace.points.push_back(run.at(u, trace));
    }
    trace.channel = run.channel();
    return trace;
}

}  // namespace puncta::models
