#include "bench/baselines/full_drum_contact.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace puncta::full {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double pull_tolerance = 1e-13;     ///< of the load
constexpr double overlap_tolerance = 1e-11;  ///< of the axle depression
constexpr int bulk_updates = 25;             ///< then one cell at a time, so that it cannot cycle
constexpr int update_limit = 200;

}  // namespace

DrumContact::DrumContact(const DrumInfluence& drum)
    : drum_(&drum), own_offset_(drum.offset), offset_(drum.offset) {
    PUNCTA_EXPECT(drum.cell_cell.rows() == drum.offset.size(), "{} cells, {} offsets", drum.cell_cell.rows(),
                  drum.offset.size());
}

void DrumContact::set_offset(VectorXd offset) {
    PUNCTA_EXPECT(offset.size() == own_offset_.size(), "{} offsets for {} cells", offset.size(),
                  own_offset_.size());
    own_offset_ = std::move(offset);
}

void DrumContact::enter(const StationInfluence& influence, const VectorXd& relaxed_sink) {
    influence_ = &influence;
    offset_ = own_offset_;
    if (relaxed_sink.size() > 0) offset_ -= relaxed_sink;
    condensed_ = false;
}

void DrumContact::press_all() {
    cells_.resize(static_cast<std::size_t>(offset_.size()));
    for (std::size_t c = 0; c < cells_.size(); ++c) cells_[c] = static_cast<Index>(c);
    condensed_ = false;
}

bool DrumContact::exhausted() const {
    return updates_ >= update_limit;
}

bool DrumContact::condense() {
    if (condensed_) return false;
    const Index n = influence_->needle_needle.rows(), c = static_cast<Index>(cells_.size());
    condensed_ = true;
    reduced_ = influence_->needle_needle;
    share_ = VectorXd::Ones(n);
    base_ = VectorXd::Zero(n);
    stiffness_ = base_load_ = 0;
    if (c == 0) return true;
    factor_.compute(drum_->cell_cell.among(cells_));
    if (factor_.info() != Eigen::Success)
        throw NumericsError("the influence of the drum's cells is not positive definite");
    const auto lower = factor_.matrixL();
    needle_part_ = influence_->cell_needle(cells_, Eigen::all);
    if (n > 0) lower.solveInPlace(needle_part_);  // Eigen takes the address of the first element
    one_part_ = lower.solve(VectorXd(VectorXd::Ones(c)));
    offset_part_ = lower.solve(VectorXd(offset_(cells_)));
    reduced_.noalias() -= needle_part_.transpose() * needle_part_;
    share_.noalias() -= needle_part_.transpose() * one_part_;
    base_.noalias() -= needle_part_.transpose() * offset_part_;
    stiffness_ = one_part_.squaredNorm();
    base_load_ = one_part_.dot(offset_part_);
    return true;
}

bool DrumContact::update(const VectorXd& needle_force, double depression, double load) {
    const Index c = static_cast<Index>(cells_.size()), all = offset_.size();
    cell_force_.resize(c);
    if (all == 0) return false;
    VectorXd sink = influence_->cell_needle * needle_force;
    if (c > 0) {
        cell_force_ = one_part_ * depression + offset_part_ - needle_part_ * needle_force;
        factor_.matrixU().solveInPlace(cell_force_);
        sink += drum_->cell_cell.sink(cells_, cell_force_);
    }
    std::vector<bool> inside(static_cast<std::size_t>(all), false);
    for (const Index cell : cells_) inside[static_cast<std::size_t>(cell)] = true;

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
    for (Index cell = 0; cell < all; ++cell) {
        if (inside[static_cast<std::size_t>(cell)]) continue;
        const double overlap = (depression + offset_[cell] - sink[cell]) / std::abs(depression);
        if (overlap <= overlap_tolerance) continue;
        violates(cell, overlap);
        if (!one_by_one) next.push_back(cell);
    }
    if (worst_cell < 0) return false;
    if (one_by_one) {
        if (inside[static_cast<std::size_t>(worst_cell)])
            std::erase(next, worst_cell);
        else
            next.push_back(worst_cell);
    }
    std::sort(next.begin(), next.end());
    cells_ = std::move(next);
    condensed_ = false;
    return true;
}

VectorXd DrumContact::sink_at_needles() const {
    // After a failed solve the forces may belong to an older set; then there is nothing to tell.
    if (cells_.empty() || cell_force_.size() != static_cast<Index>(cells_.size()))
        return VectorXd::Zero(influence_->needle_needle.rows());
    return influence_->cell_needle(cells_, Eigen::all).transpose() * cell_force_;
}

}  // namespace puncta::full
