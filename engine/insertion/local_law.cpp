#include "engine/insertion/local_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/numerics/bracketed_root.hpp"

namespace puncta {

LocalLaw::LocalLaw(const NeedleLaw& law, double self_compliance, double longest, const LocalSkin& skin)
    : law_(&law), skin_(skin), place_(law.at(skin)), turns_(place_->turning_depths(longest)) {
    set_self_compliance(self_compliance);
}

void LocalLaw::set_self_compliance(double self_compliance) {
    self_compliance_ = self_compliance;
    held_from_ = std::numeric_limits<double>::infinity();
    held_ = 0;
    if (self_compliance <= 0) return;
    auto surplus = [&](double force) { return place_->dimple(force).slope - self_compliance; };
    // Bracket the force at which dD/dF falls to g, on a scale the law itself provides.
    double high = law_->puncture_force() > 0 ? law_->puncture_force() : 1e-3, at_high = surplus(high);
    int doublings = 0;
    while (at_high > 0 && ++doublings < 60) at_high = surplus(high *= 2);
    if (doublings == 60) return;
    double low = high, at_low = at_high;
    while (at_low <= 0 && ++doublings < 200) at_low = surplus(low /= 2);
    held_from_ = at_low > 0 ? bracketed_root(surplus, low, at_low, high, at_high) : low;
    held_ = std::fmax(0.0, place_->dimple(held_from_).value - self_compliance * held_from_);
}

void LocalLaw::slide_into(double hole_depth) {
    if (!(hole_depth > 0)) return;
    share_ = law_->reopening_share(hole_depth, skin_);
    // On a falling piece of F_res the step up would make another turn: the hole then ends at the maximum
    // before.
    double from = 0;
    bool falling = false;
    opened_ = hole_depth;
    for (const double turn : turns_) {
        if (turn >= hole_depth) break;
        falling = !falling;
        if (falling)
            opened_ = turn;
        else {
            from = turn;
            opened_ = hole_depth;
        }
    }
    opened_until_ = std::max(0.95 * opened_, 0.5 * (from + opened_));
}

NeedleLaw::Value LocalLaw::resistance(double depth) const {
    const Quintic* piece =
        known_resistance_.at(depth, [this](double p) { return place_->resistance_around(p); });
    if (piece == nullptr) return resistance_anew(depth);
    const auto [value, slope] = (*piece)(depth);
    return met({value, slope}, depth);
}

NeedleLaw::Value LocalLaw::resistance_anew(double depth) const {
    return met(place_->resistance(depth), depth);
}

/// What of the whole F_res is met in a hole.
NeedleLaw::Value LocalLaw::met(const NeedleLaw::Value& whole, double depth) const {
    if (depth >= opened_) return whole;
    if (depth <= opened_until_) return {share_ * whole.value, share_ * whole.slope};
    const double rise = (1 - share_) / (opened_ - opened_until_);
    const double share = share_ + rise * (depth - opened_until_);
    return {share * whole.value, share * whole.slope + rise * whole.value};
}

NeedleLaw::Value LocalLaw::dimple(double force) const {
    if (force >= held_from_) return {held_, 0};
    const NeedleLaw::Value lone = place_->dimple(force);
    return {lone.value - self_compliance_ * force, lone.slope - self_compliance_};
}

double depth_at_resistance(const LocalLaw& law, double force, double low, double high) {
    if (law.resistance_anew(high).value <= force) return high;
    double p = 0.5 * (low + high);
    for (int i = 0; i < 200; ++i) {
        const auto [value, slope] = law.resistance_anew(p);
        (value < force ? low : high) = p;
        const double newton = p - (value - force) / slope;
        const double next = newton > low && newton < high ? newton : 0.5 * (low + high);
        if (std::abs(next - p) <= 1e-15 * high) return next;
        p = next;
    }
    return p;
}

}  // namespace puncta
