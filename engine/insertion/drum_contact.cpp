#include "engine/insertion/drum_contact.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "engine/base/error.hpp"
#include "engine/numerics/dense_kernels.hpp"

namespace puncta {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double pull_tolerance = 1e-13;     ///< of the load
constexpr double overlap_tolerance = 1e-11;  ///< of the axle depression
// Cells that may have changed sides since the last sweep before the kept matrix is swept on them:
constexpr std::size_t usual_border = 96;  ///< as a station is entered,
constexpr std::size_t least_border = 16;  ///< where only the phase before was swept,
constexpr std::size_t most_border = 192;  ///< within a station, where events make many come and go.
// Parts of the depression above the skin:
constexpr double closest_margin = 0.05;  ///< where haste expects a cell to touch soon,
constexpr double watched_margin = 0.1;   ///< where it might within a station.
constexpr int bulk_updates = 25;         ///< then one cell at a time, so that it cannot cycle
constexpr int update_limit = 200;

/// Sum of what each force has changed by; an empty vector stands for forces of zero.
double change(const VectorXd& now, const VectorXd& before) {
    if (now.size() == before.size()) return (now - before).cwiseAbs().sum();
    return (now.size() == 0 ? before : now).cwiseAbs().sum();
}

}  // namespace

DrumContact::DrumContact(const DrumInfluence& drum, DrumBase* base)
    : drum_(&drum),
      offset_(drum.offset),
      highest_(drum.blocks.greatest(drum.offset)),
      inside_(static_cast<std::size_t>(drum.offset.size()), 0),
      base_(base != nullptr ? base : &own_base_) {
    PUNCTA_EXPECT(drum.cell_cell.rows() == drum.offset.size(), "{} cells, {} offsets", drum.cell_cell.rows(),
                  drum.offset.size());
    for (Index c = 0; c < offset_.size(); ++c) all_.push_back(c);
}

void DrumContact::set_offset(VectorXd offset) {
    PUNCTA_EXPECT(offset.size() == offset_.size(), "{} offsets for {} cells", offset.size(), offset_.size());
    offset_ = std::move(offset);
    highest_ = drum_->blocks.greatest(offset_);
}

void DrumContact::enter(const StationInfluence& influence, const VectorXd& relaxed_needles,
                        const VectorXd& relaxed_cells) {
    influence_ = &influence;
    condensed_ = false;
    phase_ = nullptr;
    last_look_.clear_by = 0;
    const auto some = [](const VectorXd& force) { return force.size() > 0 && (force.array() > 0).any(); };
    relaxed_needles_ = some(relaxed_needles) ? relaxed_needles : VectorXd();
    relaxed_cells_.set_force(some(relaxed_cells) ? relaxed_cells : VectorXd());
    relaxed_sink_ = {};
    const VectorXd& cells = relaxed_cells_.force();
    if (relaxed_needles_.size() == 0 && cells.size() == 0) return;
    relaxed_sink_ = VectorXd::Zero(influence.needle_needle.rows());
    if (relaxed_needles_.size() > 0) relaxed_sink_.noalias() += influence.needle_needle * relaxed_needles_;
    for (Index cell = 0; cell < cells.size(); ++cell)
        if (cells[cell] > 0) relaxed_sink_ += influence.cell_needle.row(cell).transpose() * cells[cell];
}

/// Where a cell stands over the axle depression and what has relaxed [m].
double DrumContact::standing_of(Index cell) {
    double standing = offset_[cell];
    if (relaxed_needles_.size() > 0) standing -= influence_->cell_needle.row(cell).dot(relaxed_needles_);
    if (relaxed_cells_.force().size() > 0) standing -= relaxed_cells_.of(drum_->cell_cell, cell);
    return standing;
}

