#include "engine/insertion/load_balance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/numerics/dense_kernels.hpp"

namespace puncta {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double length_tolerance = 1e-12;  ///< of the axle depression: where a needle touches at all
constexpr double tight = 1e-11;             ///< of depression and load: a station is solved
constexpr double loose = 1e-8;              ///< enough to tell which needle moves on next …
constexpr double rough = 3e-7;              ///< … where one is clearly ahead of the others
constexpr double certain = 10;              ///< times as good as Newton's next residual is foreseen to be
constexpr int newton_limit = 200;
constexpr int patient_steps = 40;      ///< Newton steps before the tolerance is widened …
constexpr double rounding_slack = 50;  ///< … to 5e-10
constexpr double flattest = 1e-6;      ///< slope of F_res times self-compliance: as good as a turn
constexpr int event_limit = 5000;
constexpr double largest_joint_share = 1e-3;  ///< of the load; see stand_together
constexpr double residual_limit = 1e-9;  ///< of depression and load, checked on the uncondensed equations

}  // namespace

LoadBalance::LoadBalance(const DrumInfluence& drum, DrumBase* base)
    : drum_(drum, base), drum_influence_(&drum), drum_force_(VectorXd::Zero(drum.offset.size())) {}

void LoadBalance::enter(const StationInfluence& influence, const VectorXd& relaxed) {
    influence_ = &influence;
    relaxed_cells_ = relaxed;
    PUNCTA_EXPECT(relaxed.size() == 0 || relaxed.size() == influence.cell_needle.rows(), "{} cells, {}",
                  influence.cell_needle.rows(), relaxed.size());
}

