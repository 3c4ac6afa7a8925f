#include "engine/insertion/load_balance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double length_tolerance = 1e-12;  ///< of the axle depression
constexpr double load_tolerance = 1e-12;    ///< of the load
constexpr int newton_limit = 200;
constexpr int patient_steps = 40;       ///< Newton steps before the tolerance is widened …
constexpr double rounding_slack = 500;  ///< … to 5e-10
constexpr int event_limit = 5000;
constexpr double residual_limit = 1e-9;  ///< of depression and load, checked on the uncondensed equations

}  // namespace

LoadBalance::LoadBalance(const DrumInfluence& drum) : drum_(drum), drum_influence_(&drum) {}

void LoadBalance::enter(const StationInfluence& influence, const VectorXd& relaxed) {
    influence_ = &influence;
    relaxed_cells_ = relaxed;
    PUNCTA_EXPECT(relaxed.size() == 0 || relaxed.size() == influence.cell_needle.rows(), "{} cells, {}",
                  influence.cell_needle.rows(), relaxed.size());
}

/// What relaxed forces hold sunk is given: the bodies press on from there.
void LoadBalance::subtract_relaxed(std::span<const StationNeedle> needles) {
    const auto n = static_cast<Index>(needles.size());
    VectorXd relaxed(n);
    for (Index i = 0; i < n; ++i) relaxed[i] = needles[static_cast<std::size_t>(i)].relaxed;
    const bool of_needles = (relaxed.array() > 0).any();
    const bool of_cells = relaxed_cells_.size() > 0 && (relaxed_cells_.array() > 0).any();
    VectorXd sink = VectorXd::Zero(n), cell_sink;
    if (of_needles || of_cells) cell_sink = VectorXd::Zero(influence_->cell_needle.rows());
    if (of_needles) {
        sink.noalias() += influence_->needle_needle * relaxed;
        cell_sink.noalias() += influence_->cell_needle * relaxed;
    }
    if (of_cells) {
        sink.noalias() += influence_->cell_needle.transpose() * relaxed_cells_;
        cell_sink.noalias() += drum_influence_->cell_cell * relaxed_cells_;
    }
    drum_.enter(*influence_, cell_sink);
    for (std::size_t i = 0; i < needles.size(); ++i) {
        Working& w = work_[i];
        w.relaxed_sink = relaxed[Index(i)] > 0 ? needles[i].law->dimple(relaxed[Index(i)]).value : 0;
        w.offset = needles[i].offset - sink[Index(i)] - w.relaxed_sink;
    }
}

/// The local dimple that `force` presses beyond what relaxed force holds.
NeedleLaw::Value LoadBalance::dimple(std::size_t i, double force, const StationNeedle& needle) const {
    const NeedleLaw::Value whole = needle.law->dimple(force + needle.relaxed);
    return {whole.value - work_[i].relaxed_sink, whole.slope};
}

/// The piece of F_res, rising or falling, that the depth lies on or at whose start it stands.
void LoadBalance::set_piece(std::size_t i, const StationNeedle& needle) {
    Working& w = work_[i];
    w.piece_end = needle.longest;
    w.falling = false;
    for (const double turn : needle.law->turning_depths()) {
        if (w.depth < turn) {
            w.piece_end = std::min(turn, needle.longest);
            return;
        }
        w.falling = !w.falling;
    }
}

void LoadBalance::start(std::span<const StationNeedle> needles) {
    work_.assign(needles.size(), Working{});
    double carried = 0;
    for (std::size_t i = 0; i < needles.size(); ++i) {
        Working& w = work_[i];
        w.floor = w.depth = needles[i].depth;
        w.force = needles[i].force;
        w.mode = w.force > 0 ? Mode::resting : Mode::off;
        set_piece(i, needles[i]);
        carried += w.force;
    }
    subtract_relaxed(needles);
    if (carried > 0 || drum_.touches()) return;
    // Nothing known yet: let every needle carry the same and let Newton release those out of reach.
    for (Working& w : work_) {
        w.mode = Mode::resting;
        w.force = load_ / static_cast<double>(work_.size());
    }
    if (work_.empty()) drum_.press_all();
}

