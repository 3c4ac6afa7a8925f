#include "engine/insertion/drum_contact.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double pull_tolerance = 1e-13;     ///< of the load
constexpr double overlap_tolerance = 1e-11;  ///< of the axle depression
constexpr std::size_t most_factored = 40;    ///< cells in contact whose own matrix is factored every time
constexpr double close_margin = 0.01;        ///< of the depression: cells that go into the base besides
constexpr int bulk_updates = 25;             ///< then one cell at a time, so that it cannot cycle
constexpr int update_limit = 200;

}  // namespace

DrumContact::DrumContact(const DrumInfluence& drum, DrumBase* base)
    : drum_(&drum),
      offset_(drum.offset),
      inside_(static_cast<std::size_t>(drum.offset.size()), 0),
      base_(base != nullptr ? base : &own_base_) {
    PUNCTA_EXPECT(drum.cell_cell.rows() == drum.offset.size(), "{} cells, {} offsets", drum.cell_cell.rows(),
                  drum.offset.size());
    for (Index c = 0; c < offset_.size(); ++c) all_.push_back(c);
}

void DrumContact::set_offset(VectorXd offset) {
    PUNCTA_EXPECT(offset.size() == offset_.size(), "{} offsets for {} cells", offset.size(), offset_.size());
    offset_ = std::move(offset);
}

void DrumContact::enter(const StationInfluence& influence, const VectorXd& relaxed_needles,
                        const VectorXd& relaxed_cells) {
    influence_ = &influence;
    condensed_ = base_entered_ = false;
    const auto some = [](const VectorXd& force) { return force.size() > 0 && (force.array() > 0).any(); };
    relaxed_needles_ = some(relaxed_needles) ? relaxed_needles : VectorXd();
    relaxed_cells_ = some(relaxed_cells) ? relaxed_cells : VectorXd();
    relaxed_sink_ = {};
    if (relaxed_needles_.size() == 0 && relaxed_cells_.size() == 0) return;
    relaxed_sink_of_cell_.assign(all_.size(), std::numeric_limits<double>::quiet_NaN());
    relaxed_sink_ = VectorXd::Zero(influence.needle_needle.rows());
    if (relaxed_needles_.size() > 0) relaxed_sink_.noalias() += influence.needle_needle * relaxed_needles_;
    for (Index cell = 0; cell < relaxed_cells_.size(); ++cell)
        if (relaxed_cells_[cell] > 0)
            relaxed_sink_ += influence.cell_needle.row(cell).transpose() * relaxed_cells_[cell];
}

void DrumContact::survey(double margin) {
    margin_ = margin;
    surveying_ = true;
}

double DrumContact::relaxed_sink_of(Index cell) {
    if (relaxed_sink_.size() == 0) return 0;
    double& known = relaxed_sink_of_cell_[static_cast<std::size_t>(cell)];
    if (!std::isnan(known)) return known;
    known = 0;
    if (relaxed_needles_.size() > 0) known += influence_->cell_needle.row(cell).dot(relaxed_needles_);
    if (relaxed_cells_.size() > 0) known += drum_->cell_cell.sink_of(cell, relaxed_cells_);
    return known;
}

double DrumContact::overlap_of(Index cell, const VectorXd& needle_force, double depression) {
    double sink = influence_->cell_needle.row(cell).dot(needle_force) + relaxed_sink_of(cell);
    if (on_base_) return depression + offset_[cell] - sink - drum_->cell_cell.sink_of(cell, all_cell_force_);
    for (std::size_t k = 0; k < cells_.size(); ++k)
        sink += drum_->cell_cell.between(cell, cells_[k]) * cell_force_[Index(k)];
    return depression + offset_[cell] - sink;
}

void DrumContact::press_all() {
    cells_ = all_;
    std::fill(inside_.begin(), inside_.end(), 1);
    condensed_ = false;
}

bool DrumContact::exhausted() const {
    return updates_ >= update_limit;
}

bool DrumContact::condense() {
    if (condensed_) return false;
    condensed_ = true;
    on_base_ = cells_.size() > most_factored;
    if (on_base_)
        condense_on_base();
    else
        condense_directly();
    return true;
}

