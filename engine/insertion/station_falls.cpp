// Needles on falling pieces of F_res (STATION.md, "States"): one that passes its piece or comes to stand on
// it, and several that stand on theirs and chase each other.

#include <algorithm>
#include <cmath>

#include "engine/insertion/load_balance.hpp"

namespace puncta {

/// Holds needle i at a depth, settles the rest, and tells by how much it is pressed beyond its resistance.
double LoadBalance::excess_held_at(std::size_t i, const LocalLaw& law, double depth) {
    NeedleState& w = work_[i];
    w.depth = w.floor = w.piece_end = depth;
    w.mode = w.force > 0 ? Mode::blocked : Mode::off;
    settled_ = settle() && settled_;
    return w.force - law.resistance(depth).value;
}

/// Needle i stands on a falling piece with too much force: it passes the piece, or comes to stand on it.
/// True where it stands.
bool LoadBalance::fall(std::size_t i, const LocalLaw& law) {
    NeedleState& w = work_[i];
    const double start = w.depth, end = w.piece_end;
    double at_low = w.force - law.resistance(start).value, at_high = excess_held_at(i, law, end);
    if (at_high > 0) {
        w.set_piece();
        return false;
    }
    // The crossing lies on the falling piece. Newton from its far end, where the balance is stable …
    if (follow_falling_) {
        w.floor = start;
        w.depth = start + (end - start) * (1 - 1e-6);
        w.set_piece();
        w.mode = Mode::cutting;
        w.force = law.resistance(w.depth).value;
        if (settle() && w.mode == Mode::cutting && w.depth > start) return true;
    }
    // … or, where that fails, between the two with the needle held: regula falsi, now and then bisection.
    double low = start, high = end;
    int stays = 0;  // of one end; then it counts half (Illinois)
    for (int n = 1; n < 60 && high - low > 1e-12 * high; ++n) {
        double x = low + (high - low) * at_low / (at_low - at_high);
        if (n % 4 == 0 || !(x > low && x < high)) x = 0.5 * (low + high);
        const double excess = excess_held_at(i, law, x);
        const int side = excess > 0 ? 1 : -1;
        stays = stays * side > 0 ? stays + side : side;
        (side > 0 ? low : high) = x;
        (side > 0 ? at_low : at_high) = excess;
        if (std::abs(stays) > 1) (side > 0 ? at_high : at_low) /= 2;
    }
    excess_held_at(i, law, high);
    w.mode = w.force > 0 ? Mode::resting : Mode::off;
    w.set_piece();
    return true;
}

/// Does the state that Newton came to hold under small disturbances? Each needle that follows a falling piece
/// gives the matrix a negative pivot. One more, or an axle that would sink by itself, tells of a state
/// between two stable ones: there the needles do not stay.
bool LoadBalance::stable() {
    const auto falls = [](const NeedleState& w) { return w.mode == Mode::cutting && w.falling; };
    const auto falling = std::count_if(work_.begin(), work_.end(), falls);
    if (falling == 0) return true;
    linearise();
    if (!factor(linear_.residual) || linear_.matrix.negative_pivots() != falling) return false;
    return driven_ || drum_.stiffness() + shared(linear_.by_axle) > 0;
}

/// Needles held on falling pieces with about what they can carry follow F_res together, in place of many
/// small falls of one after the other. Kept where they come to a stable stand, which is then the one those
/// falls would have ended at; else nothing is changed, and the next try waits until they are closer.
void LoadBalance::stand_together() {
    before_ = work_;
    const double depression = depression_;
    for (NeedleState& w : work_) {
        if (!w.falling || (w.mode != Mode::blocked && w.mode != Mode::resting)) continue;
        const double resistance = w.resistance(w.depth).value;
        if (std::abs(w.force - resistance) > joint_share_ * load_) continue;
        w.floor = w.depth;
        w.set_piece();
        w.mode = Mode::cutting;
        w.force = resistance;
    }
    follow_falling_ = true;
    const bool stand = settle() && stable();
    follow_falling_ = false;
    if (!stand) {
        work_ = before_;
        depression_ = depression;
        joint_share_ /= 10;
        settled_ = settle();
        return;
    }
    for (NeedleState& w : work_) {
        if (!w.falling || w.mode != Mode::cutting) continue;
        w.floor = w.depth;
        w.set_piece();
        w.mode = Mode::resting;
    }
}

}  // namespace puncta