/// What relaxed forces hold sunk is given: the bodies press on from there.
void LoadBalance::press_from_relaxed(std::span<const StationNeedle> needles) {
    VectorXd relaxed(static_cast<Index>(needles.size()));
    for (std::size_t i = 0; i < needles.size(); ++i) relaxed[Index(i)] = needles[i].relaxed;
    drum_.enter(*influence_, relaxed, relaxed_cells_);
    if (drum_.relaxed_sink().size() == 0) return;
    for (std::size_t i = 0; i < needles.size(); ++i) work_[i].far_relaxed = drum_.relaxed_sink()[Index(i)];
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

/// Sink of all needles by the current forces, the drum condensed.
void LoadBalance::find_sink() {
    const MatrixXd& reduced = drum_.reduced();
    const auto n = work_.size();
    sink_.assign(n, 0.0);
    for (std::size_t j = 0; j < n; ++j) {
        const double force = work_[j].force;
        if (force == 0) continue;
        dense_kernels().add_column(int(n), reduced.data() + j * n, force, sink_.data());
    }
}

/// Sink that is left to each needle's local dimple by the current forces; needles without force that the skin
/// would press on get as much as that gap holds. True when there were such.
bool LoadBalance::leave_gaps() {
    find_sink();
    gap_.resize(work_.size());
    bool woken = false;
    for (std::size_t i = 0; i < work_.size(); ++i) {
        NeedleState& w = work_[i];
        gap_[i] =
            drum_.share()[Index(i)] * depression_ + drum_.base()[Index(i)] - sink_[i] + w.offset() - w.depth;
        if (w.mode != Mode::off || gap_[i] <= length_tolerance * std::abs(depression_)) continue;
        const StepLimits limits = limits_of(i);
        w.mode = Mode::resting;
        w.force = w.force_in(gap_[i], limits.self, limits.least_force);
        gap_[i] -= limits.self * w.force;
        woken = true;
    }
    return woken;
}

/// Newton's equations of the needles with a force, which are their unknowns; where a needle is driven, its
/// depth goes along F = F_res(p) by `deeper` per force.
void LoadBalance::linearise() {
    Linear& l = linear_;
    l.active.clear();
    l.residual.clear();
    l.compliance.clear();
    l.deeper.clear();
    l.worst = 0;
    l.carried = drum_.stiffness() * depression_ + drum_.base_load();
    for (std::size_t i = 0; i < work_.size(); ++i) {
        NeedleState& w = work_[i];
        if (w.mode == Mode::off) continue;
        const NeedleLaw::Value local = w.dimple(w.force);
        double deeper = 0;
        if (w.mode == Mode::cutting) {
            // At a turn the force stays and the depth moves.
            const double slope = w.resistance(w.depth).slope;
            const double least = flattest / (local.slope + drum_.reduced()(Index(i), Index(i)));
            deeper = 1 / (std::abs(slope) > least ? slope : std::copysign(least, slope));
        }
        l.active.push_back(i);
        l.residual.push_back(gap_[i] - local.value);
        l.compliance.push_back(local.slope + deeper);
        l.deeper.push_back(deeper);
        l.worst = std::max(l.worst, std::abs(l.residual.back()));
        l.carried += drum_.share()[Index(i)] * w.force;
    }
}

/// The matrix of Newton's equations, with a right-hand side and the needles' shares of the axle below it;
/// factored, or false where it does not allow that.
bool LoadBalance::factor(std::span<const double> right) {
    Linear& l = linear_;
    const MatrixXd& reduced = drum_.reduced();
    const auto a = l.active.size();
    l.matrix.resize(int(a));
    for (std::size_t k = 0; k < a; ++k) {
        const double* from = reduced.data() + l.active[k] * work_.size();
        double* to = l.matrix.column(int(k));
        for (std::size_t m = k; m < a; ++m) to[m] = from[l.active[m]];
        to[k] += l.compliance[k];
        to[a] = right[k];
        to[a + 1] = drum_.share()[Index(l.active[k])];
    }
    l.factored.clear();
    if (!l.matrix.factor()) return false;
    l.factored = l.active;
    l.factored_compliance = l.compliance;
    l.matrix.solutions(l.step, l.by_axle);
    return true;
}

/// Sums of forces over the needles in the equations, each with its share of the axle.
double LoadBalance::shared(std::span<const double> force) const {
    double sum = 0;
    for (std::size_t k = 0; k < force.size(); ++k) sum += drum_.share()[Index(linear_.active[k])] * force[k];
    return sum;
}

/// Solves for the rise of the axle and each needle's step of force; false where the matrix does not allow it.
bool LoadBalance::solve_linear(double missing, double& rise) {
    Linear& l = linear_;
    if (l.active.empty()) {  // the drum alone carries
        rise = driven_ ? 0 : missing / drum_.stiffness();
        return std::isfinite(rise);
    }
    if (!factor(l.residual)) return false;
    rise = driven_ ? 0 : (missing - shared(l.step)) / (drum_.stiffness() + shared(l.by_axle));
    for (std::size_t k = 0; k < l.step.size(); ++k) l.step[k] = std::fma(l.by_axle[k], rise, l.step[k]);
    return std::isfinite(rise);
}

/// Newton's steps converge quadratically while no needle changes its state: where the residual behind a step
/// can be foreseen to be small enough, it is not looked at.
bool LoadBalance::newton() {
    double before = 0;  // residual one step ago, 0 where states have changed since
    for (int iteration = 0; iteration < newton_limit; ++iteration) {
        ++counts_.newton_steps;
        const bool woken = leave_gaps();
        linearise();
        const double missing = driven_ ? 0 : load_ - linear_.carried;
        // Where F_res is so steep that one bit of a depth exceeds the tolerance, what theory asks for must
        // do.
        const double slack = tolerance_ * (iteration < patient_steps ? 1 : rounding_slack);
        const double residual = std::max(linear_.worst / std::abs(depression_), std::abs(missing) / load_);
        if (!woken && residual <= slack) return true;
        double rise = 0;
        if (!solve_linear(missing, rise)) return false;
        // Kinks of F_res at layer tops can make full steps cycle: now and then a few are halved.
        const double damping = iteration < 10 || iteration % 8 < 5 ? 1.0 : 0.5;
        depression_ += damping * rise;
        // Depths that become floors are not foreseen.
        bool smooth = trusting_ && tolerance_ != loose && !woken && damping == 1;
        for (std::size_t k = 0; k < linear_.active.size(); ++k) {
            const std::size_t i = linear_.active[k];
            const double more = damping * linear_.step[k];
            const Mode mode = work_[i].mode;
            work_[i].step(more, linear_.deeper[k] * more, gap_[i], limits_of(i));
            smooth = smooth && work_[i].mode == mode;
        }
        if (before > 0) curvature_ = residual / (before * before);
        if (smooth && certain * curvature_ * residual * residual <= slack) return true;
        before = smooth ? residual : 0;
    }
    return false;
}

/// Events of a station are first told apart by solutions that are too rough to be floors.
bool LoadBalance::in_haste() const {
    return tolerance_ == rough;
}

/// From now on as exactly as floors need it; the tolerance so far.
double LoadBalance::take_care() {
    return std::exchange(tolerance_, std::min(tolerance_, loose));
}

bool LoadBalance::settle_with_care() {
    const double tolerance = take_care();
    const bool settled = settle();
    tolerance_ = tolerance;
    return settled;
}

/// Equilibrium of needles and drum with the states (inserted or not, floors) as they are.
bool LoadBalance::settle() {
    drum_.begin_updates();
    while (!drum_.exhausted()) {
        if (drum_.condense()) ++counts_.drum_updates;
        if (!newton()) return false;
        if (!drum_.update(forces(), depression_, load_, in_haste())) return true;
    }
    return false;
}

VectorXd LoadBalance::forces() const {
    VectorXd force(static_cast<Index>(work_.size()));
    for (std::size_t i = 0; i < work_.size(); ++i) force[static_cast<Index>(i)] = work_[i].force;
    return force;
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

/// Events are first told apart in haste, and needles on falling pieces take part in Newton's steps; where
/// that fails, with care, then with those needles held.
StationResult LoadBalance::solve_either(double depression, std::span<StationNeedle> needles,
                                        std::vector<StationEvent>& events) {
    PUNCTA_EXPECT(influence_ != nullptr && influence_->needle_needle.rows() == Index(needles.size()),
                  "{} needles", needles.size());
    const std::vector<StationNeedle> before(needles.begin(), needles.end());
    const std::size_t events_before = events.size();
    const std::uint64_t insertions = counts_.insertions;
    struct Way {
        bool hasty, follow_falling;
    };
    StationResult result;
    const bool may_haste = careful_stations_ == 0;
    if (!may_haste) --careful_stations_;
    for (const Way way : {Way{true, true}, Way{false, true}, Way{false, false}}) {
        if (way.hasty && !may_haste) continue;
        hasty_ = way.hasty;
        follow_falling_ = way.follow_falling;
        std::copy(before.begin(), before.end(), needles.begin());
        events.resize(events_before);
        counts_.insertions = insertions;
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
    joint_share_ = largest_joint_share;
    trusting_ = true;
    curvature_ = std::numeric_limits<double>::infinity();
    tolerance_ = hasty_ ? rough : loose;
    reached_.assign(needles.size(), 0.0);
    moved_ = needles.size();
    settled_ = settle();
    int event = 0;
    for (; settled_ && event < event_limit; ++event) {
        if (advance_one(needles, events)) continue;
        if (tolerance_ == tight) break;
        tolerance_ = tight;
        settled_ = settle();
    }
    if (hasty_ && settled_) {
        const bool wasted = fell_back();
        careful_span_ = std::clamp(wasted ? 2 * careful_span_ : careful_span_ / 2, 2, 64);
        if (wasted) {
            careful_stations_ = careful_span_;
            return result;
        }
    }
    write_back(needles);
    result.residual = worst_residual(needles);
    if (settled_ && result.residual > residual_limit) {  // foreseen too well
        trusting_ = false;
        settled_ = settle();
        write_back(needles);
        result.residual = worst_residual(needles);
    }
    result.converged = settled_ && (!follow_falling_ || stable());
    result.drum_load = cell_force().sum();
    result.load = result.drum_load + forces().sum();
    result.axle_depression = depression_;
    result.converged = result.converged && event < event_limit && result.residual <= residual_limit;
    return result;
}

void LoadBalance::write_back(std::span<StationNeedle> needles) const {
    for (std::size_t i = 0; i < needles.size(); ++i) {
        needles[i].depth = std::max(work_[i].depth, work_[i].floor);
        needles[i].force = work_[i].force;
        needles[i].driven = work_[i].mode == Mode::cutting;
    }
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
            worst = std::max(worst,
                             (needles[i].force - needles[i].law->resistance(needles[i].depth).value) / load_);
        total += needles[i].force;
    }
    return driven_ ? worst : std::max(worst, std::abs(total - load_) / load_);
}

}  // namespace puncta