void DrumContact::condense_directly() {
    const Index n = influence_->needle_needle.rows(), c = static_cast<Index>(cells_.size());
    share_.setOnes(n);
    base_sink_.setZero(n);
    stiffness_ = base_load_ = 0;
    if (c == 0) return;
    reduced_ = influence_->needle_needle;
    factor_.compute(drum_->cell_cell.among(cells_));
    if (factor_.info() != Eigen::Success)
        throw NumericsError("the influence of the drum's cells is not positive definite");
    const auto lower = factor_.matrixL();
    needle_part_ = influence_->cell_needle(cells_, Eigen::all);
    if (n > 0) lower.solveInPlace(needle_part_);  // Eigen takes the address of the first element
    one_part_ = lower.solve(VectorXd(VectorXd::Ones(c)));
    VectorXd offset = offset_(cells_);
    for (Index k = 0; k < c; ++k) offset[k] -= relaxed_sink_of(cells_[static_cast<std::size_t>(k)]);
    offset_part_ = lower.solve(offset);
    reduced_.noalias() -= needle_part_.transpose() * needle_part_;
    share_.noalias() -= needle_part_.transpose() * one_part_;
    base_sink_.noalias() -= needle_part_.transpose() * offset_part_;
    stiffness_ = one_part_.squaredNorm();
    base_load_ = one_part_.dot(offset_part_);
}

/// What the base alone says of this station.
void DrumContact::enter_base() {
    if (base_entered_) return;
    base_entered_ = true;
    phase_ = &base_->phase(*influence_);
    const auto& cells = base_->cells();
    base_offset_ = offset_(cells);
    for (std::size_t k = 0; k < cells.size(); ++k) base_offset_[Index(k)] -= relaxed_sink_of(cells[k]);
    base_force_.noalias() = base_->inverse() * base_offset_;
}

/// With K the inverse over the base, W = K C and t the slack of its free cells R, whose forces are zero:
///     q = K (1 u + d - C F + E t),   K_RR t = -(K 1 u + K d - W F)_R .
/// Eliminating t adds W_Rᵀ K_RR⁻¹ W_R to the reduced influence, and so on.
void DrumContact::condense_on_base() {
    if (!base_->covers(cells_)) {
        std::vector<Index> wanted = cells_;
        wanted.insert(wanted.end(), close_.begin(), close_.end());
        std::sort(wanted.begin(), wanted.end());
        wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
        base_->choose(*drum_, std::move(wanted));
        base_entered_ = false;
    }
    enter_base();
    free_.clear();
    for (std::size_t k = 0; k < base_->cells().size(); ++k)
        if (inside_[static_cast<std::size_t>(base_->cells()[k])] == 0) free_.push_back(Index(k));
    reduced_ = phase_->reduced;
    share_ = phase_->share;
    base_sink_.noalias() = -(phase_->weight.transpose() * base_offset_);
    stiffness_ = base_->row_sums().sum();
    base_load_ = base_->row_sums().dot(base_offset_);
    if (free_.empty()) return;
    factor_.compute(MatrixXd(base_->inverse()(free_, free_)));
    if (factor_.info() != Eigen::Success)
        throw NumericsError("the influence of the drum's cells is not positive definite");
    const auto lower = factor_.matrixL();
    needle_part_ = phase_->weight(free_, Eigen::all);
    if (needle_part_.cols() > 0) lower.solveInPlace(needle_part_);
    one_part_ = lower.solve(VectorXd(base_->row_sums()(free_)));
    offset_part_ = lower.solve(VectorXd(base_force_(free_)));
    reduced_.noalias() += needle_part_.transpose() * needle_part_;
    share_.noalias() += needle_part_.transpose() * one_part_;
    base_sink_.noalias() += needle_part_.transpose() * offset_part_;
    stiffness_ -= one_part_.squaredNorm();
    base_load_ -= one_part_.dot(offset_part_);
}