/// F_res of needle i at its depth, or at its floor; both are asked for at every step and remembered.
const NeedleLaw::Value& LoadBalance::resistance(std::size_t i, double depth, const StationNeedle& needle) {
    Working& w = work_[i];
    Known& known = depth == w.floor ? w.at_floor : w.at_depth;
    if (known.depth != depth) known = {depth, needle.law->resistance(depth)};
    return known.resistance;
}

/// On a falling piece: does F_res fall so fast there that the skin, unloading, cannot follow? Then the needle
/// jumps, and that is an event, not a Newton step.
bool LoadBalance::unstable(std::size_t i, double depth, const StationNeedle& needle) const {
    const auto k = static_cast<Index>(i);
    const double unloading = dimple(i, work_[i].force, needle).slope + drum_.reduced()(k, k);
    return -needle.law->resistance(depth).slope * unloading > 0.9;
}

/// Needle i carries more than its resistance and is driven on: to where a rising piece holds that force,
/// along a falling one by Newton's steps; or it stands blocked at the piece's end.
void LoadBalance::drive(std::size_t i, const StationNeedle& needle) {
    Working& w = work_[i];
    const LocalLaw& law = *needle.law;
    bool held = w.depth >= w.piece_end;
    if (w.falling && !held) held = !follow_falling_ || unstable(i, w.depth, needle);
    if (held) {
        w.mode = Mode::blocked;
        return;
    }
    if (!w.falling) w.depth = depth_at_resistance(law, w.force, w.depth, w.piece_end);
    w.mode = w.depth < w.piece_end ? Mode::cutting : Mode::blocked;
    if (w.mode == Mode::cutting) w.force = resistance(i, w.depth, needle).value;
}

/// Newton step of needle i: `step` of its force or, where it is driven, `deeper` of its depth. `gap` is the
/// local dimple the current forces leave to it.
void LoadBalance::step_needle(std::size_t i, double step, double deeper, double gap,
                              const StationNeedle& needle) {
    Working& w = work_[i];
    const LocalLaw& law = *needle.law;
    const double wanted = w.force + step;
    // D_iso rises with infinite slope from zero force: stepping there would get stuck, so a little is kept.
    const double least = 1e-10 * load_ / static_cast<double>(work_.size());
    const double reduced = std::max({wanted, 0.1 * w.force, least});
    switch (w.mode) {
        case Mode::off:
            return;
        case Mode::resting:
            if (wanted <= 0 && gap <= 0) {
                w.mode = Mode::off;
                w.force = 0;
                return;
            }
            w.force = reduced;
            if (const double limit = resistance(i, w.depth, needle).value;
                needle.inserted && w.force > limit) {
                // Onto its piece where it stands: the next step knows the slope there.
                const double pressing = w.force;
                if (w.depth > 0) w.force = limit;
                drive(i, needle);
                if (w.mode == Mode::blocked) w.force = pressing;
            }
            return;
        case Mode::cutting: {
            // Along a rising piece there are two first-order steps, of the depth and of the force; kinks at
            // layer tops and flat stretches before a maximum spoil one or the other, so the shorter is taken.
            double depth = w.depth + deeper;
            if (!w.falling && wanted > 0) {
                const double by_force = wanted <= resistance(i, w.floor, needle).value
                                            ? w.floor
                                            : depth_at_resistance(law, wanted, w.floor, w.piece_end);
                if (std::abs(by_force - w.depth) < std::abs(deeper)) depth = by_force;
            }
            if (depth <= w.floor) {
                w.depth = w.floor;
                w.mode = Mode::resting;
                w.force = std::min(reduced, resistance(i, w.floor, needle).value);
            } else if (depth >= w.piece_end) {
                w.depth = w.piece_end;
                w.mode = Mode::blocked;
                w.force = std::max(wanted, law.resistance(w.piece_end).value);
            } else if (w.falling && depth > w.depth && unstable(i, depth, needle) &&
                       !unstable(i, w.depth, needle)) {
                // Held where it would begin to jump.
                double jumps = depth;
                for (int n = 0; n < 60 && jumps - w.depth > 1e-15 * jumps; ++n) {
                    const double middle = 0.5 * (w.depth + jumps);
                    (unstable(i, middle, needle) ? jumps : w.depth) = middle;
                }
                w.mode = Mode::blocked;
                w.force = std::max(wanted, law.resistance(w.depth).value);
            } else {
                w.depth = std::max(depth, 0.1 * w.depth);
                w.force = resistance(i, w.depth, needle).value;
            }
            return;
        }
        case Mode::blocked:
            w.force = reduced;
            if (w.force < resistance(i, w.depth, needle).value) {
                // Back from the end onto the piece, or at rest where nothing of it was passed.
                w.mode = w.depth > w.floor ? Mode::cutting : Mode::resting;
                if (w.mode == Mode::cutting) {
                    w.depth = w.falling ? 0.5 * (w.floor + w.depth) : w.floor + 0.999 * (w.depth - w.floor);
                    w.force = resistance(i, w.depth, needle).value;
                }
            }
            return;
    }
}

