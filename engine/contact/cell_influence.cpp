#include "engine/contact/cell_influence.hpp"

#include <algorithm>
#include <cstdlib>

#include "engine/base/error.hpp"
#include "engine/numerics/dense_kernels.hpp"

namespace puncta {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

CellInfluence::CellInfluence(MatrixXd every_pair)
    : count_(every_pair.rows()), every_pair_(std::move(every_pair)) {
    PUNCTA_EXPECT(every_pair_.cols() == count_, "{} x {}", count_, every_pair_.cols());
    if (every_pair_.size() > 0) least_ = every_pair_.minCoeff();
}

CellInfluence::CellInfluence(const CellGrid& grid, const RadialTable& table)
    : count_(grid.size()), grid_(grid) {
    std::vector<double> square;
    for (int i = 0; i < grid.along; ++i)
        for (int j = 1 - grid.across; j < grid.across; ++j)
            square.push_back((double(i) * i + double(j) * j) * (grid.side * grid.side));
    apart_.resize(square.size());
    table.at_squares(square, apart_);
    if (!apart_.empty()) least_ = *std::min_element(apart_.begin(), apart_.end());
}

MatrixXd CellInfluence::among(const Cells& cells) const {
    if (apart_.empty()) return every_pair_(cells, cells);
    const auto count = static_cast<Index>(cells.size());
    const Index line = 2 * Index{grid_.across} - 1, middle = grid_.across - 1;
    std::vector<Index> row, column;
    for (const Index cell : cells) {
        row.push_back(cell / grid_.across);
        column.push_back(cell % grid_.across);
    }
    MatrixXd found(count, count);
    for (std::size_t k = 0; k < cells.size(); ++k)
        for (std::size_t l = 0; l < cells.size(); ++l)
            found(static_cast<Index>(l), static_cast<Index>(k)) = apart_[static_cast<std::size_t>(
                std::abs(row[l] - row[k]) * line + middle + (column[l] - column[k]))];
    return found;
}

void CellInfluence::add_sink(Index cell, double force, VectorXd& sink) const {
    const Index across = grid_.across, row = cell / across, column = cell % across;
    for (Index i = 0; i < grid_.along; ++i) {
        const double* line = apart_.data() + std::abs(i - row) * (2 * across - 1) + (across - 1 - column);
        sink.segment(i * across, across) += force * Eigen::Map<const VectorXd>(line, across);
    }
}

double CellInfluence::between(Index a, Index b) const {
    if (apart_.empty()) return every_pair_(a, b);
    const Index across = grid_.across, rows = std::abs(a / across - b / across);
    return apart_[static_cast<std::size_t>(rows * (2 * across - 1) + across - 1 + b % across - a % across)];
}

void CellInfluence::sink_of_line(Index line, const VectorXd& force, std::span<const Index> loaded,
                                 double* sink) const {
    if (apart_.empty()) {
        *sink = every_pair_.col(line).dot(force);
        return;
    }
    const Index across = grid_.across;
    std::fill(sink, sink + across, 0.0);
    for (const Index i : loaded)
        dense_kernels().add_shifted(int(across), apart_.data() + std::abs(i - line) * (2 * across - 1),
                                    force.data() + i * across, sink);
}

void AskedSinks::set_force(VectorXd force) {
    force_ = std::move(force);
    lines_known_ = false;
}

double AskedSinks::of(const CellInfluence& influence, Index cell) {
    if (force_.size() == 0) return 0;
    const Index length = influence.line_length(), line = cell / length;
    if (!lines_known_) {
        lines_known_ = true;
        known_.assign(std::size_t(force_.size()), 0);
        sink_.resize(std::size_t(force_.size()));
        loaded_.clear();
        for (Index k = 0; k < force_.size() / length; ++k)
            if ((force_.segment(k * length, length).array() != 0).any()) loaded_.push_back(k);
    }
    if (loaded_.empty()) return 0;
    if (known_[std::size_t(line)] == 0) {
        influence.sink_of_line(line, force_, loaded_, sink_.data() + line * length);
        known_[std::size_t(line)] = 1;
    }
    return sink_[std::size_t(cell)];
}

VectorXd CellInfluence::sink(const Cells& cells, const VectorXd& force) const {
    if (apart_.empty()) return every_pair_(Eigen::all, cells) * force;
    VectorXd sink = VectorXd::Zero(count_);
    for (std::size_t k = 0; k < cells.size(); ++k) add_sink(cells[k], force[static_cast<Index>(k)], sink);
    return sink;
}

VectorXd CellInfluence::operator*(const VectorXd& force) const {
    if (apart_.empty()) return every_pair_ * force;
    VectorXd sink = VectorXd::Zero(count_);
    for (Index cell = 0; cell < count_; ++cell)
        if (force[cell] != 0) add_sink(cell, force[cell], sink);
    return sink;
}

}  // namespace puncta