/// What sinks the skin under the cells: needles with what has relaxed of them; and by how much forces of
/// cells could lift it at most, where a stack bulges beside what presses on it.
void DrumContact::take_forces(const VectorXd& needle_force) {
    pressing_needles_ = needle_force;
    if (relaxed_needles_.size() > 0) pressing_needles_ += relaxed_needles_;
    const double cells = cell_force_.cwiseAbs().sum() + relaxed_cells_.force().sum();
    lift_ = std::max(0.0, -drum_->cell_cell.least()) * cells;
}

/// How much nearer to the skin, or deeper in it, any cell can be than at the last look at all [m]. Influences
/// are a positive definite matrix, so that none exceeds the geometric mean of the two on themselves.
double DrumContact::could_have_risen(const VectorXd& needle_force, double depression) const {
    const LastLook& last = last_look_;
    if (last.clear_by == 0) return 0;
    const double cell = drum_->cell_cell.between(0, 0);
    const double needle =
        influence_->needle_needle.diagonal().size() > 0 ? influence_->needle_needle.diagonal().maxCoeff() : 0;
    const double on_cell = std::sqrt(cell * (needle > 0 ? needle : cell));  // a lone needle has none
    return std::max(0.0, depression - last.depression) + on_cell * change(needle_force, last.needle_force) +
           cell * change(sinks_.force(), last.cell_force);
}

/// Cells that may be nearer to the skin than the watched margin: blocks that are clear by the needles'
/// forces, which only push, on the least influence in them are left out.
std::vector<Index> DrumContact::cells_to_ask(double depression) const {
    const CellBlocks& blocks = drum_->blocks;
    const StationInfluence::Rows& least = influence_->block_needle;
    if (least.rows() == 0 || least.rows() != blocks.count() || (pressing_needles_.array() < 0).any())
        return all_;
    const VectorXd sink = least * pressing_needles_;
    const double line = -watched_margin * std::abs(depression);
    std::vector<Index> asked;
    for (Index block = 0; block < blocks.count(); ++block) {
        if (depression + highest_[block] - sink[block] + lift_ < line) continue;
        asked.insert(asked.end(), blocks.cells(block).begin(), blocks.cells(block).end());
    }
    return asked;
}

double DrumContact::overlap_of(Index cell, double depression) {
    const double by_needles =
        depression + offset_[cell] - influence_->cell_needle.row(cell).dot(pressing_needles_);
    const double at_most = by_needles + lift_;
    if (at_most < -closest_margin * std::abs(depression)) return at_most;
    double overlap = by_needles - sinks_.of(drum_->cell_cell, cell);
    if (relaxed_cells_.force().size() > 0) overlap -= relaxed_cells_.of(drum_->cell_cell, cell);
    return overlap;
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
    if (cells_.empty()) {
        const Index n = influence_->needle_needle.rows();
        share_.setOnes(n);
        base_sink_.setZero(n);
        stiffness_ = base_load_ = 0;
        return true;
    }
    const bool first = phase_ == nullptr;
    enter_phase();
    border_.clear();
    const int fixed = phase_->matrix.fixed();
    for (std::size_t k = 0; k < phase_->cells.size(); ++k)
        if (touching(phase_->cells[k]) != phase_->matrix.swept(fixed + int(k)))
            border_.push_back(fixed + int(k));
    if (border_.size() > (!first ? most_border : phase_->fresh ? least_border : usual_border)) {
        phase_->fresh = false;
        if (!phase_->matrix.sweep(border_, given_))
            throw NumericsError("the influence of the drum's cells is not positive definite");
        border_.clear();
    }
    solve_border();
    return true;
}