bool LoadBalance::newton(std::span<const StationNeedle> needles) {
    const std::size_t n = work_.size();
    std::vector<Index> active;
    MatrixXd matrix;
    const MatrixXd& reduced = drum_.reduced();
    VectorXd gap(static_cast<Index>(n));
    for (int iteration = 0; iteration < newton_limit; ++iteration) {
        ++counts_.newton_steps;
        gap.noalias() = drum_.share() * depression_ + drum_.base() - reduced * forces();
        active.clear();
        bool changed = false;
        for (std::size_t i = 0; i < n; ++i) {
            const auto k = static_cast<Index>(i);
            gap[k] += work_[i].offset - work_[i].depth;
            if (work_[i].mode == Mode::off && gap[k] > length_tolerance * std::abs(depression_)) {
                work_[i].mode = Mode::resting;
                // A start the gap can hold: near the tip the force grows about with the square of the dimple.
                const double start = 1e-4 * load_ / static_cast<double>(n);
                const double room = gap[k] / dimple(i, start, needles[i]).value;
                work_[i].force = start * std::min(1.0, std::max(room * room, 1e-6));
                gap[k] -= reduced(k, k) * work_[i].force;
                changed = true;
            }
            if (work_[i].mode != Mode::off) active.push_back(k);
        }
        const auto a = static_cast<Index>(active.size());
        VectorXd residual(a), share(a), force_part = VectorXd::Ones(a), depth_part = VectorXd::Zero(a);
        bool symmetric = true;
        matrix = reduced(active, active);
        double worst = 0, carried = drum_.stiffness() * depression_ + drum_.base_load();
        for (Index k = 0; k < a; ++k) {
            const auto i = static_cast<std::size_t>(active[static_cast<std::size_t>(k)]);
            const Working& w = work_[i];
            const NeedleLaw::Value local = dimple(i, w.force, needles[i]);
            residual[k] = gap[static_cast<Index>(i)] - local.value;
            share[k] = drum_.share()[static_cast<Index>(i)];
            carried += share[k] * w.force;
            matrix(k, k) += local.slope;
            if (w.mode == Mode::cutting) {
                // One unknown moves force and depth along F = F_res(p); scaled so that neither end of the
                // slope, infinite at the tip's cap and zero at a turn, divides by zero.
                const double slope = resistance(i, w.depth, needles[i]).slope,
                             scale = reduced(Index(i), Index(i));
                force_part[k] = std::isinf(slope) ? 1 / scale : slope / (1 + scale * std::abs(slope));
                depth_part[k] = std::isinf(slope) ? 0 : 1 / (1 + scale * std::abs(slope));
                symmetric = symmetric && slope * scale > 1e-3;
            }
            worst = std::max(worst, std::abs(residual[k]));
        }
        const double missing = load_ - carried;
        // Where F_res is so steep that one bit of a depth exceeds the tolerance, what theory asks for must
        // do.
        const double slack = iteration < patient_steps ? 1 : rounding_slack;
        if (!changed && worst <= slack * length_tolerance * std::abs(depression_) &&
            std::abs(missing) <= slack * load_tolerance * load_)
            return true;

        // Unknowns are forces where every slope is positive (symmetric, definite), else the scaled ones.
        VectorXd from_share;
        if (symmetric) {
            matrix.diagonal() += depth_part.cwiseQuotient(force_part);
            const Eigen::LLT<Eigen::Ref<MatrixXd>> factor(matrix);
            if (factor.info() != Eigen::Success) return false;
            from_share = factor.solve(share);
            factor.solveInPlace(residual);
            depth_part = depth_part.cwiseQuotient(force_part);
            force_part.setOnes();
        } else {
            matrix = matrix * force_part.asDiagonal();
            matrix.diagonal() += depth_part;
            const Eigen::PartialPivLU<Eigen::Ref<MatrixXd>> factor(matrix);
            from_share = factor.solve(share);
            residual = factor.solve(residual).eval();
        }
        const VectorXd weight = share.cwiseProduct(force_part);
        const double stiffness = drum_.stiffness() + weight.dot(from_share);
        const double rise = (missing - weight.dot(residual)) / stiffness;
        if (!std::isfinite(rise)) return false;
        // Kinks of F_res at layer tops can make full steps cycle: now and then a few are halved.
        const double damping = iteration < 10 || iteration % 8 < 5 ? 1.0 : 0.5;
        depression_ += damping * rise;
        for (Index k = 0; k < a; ++k) {
            const auto i = static_cast<std::size_t>(active[static_cast<std::size_t>(k)]);
            const double step = damping * (residual[k] + from_share[k] * rise);
            step_needle(i, force_part[k] * step, depth_part[k] * step, gap[static_cast<Index>(i)],
                        needles[i]);
        }
    }
    return false;
}

