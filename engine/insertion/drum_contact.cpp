#include "engine/insertion/drum_contact.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace puncta {
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
    : drum_(&drum), offset_(drum.offset), inside_(static_cast<std::size_t>(drum.offset.size()), 0) {
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
    condensed_ = false;
    const auto some = [](const VectorXd& force) { return force.size() > 0 && (force.array() > 0).any(); };
    relaxed_needles_ = some(relaxed_needles) ? relaxed_needles : VectorXd();
    relaxed_cells_ = some(relaxed_cells) ? relaxed_cells : VectorXd();
    relaxed_sink_ = {};
    if (relaxed_needles_.size() == 0 && relaxed_cells_.size() == 0) return;
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

double DrumContact::relaxed_sink_of(Index cell) const {
    double sink = 0;
    if (relaxed_needles_.size() > 0) sink = influence_->cell_needle.row(cell).dot(relaxed_needles_);
    if (relaxed_cells_.size() > 0) sink += drum_->cell_cell.sink_of(cell, relaxed_cells_);
    return sink;
}

/// All forces, those in contact too, and what has relaxed of them: what update() looks at.
void DrumContact::find_pressing(const VectorXd& needle_force) {
    pressing_ = needle_force;
    if (relaxed_needles_.size() > 0) pressing_ += relaxed_needles_;
    cell_pressing_ = relaxed_cells_;
    if (cells_.empty()) return;
    if (cell_pressing_.size() == 0) cell_pressing_.setZero(offset_.size());
    for (std::size_t k = 0; k < cells_.size(); ++k) cell_pressing_[cells_[k]] += cell_force_[Index(k)];
}

double DrumContact::sink_of(Index cell) const {
    const double sink = influence_->cell_needle.row(cell).dot(pressing_);
    return cell_pressing_.size() == 0 ? sink : sink + drum_->cell_cell.sink_of(cell, cell_pressing_);
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
    const Index n = influence_->needle_needle.rows(), c = static_cast<Index>(cells_.size());
    condensed_ = true;
    share_.setOnes(n);
    base_.setZero(n);
    stiffness_ = base_load_ = 0;
    if (c == 0) return true;
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
    base_.noalias() -= needle_part_.transpose() * offset_part_;
    stiffness_ = one_part_.squaredNorm();
    base_load_ = one_part_.dot(offset_part_);
    return true;
}

void DrumContact::find_cell_forces(const VectorXd& needle_force, double depression) {
    cell_force_.resize(static_cast<Index>(cells_.size()));
    if (cells_.empty()) return;
    cell_force_ = one_part_ * depression + offset_part_ - needle_part_ * needle_force;
    factor_.matrixU().solveInPlace(cell_force_);
}

bool DrumContact::update(const VectorXd& needle_force, double depression, double load) {
    const Index c = static_cast<Index>(cells_.size());
    find_cell_forces(needle_force, depression);
    if (all_.empty()) return false;
    find_pressing(needle_force);
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
    const bool surveying = surveying_;
    if (surveying) near_ = cells_;
    for (const Index cell : surveying ? all_ : near_) {
        if (inside_[static_cast<std::size_t>(cell)]) continue;
        const double overlap = (depression + offset_[cell] - sink_of(cell)) / std::abs(depression);
        if (surveying && overlap > -margin_) near_.push_back(cell);
        if (overlap <= overlap_tolerance) continue;
        violates(cell, overlap);
        if (!one_by_one) next.push_back(cell);
    }
    surveying_ = margin_ == 0;  // nothing was ever said of near cells: look at all again
    if (worst_cell < 0) return false;
    if (one_by_one) {
        if (inside_[static_cast<std::size_t>(worst_cell)])
            std::erase(next, worst_cell);
        else
            next.push_back(worst_cell);
    }
    std::sort(next.begin(), next.end());
    for (const Index cell : cells_) inside_[static_cast<std::size_t>(cell)] = 0;
    for (const Index cell : next) inside_[static_cast<std::size_t>(cell)] = 1;
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

}  // namespace puncta