/// What the phase says of this station; every cell in contact has a row in it afterwards.
void DrumContact::enter_phase() {
    const bool entered = phase_ != nullptr;
    if (!entered) {
        phase_ = &base_->phase(*drum_, *influence_);
        raw_.assign(std::size_t(phase_->matrix.fixed()), 0.0);
    }
    std::vector<Index> more;
    for (const Index cell : cells_)
        if (phase_->row(cell) < 0) more.push_back(cell);
    if (more.empty() && entered) return;
    const int known = entered ? phase_->matrix.rows() : 0;
    if (!more.empty()) base_->add(*drum_, *influence_, *phase_, more);
    for (std::size_t k = raw_.size() - std::size_t(phase_->matrix.fixed()); k < phase_->cells.size(); ++k)
        raw_.push_back(standing_of(phase_->cells[k]));
    phase_->matrix.take_in(raw_, known, given_);
}

/// With Q the matrix of the phase, D the border and H = Q_DD: Q_FF - Q_FD H^-1 Q_DF of the needles, and so
/// on.
void DrumContact::solve_border() {
    const SweptMatrix& matrix = phase_->matrix;
    const int count = int(border_.size()), n = phase_->needles(), all = count + n + 1;
    border_matrix_.resize(all);
    for (int k = 0; k < count; ++k) {
        const double* from = matrix.column(border_[std::size_t(k)]);
        double* to = border_matrix_.column(k);
        for (int m = k; m < count; ++m) to[m] = from[border_[std::size_t(m)]];
        std::copy_n(from, n + 1, to + count);
        to[all] = given_[std::size_t(border_[std::size_t(k)])];
        to[all + 1] = 0;
    }
    for (int j = 0; j <= n; ++j) {
        double* to = border_matrix_.column(count + j);
        std::copy_n(matrix.column(j) + j, n + 1 - j, to + count + j);
        to[all] = given_[std::size_t(j)];
        to[all + 1] = 0;
    }
    bool definite = border_matrix_.eliminate(count);
    for (int k = 0; k < count && definite; ++k)
        definite = (border_matrix_.at(k, k) > 0) == matrix.swept(border_[std::size_t(k)]);
    if (!definite) throw NumericsError("the influence of the drum's cells is not positive definite");
    reduced_.resize(n, n);
    share_.resize(n);
    base_sink_.resize(n);
    for (int j = 0; j < n; ++j) {
        const double* from = border_matrix_.column(count + j) + count;
        for (int i = j; i < n; ++i) reduced_(i, j) = reduced_(j, i) = -from[i];
        share_[j] = from[n];
        base_sink_[j] = from[n + 1];
    }
    stiffness_ = border_matrix_.at(count + n, count + n);
    base_load_ = border_matrix_.at(all, count + n);
}

/// Force of every cell that touches and overlap of every other one that has a row.
void DrumContact::find_cell_values(const VectorXd& needle_force, double depression) {
    cell_force_.resize(static_cast<Index>(cells_.size()));
    if (cells_.empty()) {
        sinks_.set_force({});
        return;
    }
    VectorXd all = VectorXd::Zero(offset_.size());
    const SweptMatrix& matrix = phase_->matrix;
    std::vector<const double*> columns;
    std::vector<double> weights;
    for (Index j = 0; j < needle_force.size(); ++j) {
        if (needle_force[j] == 0) continue;
        columns.push_back(matrix.column(int(j)));
        weights.push_back(needle_force[j]);
    }
    columns.push_back(matrix.column(phase_->axle()));
    weights.push_back(depression);
    value_ = given_;
    const auto add = [&] {
        dense_kernels().add_columns(matrix.rows(), columns.data(), weights.data(), int(columns.size()),
                                    value_.data());
    };
    add();
    border_value_.clear();
    for (const int row : border_) border_value_.push_back(-value_[std::size_t(row)]);
    border_matrix_.solve_first(border_value_);
    columns.clear();
    for (const int row : border_) columns.push_back(matrix.column(row));
    weights = border_value_;
    add();
    // The border's own unknowns: slack of the skin where a cell was let go, force where one was added.
    for (std::size_t k = 0; k < border_.size(); ++k)
        value_[std::size_t(border_[k])] = matrix.swept(border_[k]) ? -border_value_[k] : border_value_[k];
    for (std::size_t k = 0; k < cells_.size(); ++k)
        all[cells_[k]] = cell_force_[Index(k)] = value_[std::size_t(phase_->row(cells_[k]))];
    sinks_.set_force(std::move(all));
}

