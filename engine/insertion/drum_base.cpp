#include "engine/insertion/drum_base.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace puncta {

namespace {

/// Rounding adds up over the sweeps of a matrix: by then to some 1e-12 of it (test SweptMatrix).
constexpr std::int64_t most_sweeps = 20'000;

}  // namespace

using Eigen::Index;

DrumBase::Phase& DrumBase::phase(const DrumInfluence& drum, const StationInfluence& influence) {
    const auto known = phases_.find(influence.phase);
    if (known != phases_.end() && known->second.matrix.swept_so_far() > most_sweeps) {
        phases_.clear();
    } else if (known != phases_.end() && influence.phase >= 0) {
        latest_ = influence.phase;
        return known->second;
    }
    Phase made;
    const auto from = phases_.find(latest_);
    if (from != phases_.end()) {
        made.cells = from->second.cells;
        made.row_ = from->second.row_;
    } else {
        made.row_.assign(static_cast<std::size_t>(drum.offset.size()), -1);
    }
    const Index n = influence.needle_needle.rows();
    const int fixed = static_cast<int>(n) + 1,
              before = from != phases_.end() ? from->second.matrix.fixed() : 0;
    const std::size_t rows = std::size_t(fixed) + made.cells.size();
    raw_.assign(std::size_t(fixed) * rows, 0.0);
    for (Index j = 0; j < n; ++j) {
        double* column = raw_.data() + std::size_t(j) * rows;
        for (Index i = 0; i < n; ++i) column[i] = -influence.needle_needle(i, j);
        column[n] = 1;
        for (std::size_t k = 0; k < made.cells.size(); ++k)
            column[std::size_t(fixed) + k] = -influence.cell_needle(made.cells[k], j);
    }
    double* axle = raw_.data() + std::size_t(n) * rows;
    std::fill(axle, axle + rows, 1.0);
    axle[n] = 0;
    for (int& row : made.row_)
        if (row >= 0) row += fixed - before;
    made.matrix = from != phases_.end() ? from->second.matrix.with_fixed(fixed, raw_)
                                        : SweptMatrix().with_fixed(fixed, raw_);
    latest_ = influence.phase;
    return phases_.insert_or_assign(influence.phase, std::move(made)).first->second;
}

void DrumBase::add(const DrumInfluence& drum, const StationInfluence& influence, Phase& phase,
                   const Cells& more) {
    const auto n = static_cast<std::size_t>(phase.needles()), before = std::size_t(phase.matrix.rows());
    phase.cells.insert(phase.cells.end(), more.begin(), more.end());
    raw_.clear();
    for (std::size_t m = 0; m < more.size(); ++m) {
        phase.row_[std::size_t(more[m])] = static_cast<int>(before + m);
        for (std::size_t j = 0; j < n; ++j) raw_.push_back(-influence.cell_needle(more[m], Index(j)));
        raw_.push_back(1);
        for (const Index cell : phase.cells) raw_.push_back(-drum.cell_cell.between(more[m], cell));
    }
    phase.matrix.append(static_cast<int>(more.size()), raw_);
}

}  // namespace puncta
