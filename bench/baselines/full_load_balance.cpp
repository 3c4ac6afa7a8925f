#include "bench/baselines/full_load_balance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"

namespace puncta::full {
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

LoadBalance::LoadBalance(const DrumInfluence& drum)
    : drum_(drum), drum_influence_(&drum), drum_force_(VectorXd::Zero(drum.offset.size())) {}

void LoadBalance::enter(const StationInfluence& influence, const VectorXd& relaxed) {
    influence_ = &influence;
    relaxed_cells_ = relaxed;
    PUNCTA_EXPECT(relaxed.size() == 0 || relaxed.size() == influence.cell_needle.rows(), "{} cells, {}",
                  influence.cell_needle.rows(), relaxed.size());
}

/// What relaxed forces hold sunk is given: the bodies press on from there.
void LoadBalance::press_from_relaxed(std::span<const StationNeedle> needles) {
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
        cell_sink += drum_influence_->cell_cell * relaxed_cells_;
    }
    drum_.enter(*influence_, cell_sink);
    for (std::size_t i = 0; i < needles.size(); ++i) {
        work_[i].far_relaxed = sink[Index(i)];
    }
}

void LoadBalance::start(std::span<const StationNeedle> needles) {
    work_.clear();
    double carried = 0;
    for (const StationNeedle& needle : needles) {
        work_.emplace_back(needle);
        carried += needle.force;
    }
    press_from_relaxed(needles);
    if (carried > 0 || drum_.touches() || driven_) return;
    // Nothing known yet: let every needle carry the same and let Newton release those out of reach.
    for (NeedleState& w : work_) {
        w.mode = Mode::resting;
        w.force = load_ / static_cast<double>(work_.size());
    }
    if (work_.empty()) drum_.press_all();
}

StepLimits LoadBalance::limits_of(std::size_t i) const {
    const auto k = static_cast<Index>(i);
    return {drum_.reduced()(k, k), 1e-10 * load_ / static_cast<double>(work_.size()), follow_falling_};
}

/// Sink that is left to each needle's local dimple by the current forces; needles without force that the skin
/// would press on get a little. True when there were such.
bool LoadBalance::leave_gaps(VectorXd& gap) {
    const MatrixXd& reduced = drum_.reduced();
    gap.noalias() = drum_.share() * depression_ + drum_.base() - reduced * forces();
    bool woken = false;
    for (std::size_t i = 0; i < work_.size(); ++i) {
        const auto k = static_cast<Index>(i);
        NeedleState& w = work_[i];
        gap[k] += w.offset() - w.depth;
        if (w.mode != Mode::off || gap[k] <= length_tolerance * std::abs(depression_)) continue;
        w.mode = Mode::resting;
        // A start the gap can hold: near the tip the force grows about with the square of the dimple.
        const double start = 1e-4 * load_ / static_cast<double>(work_.size());
        const double room = gap[k] / w.dimple(start).value;
        w.force = start * std::min(1.0, std::max(room * room, 1e-6));
        gap[k] -= reduced(k, k) * w.force;
        woken = true;
    }
    return woken;
}

/// Newton's equations of the needles with a force. Their unknowns move force and depth along F = F_res(p)
/// where a needle is driven, scaled so that neither end of the slope, infinite at the tip's cap and zero at a
/// turn, divides by zero.
void LoadBalance::linearise(const VectorXd& gap) {
    Linear& l = linear_;
    l.active.clear();
    for (std::size_t i = 0; i < work_.size(); ++i)
        if (work_[i].mode != Mode::off) l.active.push_back(static_cast<Index>(i));
    const auto a = static_cast<Index>(l.active.size());
    l.matrix = drum_.reduced()(l.active, l.active);
    l.share = drum_.share()(l.active);
    l.residual = gap(l.active);
    l.force_part = VectorXd::Ones(a);
    l.depth_part = VectorXd::Zero(a);
    l.symmetric = true;
    l.carried = drum_.stiffness() * depression_ + drum_.base_load();
    for (Index k = 0; k < a; ++k) {
        const Index i = l.active[static_cast<std::size_t>(k)];
        NeedleState& w = work_[static_cast<std::size_t>(i)];
        const NeedleLaw::Value local = w.dimple(w.force);
        l.residual[k] -= local.value;
        l.matrix(k, k) += local.slope;
        l.carried += l.share[k] * w.force;
        if (w.mode != Mode::cutting) continue;
        const double slope = w.resistance(w.depth).slope, scale = drum_.reduced()(i, i);
        l.force_part[k] = std::isinf(slope) ? 1 / scale : slope / (1 + scale * std::abs(slope));
        l.depth_part[k] = std::isinf(slope) ? 0 : 1 / (1 + scale * std::abs(slope));
        l.symmetric = l.symmetric && slope * scale > 1e-3;
    }
}