/// Equilibrium of needles and drum with the states (inserted or not, floors) as they are.
bool LoadBalance::settle(std::span<const StationNeedle> needles) {
    drum_.begin_updates();
    while (!drum_.exhausted()) {
        if (drum_.condense()) ++counts_.drum_updates;
        if (!newton(needles)) return false;
        if (!drum_.update(forces(), depression_, load_)) return true;
    }
    return false;
}

VectorXd LoadBalance::forces() const {
    VectorXd force(static_cast<Index>(work_.size()));
    for (std::size_t i = 0; i < work_.size(); ++i) force[static_cast<Index>(i)] = work_[i].force;
    return force;
}

void LoadBalance::keep_floors() {
    for (Working& w : work_)
        if (w.mode == Mode::cutting || w.mode == Mode::blocked) w.floor = w.depth;
}

/// Needle i stands where its piece of F_res ends (or, held on a falling piece, anywhere on it) with more
/// force than the resistance there: it goes on to the first depth at which the settled force is no more than
/// F_res.
void LoadBalance::run_through(std::size_t i, std::span<const StationNeedle> needles) {
    Working& w = work_[i];
    const LocalLaw& law = *needles[i].law;
    w.floor = w.depth;
    set_piece(i, needles[i]);
    if (!w.falling) return drive(i, needles[i]);

    const double start = w.depth, end = w.piece_end;
    auto excess_held_at = [&](double depth) {
        w.depth = w.floor = w.piece_end = depth;
        w.mode = Mode::blocked;
        held_failed_ = !settle(needles) || held_failed_;
        return w.force - law.resistance(depth).value;
    };
    if (excess_held_at(end) > 0) {
        set_piece(i, needles[i]);
        return drive(i, needles[i]);
    }
    // The crossing lies on the falling piece. Newton from its far end, where the balance is stable …
    if (follow_falling_) {
        w.floor = start;
        w.depth = start + (end - start) * (1 - 1e-6);
        set_piece(i, needles[i]);
        w.mode = Mode::cutting;
        w.force = law.resistance(w.depth).value;
        if (settle(needles) && w.mode == Mode::cutting && w.depth > start) return;
    }
    // … or, where that fails, bisection with the needle held.
    double low = start, high = end;
    for (int n = 0; n < 60 && high - low > 1e-13 * high; ++n) {
        const double middle = 0.5 * (low + high);
        (excess_held_at(middle) > 0 ? low : high) = middle;
    }
    excess_held_at(high);
    w.mode = Mode::resting;
    set_piece(i, needles[i]);
}

