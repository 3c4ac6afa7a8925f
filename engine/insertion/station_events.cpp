// The events of a station: needles that insert or run over a maximum of F_res (STATION.md, "States"). The
// smooth part is in load_balance.cpp, falling pieces of F_res in station_falls.cpp.

#include <algorithm>
#include <cmath>

#include "engine/insertion/load_balance.hpp"

namespace puncta {
namespace {

constexpr double stale = 0.02;          ///< change of an entry of the matrix that a forecast can bear
constexpr double clear_lead = 0.01;     ///< of a needle's mean load: certain, though forces are rough
constexpr double landing_margin = 0.1;  ///< of the way foreseen: how clear a landing must be
constexpr double rough_slack = 1e-7;  ///< of the depression: so far above a depth it had, a needle came back
constexpr double excess_tolerance = 1e-12;  ///< of the load
constexpr double fall_tolerance = 1e-10;    ///< the same for a needle held on a falling piece of F_res

/// The depth on a rising piece at which the skin, pushing to `depth_at` of a force, meets F_res.
template <class DepthAt>
double meeting_depth(const LocalLaw& law, double start, double end, double stiffness,
                     const DepthAt& depth_at) {
    double low = start, high = end, p = start;
    for (int n = 0; n < 40; ++n) {  // Newton with bisection as a guard
        const NeedleLaw::Value r = law.resistance(p);
        const double ahead = depth_at(r.value) - p;
        (ahead > 0 ? low : high) = p;
        const double slope = 1 + r.slope / stiffness;
        double next = p + ahead / slope;
        if (!(next > low && next < high)) next = 0.5 * (low + high);
        if (std::abs(next - p) <= 1e-4 * high) break;
        p = next;
    }
    return p;
}

}  // namespace

/// Is the matrix factored last still that of these needles, but for what needle number k meets itself?
bool LoadBalance::factor_holds_beside(std::size_t k) const {
    const Linear& l = linear_;
    if (l.factored != l.active) return false;
    for (std::size_t j = 0; j < l.active.size(); ++j)
        if (j != k && std::abs(l.compliance[j] - l.factored_compliance[j]) > stale * l.compliance[j])
            return false;
    return true;
}

/// First-order answer of the settled station when needle i is held deeper: its force falls by `stiffness` per
/// depth, the others' forces and the axle change in proportion to it.
bool LoadBalance::find_answer(std::size_t i) {
    Linear& l = linear_;
    const auto at = std::find(l.active.begin(), l.active.end(), i);
    if (at == l.active.end()) return false;
    const auto k = static_cast<std::size_t>(at - l.active.begin());
    std::vector<double>& forces = answer_.forces;
    forces.assign(l.active.size(), 0.0);
    forces[k] = 1;
    if (factor_holds_beside(k)) {
        l.matrix.solve(forces);
        // The needle's own entry has changed by d: M' = M + d e eᵀ (Sherman and Morrison).
        const double d = l.compliance[k] - l.factored_compliance[k], keeps = 1 / (1 + d * forces[k]);
        const double axle = l.by_axle[k] * d * keeps;
        for (std::size_t j = 0; j < forces.size(); ++j) {
            l.by_axle[j] = std::fma(forces[j], -axle, l.by_axle[j]);
            forces[j] *= keeps;
        }
        l.factored.clear();
    } else {
        if (!factor(forces)) return false;
        forces = l.step;
    }
    answer_.axle = driven_ ? 0 : shared(forces) / (drum_.stiffness() + shared(l.by_axle));
    for (std::size_t j = 0; j < forces.size(); ++j)
        forces[j] = std::fma(l.by_axle[j], -answer_.axle, forces[j]);
    answer_.stiffness = forces[k];
    return std::isfinite(answer_.stiffness) && answer_.stiffness > 0;
}

/// Would another needle insert sooner, once needle i, which carried `force`, has come to the maximum
/// `resistance` of F_res, `beyond` short of where that would stop it?
bool LoadBalance::other_inserts_before(std::size_t i, double force, double resistance, double beyond,
                                       std::span<const StationNeedle> needles) const {
    const double excess = beyond * answer_.stiffness, change = resistance + excess - force;
    for (std::size_t k = 0; k < linear_.active.size(); ++k) {
        const std::size_t j = linear_.active[k];
        if (j == i || needles[j].inserted) continue;
        const double then = work_[j].force + answer_.forces[k] / answer_.stiffness * change;
        const double over = then - needles[j].threshold_factor * needles[j].law->puncture_force();
        if (over >= 0 && over > (1 - landing_margin) * excess) return true;
    }
    return false;
}

/// Puts needle i, pushed with more than its resistance, onto the rising piece on which it comes to stand:
/// where F_res meets the force that the skin still presses with, or at its end where it has to wait, for
/// others or for good at its hub. Its own dimple is taken as it is, the rest of the station to first order,
/// and no falling piece is passed, and no maximum, unless that is clear by a wide margin and no other needle
/// would insert before. False, and nothing changed, where it may stay on a falling piece or the station gives
/// no answer.
bool LoadBalance::foresee_landing(std::size_t i, std::span<const StationNeedle> needles) {
    if (!find_answer(i)) return false;
    NeedleState& w = work_[i];
    const LocalLaw& law = *needles[i].law;
    const double from = w.depth, force = w.force;
    const NeedleLaw::Value dimple = w.dimple(force);
    const double rest = 1 / answer_.stiffness - dimple.slope;
    auto depth_at = [&](double f) { return from + (dimple.value - w.dimple(f).value) + rest * (force - f); };
    double start = from;
    bool falling = w.falling;
    for (double end = w.piece_end;;) {
        const double resistance = law.resistance_anew(end).value;
        const double there = depth_at(resistance), beyond = there - end;
        const bool passes = beyond > landing_margin * std::abs(there - from) && end < w.longest();
        if (falling && !passes) return false;
        if (!passes || (!falling && other_inserts_before(i, force, resistance, beyond, needles))) {
            if (beyond > 0)
                w.stop(start, resistance + beyond * answer_.stiffness);
            else
                w.land(start, meeting_depth(law, start, end, answer_.stiffness, depth_at));
            let_others_answer(i, w.force - force);
            return true;
        }
        start = end;
        falling = !falling;
        end = w.next_turn(end);
    }
}

/// To needle i, which carries that much more than when the answer was found.
void LoadBalance::let_others_answer(std::size_t i, double change) {
    depression_ -= change * answer_.axle / answer_.stiffness;
    const Linear& l = linear_;
    for (std::size_t k = 0; k < l.active.size(); ++k) {
        const std::size_t j = l.active[k];
        if (j == i) continue;
        const double more = answer_.forces[k] / answer_.stiffness * change;
        work_[j].step(more, l.deeper[k] * more, 1, limits_of(j));
    }
}

/// Needle i has just inserted, or stands where its piece of F_res ends with more force than the resistance
/// there: it goes on, over a falling piece and along the rising one behind it, or over several where that can
/// be foreseen. Leaves the station settled; false where that does not converge.
bool LoadBalance::run_through(std::size_t i, std::span<const StationNeedle> needles) {
    NeedleState& w = work_[i];
    const LocalLaw& law = *needles[i].law;
    settled_ = true;
    w.floor = w.depth;
    w.set_piece();
    before_ = work_;
    const double depression = depression_;
    if (foresee_landing(i, needles)) {
        settled_ = settle();
        if (settled_ && (w.depth > w.floor || w.mode == Mode::blocked)) return true;
        // Not settled, or back at the start of its piece: it would have come to stand before.
        work_ = before_;
        depression_ = depression;
        settled_ = settle();
    }
    if (w.falling) {
        // Where it comes to stand on the piece is its floor, and a rough solution would let it fall again.
        const double tolerance = take_care();
        if (fall(i, law)) return settle() && settled_;
        tolerance_ = tolerance;
    }
    w.drive(limits_of(i));
    return settle() && settled_;
}

/// In haste the depths are not exact enough to be floors. They are noted: where a needle ends above one, the
/// floor would have held it, and the station is solved again with care.
void LoadBalance::keep_floors() {
    for (std::size_t i = 0; i < work_.size(); ++i) {
        NeedleState& w = work_[i];
        if (w.mode != Mode::cutting && w.mode != Mode::blocked) continue;
        if (in_haste())
            reached_[i] = std::max(reached_[i], w.depth);
        else
            w.floor = w.depth;
    }
}

bool LoadBalance::fell_back() const {
    for (std::size_t i = 0; i < work_.size(); ++i)
        if (work_[i].depth < reached_[i] - rough_slack * std::abs(depression_)) return true;
    return false;
}

/// By how much a needle carries more than it can; negative: by how much less, or nothing to tell.
double LoadBalance::excess_of(std::size_t i, const StationNeedle& needle) {
    NeedleState& w = work_[i];
    if (!needle.inserted && w.force > 0)
        return w.force - needle.threshold_factor * needle.law->puncture_force();
    const bool held = w.mode == Mode::blocked || (needle.inserted && w.mode == Mode::resting && w.falling);
    if (!held || w.depth >= needle.longest) return -load_;
    const double tolerance = w.falling ? fall_tolerance : excess_tolerance;
    return w.force - w.resistance(w.depth).value - tolerance * load_;
}

/// The needle with the largest excess, the number of needles where there is none; `lead` is how far it is
/// ahead of the next one and of none [N].
std::size_t LoadBalance::next_to_move(std::span<const StationNeedle> needles, double& lead) {
    std::size_t chosen = needles.size();
    double largest = 0;
    lead = 0;
    for (std::size_t i = 0; i < needles.size(); ++i) {
        const double excess = excess_of(i, needles[i]);
        if (excess < 0) continue;
        if (chosen == needles.size() || excess > largest) {
            lead = excess - largest;
            largest = excess;
            chosen = i;
        } else {
            lead = std::min(lead, largest - excess);
        }
    }
    return chosen;
}

/// The one event with the largest excess, until the needle stands; false when there is none.
bool LoadBalance::advance_one(std::span<StationNeedle> needles, std::vector<StationEvent>& events) {
    double lead = 0;
    std::size_t chosen = next_to_move(needles, lead);
    if (in_haste() && chosen != needles.size() && lead < clear_lead * load_ / double(needles.size())) {
        settled_ = settle_with_care();
        if (!settled_) return true;
        chosen = next_to_move(needles, lead);
    }
    for (std::size_t i = 0; i < needles.size(); ++i) {
        if (needles[i].breached || work_[i].force <= 0) continue;
        if (work_[i].force < needles[i].law->breach_force()) continue;
        needles[i].breached = true;
        events.push_back({StationEvent::Kind::breach, i});
    }
    if (chosen != moved_) keep_floors();
    moved_ = chosen;
    if (chosen == needles.size()) return false;
    if (needles[chosen].inserted) {
        const bool close = excess_of(chosen, needles[chosen]) < joint_share_ * load_;
        if (!follow_falling_ && work_[chosen].falling && close) stand_together();
        if (settled_ && excess_of(chosen, needles[chosen]) >= 0) settled_ = run_through(chosen, needles);
        return true;
    }
    needles[chosen].inserted = true;
    if (!needles[chosen].breached) {
        needles[chosen].breached = true;
        events.push_back({StationEvent::Kind::breach, chosen});
    }
    events.push_back({StationEvent::Kind::insertion, chosen});
    ++counts_.insertions;
    settled_ = run_through(chosen, needles);
    return true;
}

}  // namespace puncta