/// Solves for the rise of the axle and each needle's step, left in linear_.residual; false where the matrix
/// does not allow it.
bool LoadBalance::solve_linear(double missing, double& rise) {
    Linear& l = linear_;
    if (l.active.empty()) {  // the drum alone carries
        rise = driven_ ? 0 : missing / drum_.stiffness();
        return std::isfinite(rise);
    }
    VectorXd from_share;
    if (l.symmetric) {  // unknowns are forces: symmetric, definite
        l.matrix.diagonal() += l.depth_part.cwiseQuotient(l.force_part);
        const Eigen::LLT<Eigen::Ref<MatrixXd>> factor(l.matrix);
        if (factor.info() != Eigen::Success) return false;
        from_share = factor.solve(l.share);
        factor.solveInPlace(l.residual);
        l.depth_part = l.depth_part.cwiseQuotient(l.force_part);
        l.force_part.setOnes();
    } else {
        l.matrix = l.matrix * l.force_part.asDiagonal();
        l.matrix.diagonal() += l.depth_part;
        const Eigen::PartialPivLU<Eigen::Ref<MatrixXd>> factor(l.matrix);
        from_share = factor.solve(l.share);
        l.residual = factor.solve(l.residual).eval();
    }
    const VectorXd weight = l.share.cwiseProduct(l.force_part);
    rise = driven_ ? 0 : (missing - weight.dot(l.residual)) / (drum_.stiffness() + weight.dot(from_share));
    l.residual += from_share * rise;
    return std::isfinite(rise);
}

bool LoadBalance::newton() {
    VectorXd gap(static_cast<Index>(work_.size()));
    for (int iteration = 0; iteration < newton_limit; ++iteration) {
        ++counts_.newton_steps;
        const bool woken = leave_gaps(gap);
        linearise(gap);
        const double worst = linear_.active.empty() ? 0 : linear_.residual.cwiseAbs().maxCoeff();
        const double missing = driven_ ? 0 : load_ - linear_.carried;
        // Where F_res is so steep that one bit of a depth exceeds the tolerance, what theory asks for must
        // do.
        const double slack = iteration < patient_steps ? 1 : rounding_slack;
        if (!woken && worst <= slack * length_tolerance * std::abs(depression_) &&
            std::abs(missing) <= slack * load_tolerance * load_)
            return true;
        double rise = 0;
        if (!solve_linear(missing, rise)) return false;
        // Kinks of F_res at layer tops can make full steps cycle: now and then a few are halved.
        const double damping = iteration < 10 || iteration % 8 < 5 ? 1.0 : 0.5;
        depression_ += damping * rise;
        for (std::size_t k = 0; k < linear_.active.size(); ++k) {
            const Index i = linear_.active[k], row = static_cast<Index>(k);
            const double step = damping * linear_.residual[row];
            const auto needle = static_cast<std::size_t>(i);
            work_[needle].step(linear_.force_part[row] * step, linear_.depth_part[row] * step, gap[i],
                               limits_of(needle));
        }
    }
    return false;
}

