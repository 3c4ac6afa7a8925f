#include "engine/insertion/drum_base.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace puncta {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

void DrumBase::choose(const DrumInfluence& drum, Cells cells) {
    cells_ = std::move(cells);
    place_.assign(static_cast<std::size_t>(drum.offset.size()), -1);
    for (std::size_t k = 0; k < cells_.size(); ++k)
        place_[static_cast<std::size_t>(cells_[k])] = static_cast<Index>(k);
    const Eigen::LLT<MatrixXd> factor(drum.cell_cell.among(cells_));
    if (factor.info() != Eigen::Success)
        throw NumericsError("the influence of the drum's cells is not positive definite");
    const auto count = static_cast<Index>(cells_.size());
    inverse_ = factor.solve(MatrixXd::Identity(count, count));
    row_sums_ = inverse_.rowwise().sum();
    phases_.clear();
}

bool DrumBase::covers(const Cells& cells) const {
    return std::all_of(cells.begin(), cells.end(), [&](Index cell) { return place(cell) >= 0; });
}

const DrumBase::Phase& DrumBase::phase(const StationInfluence& influence) {
    if (influence.phase < 0) phases_.erase(influence.phase);
    const auto [at, made] = phases_.try_emplace(influence.phase);
    if (!made) return at->second;
    const MatrixXd on_cells = influence.cell_needle(cells_, Eigen::all);
    Phase& phase = at->second;
    phase.weight.noalias() = inverse_ * on_cells;
    phase.reduced = influence.needle_needle;
    phase.reduced.noalias() -= on_cells.transpose() * phase.weight;
    phase.share = VectorXd::Ones(on_cells.cols()) - phase.weight.colwise().sum().transpose();
    return phase;
}

}  // namespace puncta
