#include "bench/baselines/full_needle_state.hpp"

#include <algorithm>
#include <cmath>

namespace puncta::full {

NeedleState::NeedleState(const StationNeedle& needle)
    : mode(needle.force > 0 ? Mode::resting : Mode::off),
      force(needle.force),
      depth(needle.depth),
      floor(needle.depth),
      needle_(&needle),
      relaxed_sink_(needle.relaxed > 0 ? needle.law->dimple(needle.relaxed).value : 0) {
    set_piece();
}

NeedleLaw::Value NeedleState::dimple(double at_force) const {
    const NeedleLaw::Value whole = needle_->law->dimple(at_force + needle_->relaxed);
    return {whole.value - relaxed_sink_, whole.slope};
}

const NeedleLaw::Value& NeedleState::resistance(double at_depth) {
    Known& known = at_depth == floor ? at_floor_ : at_depth_;
    if (known.depth != at_depth) known = {at_depth, needle_->law->resistance_anew(at_depth)};
    return known.resistance;
}

void NeedleState::set_piece() {
    piece_end = needle_->longest;
    falling = false;
    for (const double turn : needle_->law->turning_depths()) {
        if (depth < turn) {
            piece_end = std::min(turn, needle_->longest);
            return;
        }
        falling = !falling;
    }
}

bool NeedleState::unstable(double at_depth, double self) const {
    const double unloading = dimple(force).slope + self;
    return -needle_->law->resistance_anew(at_depth).slope * unloading > 0.9;
}

void NeedleState::drive(const StepLimits& limits) {
    bool held = depth >= piece_end;
    if (falling && !held) held = !limits.follow_falling || unstable(depth, limits.self);
    if (held) {
        mode = Mode::blocked;
        return;
    }
    if (!falling) depth = depth_at_resistance(*needle_->law, force, depth, piece_end);
    mode = depth < piece_end ? Mode::cutting : Mode::blocked;
    if (mode == Mode::cutting) force = resistance(depth).value;
}

void NeedleState::step(double more, double deeper, double gap, const StepLimits& limits) {
    const double wanted = force + more;
    const double kept = std::max({wanted, 0.1 * force, limits.least_force});
    switch (mode) {
        case Mode::off:
            return;
        case Mode::resting:
            return step_resting(wanted, kept, gap, limits);
        case Mode::cutting:
            return step_cutting(wanted, kept, deeper, limits);
        case Mode::blocked:
            return step_blocked(kept);
    }
}

void NeedleState::step_resting(double wanted, double kept, double gap, const StepLimits& limits) {
    if (wanted <= 0 && gap <= 0) {
        mode = Mode::off;
        force = 0;
        return;
    }
    force = kept;
    const double limit = resistance(depth).value;
    if (!needle_->inserted || force <= limit) return;
    // Onto its piece where it stands: the next step knows the slope there.
    const double pressing = force;
    if (depth > 0) force = limit;
    drive(limits);
    if (mode == Mode::blocked) force = pressing;
}

void NeedleState::step_cutting(double wanted, double kept, double deeper, const StepLimits& limits) {
    const LocalLaw& law = *needle_->law;
    // Along a rising piece there are two first-order steps, of the depth and of the force; kinks at layer
    // tops and flat stretches before a maximum spoil one or the other, so the shorter is taken.
    double to = depth + deeper;
    if (!falling && wanted > 0) {
        const double by_force =
            wanted <= resistance(floor).value ? floor : depth_at_resistance(law, wanted, floor, piece_end);
        if (std::abs(by_force - depth) < std::abs(deeper)) to = by_force;
    }
    if (to <= floor) {
        depth = floor;
        mode = Mode::resting;
        force = std::min(kept, resistance(floor).value);
    } else if (to >= piece_end) {
        depth = piece_end;
        mode = Mode::blocked;
        force = std::max(wanted, law.resistance_anew(piece_end).value);
    } else if (falling && to > depth && unstable(to, limits.self) && !unstable(depth, limits.self)) {
        // Held where it would begin to jump.
        depth = last_stable(depth, to, limits.self);
        mode = Mode::blocked;
        force = std::max(wanted, law.resistance_anew(depth).value);
    } else {
        depth = std::max(to, 0.1 * depth);
        force = resistance(depth).value;
    }
}

double NeedleState::last_stable(double low, double high, double self) const {
    for (int n = 0; n < 60 && high - low > 1e-15 * high; ++n) {
        const double middle = 0.5 * (low + high);
        (unstable(middle, self) ? high : low) = middle;
    }
    return low;
}

void NeedleState::step_blocked(double kept) {
    force = kept;
    if (force >= resistance(depth).value) return;
    // Back from the end onto the piece, or at rest where nothing of it was passed.
    mode = depth > floor ? Mode::cutting : Mode::resting;
    if (mode == Mode::resting) return;
    depth = falling ? 0.5 * (floor + depth) : floor + 0.999 * (depth - floor);
    force = resistance(depth).value;
}

}  // namespace puncta::full