/// The one event with the largest excess; false when there is none.
bool LoadBalance::advance_one(std::span<StationNeedle> needles, std::vector<StationEvent>& events) {
    double largest = 0;
    std::size_t chosen = needles.size();
    for (std::size_t i = 0; i < needles.size(); ++i) {
        const Working& w = work_[i];
        const LocalLaw& law = *needles[i].law;
        if (!needles[i].breached && w.force > 0 && w.force >= law.breach_force()) {
            needles[i].breached = true;
            events.push_back({StationEvent::Kind::breach, i});
        }
        double excess = -1;
        if (!needles[i].inserted && w.force > 0)
            excess = w.force - needles[i].threshold_factor * law.puncture_force();
        else if (w.mode == Mode::blocked && w.depth < needles[i].longest)
            excess = w.force - resistance(i, w.depth, needles[i]).value - 1e-12 * load_;
        if (excess >= 0 && (chosen == needles.size() || excess > largest)) {
            largest = excess;
            chosen = i;
        }
    }
    if (chosen == needles.size()) return false;
    if (needles[chosen].inserted) {
        run_through(chosen, needles);
        return true;
    }
    needles[chosen].inserted = true;
    if (!needles[chosen].breached) {
        needles[chosen].breached = true;
        events.push_back({StationEvent::Kind::breach, chosen});
    }
    events.push_back({StationEvent::Kind::insertion, chosen});
    ++counts_.insertions;
    set_piece(chosen, needles[chosen]);
    drive(chosen, needles[chosen]);
    return true;
}

StationResult LoadBalance::solve(double load, double depression_guess, std::span<StationNeedle> needles,
                                 std::vector<StationEvent>& events) {
    PUNCTA_EXPECT(influence_ != nullptr && influence_->needle_needle.rows() == Index(needles.size()),
                  "{} needles", needles.size());
    PUNCTA_EXPECT(load > 0, "load = {}", load);
    load_ = load;
    depression_ = depression_guess;
    const std::vector<StationNeedle> before(needles.begin(), needles.end());
    const std::size_t events_before = events.size();
    StationResult result;
    for (const bool follow : {true, false}) {
        follow_falling_ = follow;
        std::copy(before.begin(), before.end(), needles.begin());
        events.resize(events_before);
        result = attempt(needles, events);
        if (result.converged) break;
    }
    ++counts_.stations;
    if (result.converged) return result;
    // What has not converged must not become history: depths cannot go back.
    ++counts_.failures;
    std::copy(before.begin(), before.end(), needles.begin());
    events.resize(events_before);
    return result;
}

StationResult LoadBalance::attempt(std::span<StationNeedle> needles, std::vector<StationEvent>& events) {
    StationResult result;
    start(needles);
    held_failed_ = false;
    result.converged = settle(needles);
    int event = 0;
    for (; result.converged && event < event_limit; ++event) {
        keep_floors();
        if (!advance_one(needles, events)) break;
        result.converged = settle(needles) && !held_failed_;
    }
    for (std::size_t i = 0; i < needles.size(); ++i) {
        needles[i].depth = std::max(work_[i].depth, work_[i].floor);
        needles[i].force = work_[i].force;
    }
    result.drum_load = cell_force().sum();
    result.axle_depression = depression_;
    result.residual = worst_residual(needles);
    result.converged = result.converged && event < event_limit && result.residual <= residual_limit;
    return result;
}

VectorXd LoadBalance::sinking_cell_force() const {
    VectorXd force =
        relaxed_cells_.size() > 0 ? relaxed_cells_ : VectorXd::Zero(drum_influence_->offset.size());
    for (std::size_t k = 0; k < cells_in_contact().size(); ++k)
        force[cells_in_contact()[k]] += cell_force()[static_cast<Index>(k)];
    return force;
}

/// Straight from the uncondensed equations, so that the condensation is checked too.
double LoadBalance::worst_residual(std::span<const StationNeedle> needles) const {
    const VectorXd sink = influence_->needle_needle * forces() + drum_.sink_at_needles();
    double worst = 0, total = cell_force().sum();
    for (std::size_t i = 0; i < needles.size(); ++i) {
        const double room = depression_ + work_[i].offset - needles[i].depth - sink[static_cast<Index>(i)];
        const double off = needles[i].force > 0
                               ? std::abs(room - dimple(i, needles[i].force, needles[i]).value)
                               : std::max(0.0, room);
        worst = std::max(worst, off / std::abs(depression_));
        if (needles[i].inserted && needles[i].depth < needles[i].longest)
            worst = std::max(worst,
                             (needles[i].force - needles[i].law->resistance(needles[i].depth).value) / load_);
        total += needles[i].force;
    }
    return std::max(worst, std::abs(total - load_) / load_);
}

}  // namespace puncta