bool DrumContact::update(const VectorXd& needle_force, double depression, double load, bool hasty) {
    find_cell_values(needle_force, depression);
    if (all_.empty()) return false;
    const bool one_by_one = ++updates_ > bulk_updates;
    const double scale = std::abs(depression);
    double worst = 0;
    Index worst_cell = -1;
    std::vector<Index> changing;
    const auto violates = [&](Index cell, double violation) {
        changing.push_back(cell);
        if (violation <= worst) return;
        worst = violation;
        worst_cell = cell;
    };
    const auto look_at = [&](Index cell, double overlap) {
        if (overlap > overlap_tolerance * scale) violates(cell, overlap / scale);
    };
    const bool condensed = !cells_.empty();
    if (condensed) {
        const auto fixed = std::size_t(phase_->matrix.fixed());
        for (std::size_t k = 0; k < phase_->cells.size(); ++k) {
            const double value = value_[fixed + k];
            if (!touching(phase_->cells[k]))
                look_at(phase_->cells[k], value);
            else if (value < -pull_tolerance * load)
                violates(phase_->cells[k], -value / load);
        }
    }
    // The others cost more; they are asked when these are at rest.
    if (changing.empty() || one_by_one) {
        take_forces(needle_force);
        const auto overlap_at = [&](Index cell) {
            if (touching(cell)) return 0.0;
            const int row = condensed ? phase_->row(cell) : -1;
            const double overlap = row >= 0 ? value_[std::size_t(row)] : overlap_of(cell, depression);
            if (row < 0) look_at(cell, overlap);
            return overlap;
        };
        if (hasty && looked_) {
            for (const Index cell : closest_) overlap_at(cell);
        } else {
            const bool all = could_have_risen(needle_force, depression) >= last_look_.clear_by;
            closest_.clear();
            std::vector<Index> watched;
            for (const Index cell : all ? cells_to_ask(depression) : last_look_.watched) {
                const double overlap = overlap_at(cell);
                if (overlap > -closest_margin * scale) closest_.push_back(cell);
                if (overlap > -watched_margin * scale) watched.push_back(cell);
            }
            if (all)
                last_look_ = {needle_force, sinks_.force(), depression, watched_margin * scale,
                              std::move(watched)};
            looked_ = true;
        }
    }
    if (worst_cell < 0) return false;
    if (one_by_one) changing = {worst_cell};
    std::sort(changing.begin(), changing.end());
    std::vector<Index> next;
    std::set_symmetric_difference(cells_.begin(), cells_.end(), changing.begin(), changing.end(),
                                  std::back_inserter(next));
    choose_contact(std::move(next));
    return true;
}

void DrumContact::choose_contact(std::vector<Index> next) {
    for (const Index cell : cells_) inside_[static_cast<std::size_t>(cell)] = 0;
    for (const Index cell : next) inside_[static_cast<std::size_t>(cell)] = 1;
    cells_ = std::move(next);
    condensed_ = false;
}

VectorXd DrumContact::sink_at_needles() const {
    // After a failed solve the forces may belong to an older set; then there is nothing to tell.
    if (cells_.empty() || cell_force_.size() != static_cast<Index>(cells_.size()))
        return VectorXd::Zero(influence_->needle_needle.rows());
    VectorXd sink = VectorXd::Zero(influence_->needle_needle.rows());
    for (std::size_t k = 0; k < cells_.size(); ++k)
        dense_kernels().add_column(int(sink.size()), influence_->cell_needle.row(cells_[k]).data(),
                                   cell_force_[Index(k)], sink.data());
    return sink;
}

}  // namespace puncta
