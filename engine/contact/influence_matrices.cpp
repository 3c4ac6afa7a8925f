#include "engine/contact/influence_matrices.hpp"

#include <span>

namespace puncta {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// Values of a table at the distances from one place to the first `count` of others.
void from_place(const RadialTable& table, const std::pair<double, double>& place, const Places& others,
                std::size_t count, std::vector<double>& squares, double* into) {
    squares.resize(count);
    for (std::size_t n = 0; n < count; ++n) {
        const double dx = others[n].first - place.first, dy = others[n].second - place.second;
        squares[n] = dx * dx + dy * dy;
    }
    table.at_squares(squares, {into, count});
}

/// Of all places on each other, the diagonal too.
MatrixXd on_each_other(const RadialTable& table, const Places& places) {
    const auto n = static_cast<Index>(places.size());
    MatrixXd influence(n, n);
    std::vector<double> squares;
    for (Index i = 0; i < n; ++i) {
        from_place(table, places[std::size_t(i)], places, std::size_t(i) + 1, squares, &influence(0, i));
        influence.row(i).head(i) = influence.col(i).head(i);
    }
    return influence;
}

}  // namespace

MatrixXd needle_influence(const InfluenceTables& tables, const Places& needles) {
    MatrixXd influence = on_each_other(tables.needle_needle, needles);
    influence.diagonal().setConstant(tables.needle_self);
    return influence;
}

StationInfluence station_influence(const InfluenceTables& tables, const Places& needles,
                                   const Places& cells) {
    StationInfluence::Rows cell_needle(static_cast<Index>(cells.size()), static_cast<Index>(needles.size()));
    std::vector<double> squares;
    if (!needles.empty())
        for (std::size_t c = 0; c < cells.size(); ++c)
            from_place(tables.needle_cell, cells[c], needles, needles.size(), squares,
                       &cell_needle(static_cast<Index>(c), 0));
    return {needle_influence(tables, needles), std::move(cell_needle), -1};
}

MatrixXd cell_influence(const InfluenceTables& tables, const Places& cells) {
    return on_each_other(tables.cell_cell, cells);
}

}  // namespace puncta