/// Equilibrium of needles and drum with the states (inserted or not, floors) as they are.
bool LoadBalance::settle() {
    drum_.begin_updates();
    while (!drum_.exhausted()) {
        if (drum_.condense()) ++counts_.drum_updates;
        if (!newton()) return false;
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
    for (NeedleState& w : work_)
        if (w.mode == Mode::cutting || w.mode == Mode::blocked) w.floor = w.depth;
}

/// Needle i stands where its piece of F_res ends (or, held on a falling piece, anywhere on it) with more
/// force than the resistance there: it goes on to the first depth at which the settled force is no more than
/// F_res.
void LoadBalance::run_through(std::size_t i, std::span<const StationNeedle> needles) {
    NeedleState& w = work_[i];
    const LocalLaw& law = *needles[i].law;
    w.floor = w.depth;
    w.set_piece();
    if (!w.falling) return w.drive(limits_of(i));

    const double start = w.depth, end = w.piece_end;
    auto excess_held_at = [&](double depth) {
        w.depth = w.floor = w.piece_end = depth;
        w.mode = Mode::blocked;
        held_failed_ = !settle() || held_failed_;
        return w.force - law.resistance_anew(depth).value;
    };
    if (excess_held_at(end) > 0) {
        w.set_piece();
        return w.drive(limits_of(i));
    }
    // The crossing lies on the falling piece. Newton from its far end, where the balance is stable …
    if (follow_falling_) {
        w.floor = start;
        w.depth = start + (end - start) * (1 - 1e-6);
        w.set_piece();
        w.mode = Mode::cutting;
        w.force = law.resistance_anew(w.depth).value;
        if (settle() && w.mode == Mode::cutting && w.depth > start) return;
    }
    // … or, where that fails, bisection with the needle held.
    double low = start, high = end;
    for (int n = 0; n < 60 && high - low > 1e-13 * high; ++n) {
        const double middle = 0.5 * (low + high);
        (excess_held_at(middle) > 0 ? low : high) = middle;
    }
    excess_held_at(high);
    w.mode = Mode::resting;
    w.set_piece();
}

/// The one event with the largest excess; false when there is none.
bool LoadBalance::advance_one(std::span<StationNeedle> needles, std::vector<StationEvent>& events) {
    double largest = 0;
    std::size_t chosen = needles.size();
    for (std::size_t i = 0; i < needles.size(); ++i) {
        NeedleState& w = work_[i];
        const LocalLaw& law = *needles[i].law;
        if (!needles[i].breached && w.force > 0 && w.force >= law.breach_force()) {
            needles[i].breached = true;
            events.push_back({StationEvent::Kind::breach, i});
        }
        double excess = -1;
        if (!needles[i].inserted && w.force > 0)
            excess = w.force - needles[i].threshold_factor * law.puncture_force();
        else if (w.mode == Mode::blocked && w.depth < needles[i].longest)
            excess = w.force - w.resistance(w.depth).value - 1e-12 * load_;
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
    work_[chosen].set_piece();
    work_[chosen].drive(limits_of(chosen));
    return true;
}

StationResult LoadBalance::solve(double load, double depression_guess, std::span<StationNeedle> needles,
                                 std::vector<StationEvent>& events) {
    PUNCTA_EXPECT(load > 0, "load = {}", load);
    load_ = load;
    driven_ = false;
    return solve_either(depression_guess, needles, events);
}

StationResult LoadBalance::solve_at(double depression, double force_scale, std::span<StationNeedle> needles,
                                    std::vector<StationEvent>& events) {
    PUNCTA_EXPECT(depression > 0 && force_scale > 0, "depression = {}, force_scale = {}", depression,
                  force_scale);
    load_ = force_scale;
    driven_ = true;
    return solve_either(depression, needles, events);
}

/// Needles on falling pieces first take part in Newton's steps; where that fails they are held.
StationResult LoadBalance::solve_either(double depression, std::span<StationNeedle> needles,
                                        std::vector<StationEvent>& events) {
    PUNCTA_EXPECT(influence_ != nullptr && influence_->needle_needle.rows() == Index(needles.size()),
                  "{} needles", needles.size());
    const std::vector<StationNeedle> before(needles.begin(), needles.end());
    const std::size_t events_before = events.size();
    StationResult result;
    for (const bool follow : {true, false}) {
        follow_falling_ = follow;
        std::copy(before.begin(), before.end(), needles.begin());
        events.resize(events_before);
        depression_ = depression;
        result = attempt(needles, events);
        if (result.converged) break;
    }
    ++counts_.stations;
    if (result.converged) {
        keep_drum_force();
        return result;
    }
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
    result.converged = settle();
    int event = 0;
    for (; result.converged && event < event_limit; ++event) {
        keep_floors();
        if (!advance_one(needles, events)) break;
        result.converged = settle() && !held_failed_;
    }
    for (std::size_t i = 0; i < needles.size(); ++i) {
        needles[i].depth = std::max(work_[i].depth, work_[i].floor);
        needles[i].force = work_[i].force;
    }
    result.drum_load = cell_force().sum();
    result.load = result.drum_load + forces().sum();
    result.axle_depression = depression_;
    result.residual = worst_residual(needles);
    result.converged = result.converged && event < event_limit && result.residual <= residual_limit;
    return result;
}

/// Of a station that closed: after a failure the cells and their forces need not even belong together.
void LoadBalance::keep_drum_force() {
    drum_force_ = VectorXd::Zero(drum_influence_->offset.size());
    for (std::size_t k = 0; k < cells_in_contact().size(); ++k)
        drum_force_[cells_in_contact()[k]] = cell_force()[static_cast<Index>(k)];
}

VectorXd LoadBalance::sinking_cell_force() const {
    if (relaxed_cells_.size() == 0) return drum_force_;
    return drum_force_ + relaxed_cells_;
}

/// Straight from the uncondensed equations, so that the condensation is checked too.
double LoadBalance::worst_residual(std::span<const StationNeedle> needles) const {
    const VectorXd sink = influence_->needle_needle * forces() + drum_.sink_at_needles();
    double worst = 0, total = cell_force().sum();
    for (std::size_t i = 0; i < needles.size(); ++i) {
        const double room = depression_ + work_[i].offset() - needles[i].depth - sink[static_cast<Index>(i)];
        const double off = needles[i].force > 0 ? std::abs(room - work_[i].dimple(needles[i].force).value)
                                                : std::max(0.0, room);
        worst = std::max(worst, off / std::abs(depression_));
        if (needles[i].inserted && needles[i].depth < needles[i].longest)
            worst = std::max(
                worst, (needles[i].force - needles[i].law->resistance_anew(needles[i].depth).value) / load_);
        total += needles[i].force;
    }
    return driven_ ? worst : std::max(worst, std::abs(total - load_) / load_);
}

}  // namespace puncta::full