void DrumContact::find_cell_forces(const VectorXd& needle_force, double depression) {
    cell_force_.resize(static_cast<Index>(cells_.size()));
    if (cells_.empty()) return;
    if (!on_base_) {
        cell_force_ = one_part_ * depression + offset_part_ - needle_part_ * needle_force;
        factor_.matrixU().solveInPlace(cell_force_);
        return;
    }
    VectorXd force = base_->row_sums() * depression + base_force_;
    force.noalias() -= phase_->weight * needle_force;
    slack_.resize(static_cast<Index>(free_.size()));
    if (!free_.empty()) {
        slack_ = needle_part_ * needle_force - one_part_ * depression - offset_part_;
        factor_.matrixU().solveInPlace(slack_);
        for (std::size_t r = 0; r < free_.size(); ++r)
            force.noalias() += base_->inverse().col(free_[r]) * slack_[Index(r)];
    }
    all_cell_force_.setZero(offset_.size());
    for (std::size_t k = 0; k < cells_.size(); ++k)
        all_cell_force_[cells_[k]] = cell_force_[Index(k)] = force[base_->place(cells_[k])];
}

bool DrumContact::update(const VectorXd& needle_force, double depression, double load) {
    const Index c = static_cast<Index>(cells_.size());
    find_cell_forces(needle_force, depression);
    if (all_.empty()) return false;
    const bool one_by_one = ++updates_ > bulk_updates;
    double worst = 0;
    Index worst_cell = -1;
    std::vector<Index> next;
    auto violates = [&](Index cell, double violation) {
        if (violation <= worst) return;
        worst = violation;
        worst_cell = cell;
    };
    for (Index k = 0; k < c; ++k) {
        const Index cell = cells_[static_cast<std::size_t>(k)];
        const bool pulls = cell_force_[k] < -pull_tolerance * load;
        if (pulls) violates(cell, -cell_force_[k] / load);
        if (!pulls || one_by_one) next.push_back(cell);
    }
    auto look_at = [&](Index cell, double overlap) {
        if (overlap > -close_margin * std::abs(depression)) close_.push_back(cell);
        if (overlap <= overlap_tolerance * std::abs(depression)) return;
        violates(cell, overlap / std::abs(depression));
        if (!one_by_one) next.push_back(cell);
    };
    close_.clear();
    const auto known = [&](Index cell) {  // without another look
        return inside_[static_cast<std::size_t>(cell)] != 0 || (on_base_ && base_->place(cell) >= 0);
    };
    if (on_base_)
        for (std::size_t r = 0; r < free_.size(); ++r)
            look_at(base_->cells()[static_cast<std::size_t>(free_[r])], -slack_[Index(r)]);
    if (surveying_) {
        near_.clear();
        for (const Index cell : all_) {
            if (known(cell)) {
                near_.push_back(cell);
                continue;
            }
            const double overlap = overlap_of(cell, needle_force, depression);
            if (overlap > -margin_ * std::abs(depression)) near_.push_back(cell);
            look_at(cell, overlap);
        }
    } else {
        for (const Index cell : near_)
            if (!known(cell)) look_at(cell, overlap_of(cell, needle_force, depression));
    }
    surveying_ = margin_ == 0;  // nothing was ever said of near cells: look at all again
    if (worst_cell < 0) return false;
    if (one_by_one) {
        if (inside_[static_cast<std::size_t>(worst_cell)] != 0)
            std::erase(next, worst_cell);
        else
            next.push_back(worst_cell);
    }
    choose_contact(std::move(next));
    return true;
}

void DrumContact::choose_contact(std::vector<Index> next) {
    std::sort(next.begin(), next.end());
    for (const Index cell : cells_) inside_[static_cast<std::size_t>(cell)] = 0;
    for (const Index cell : next) inside_[static_cast<std::size_t>(cell)] = 1;
    cells_ = std::move(next);
    condensed_ = false;
}

VectorXd DrumContact::sink_at_needles() const {
    // After a failed solve the forces may belong to an older set; then there is nothing to tell.
    if (cells_.empty() || cell_force_.size() != static_cast<Index>(cells_.size()))
        return VectorXd::Zero(influence_->needle_needle.rows());
    return influence_->cell_needle(cells_, Eigen::all).transpose() * cell_force_;
}

}  // namespace puncta
