#include "engine/contact/influence_matrices.hpp"

#include <cmath>

namespace puncta {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

double distance(const Places& from, Index i, const Places& to, Index j) {
    const auto &a = from[static_cast<std::size_t>(i)], &b = to[static_cast<std::size_t>(j)];
    return std::hypot(a.first - b.first, a.second - b.second);
}

}  // namespace

StationInfluence station_influence(const InfluenceTables& tables, const Places& needles,
                                   const Places& cells) {
    const auto n = static_cast<Index>(needles.size()), c = static_cast<Index>(cells.size());
    StationInfluence influence{MatrixXd(n, n), MatrixXd(c, n)};
    for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < i; ++j)
            influence.needle_needle(i, j) = influence.needle_needle(j, i) =
                tables.needle_needle(distance(needles, i, needles, j));
        influence.needle_needle(i, i) = tables.needle_self;
        for (Index k = 0; k < c; ++k)
            influence.cell_needle(k, i) = tables.needle_cell(distance(needles, i, cells, k));
    }
    return influence;
}

MatrixXd cell_influence(const InfluenceTables& tables, const Places& cells) {
    const auto c = static_cast<Index>(cells.size());
    MatrixXd influence(c, c);
    for (Index i = 0; i < c; ++i)
        for (Index j = 0; j <= i; ++j)
            influence(i, j) = influence(j, i) = tables.cell_cell(distance(cells, i, cells, j));
    return influence;
}

}  // namespace puncta
