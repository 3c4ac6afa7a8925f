#include "models/skin/single_needle.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "models/skin/first_crossing.hpp"

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
            const double force = dimple_force(law_, displacement);
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
    NeedlePoint point(double displacement) const {
        const double dimple = std::max(0.0, displacement - depth_);
        return {displacement, dimple, depth_, dimple_force(law_, dimple),
                resistance_parts(skin_.cutting(), needle_, depth_)};
    }

    double crossing(double displacement, double from) const {
        return first_crossing(
            law_, turns_, length_, [this](double dimple) { return dimple_force(law_, dimple); }, displacement,
            from);
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
