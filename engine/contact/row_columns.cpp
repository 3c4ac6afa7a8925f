#include "engine/contact/row_columns.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace puncta {
namespace {

constexpr double rounding = 1e-9;  ///< of a cell's side

}  // namespace

RowColumns::RowColumns(const CellGrid& grid, std::span<const double> row_y)
    : grid_(grid), place_(row_y.size() * static_cast<std::size_t>(grid.across)) {
    std::vector<double> distance;
    for (const double y : row_y)
        for (int j = 0; j < grid.across; ++j)
            distance.push_back(std::abs((j + 0.5 - 0.5 * grid.across) * grid.side - y));
    std::vector<std::size_t> order(distance.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return distance[a] != distance[b] ? distance[a] < distance[b] : a < b;
    });
    double last = -grid.side;
    for (const std::size_t n : order) {
        if (distance[n] > last + rounding * grid.side) {
            last = distance[n];
            square_.push_back(last * last);
        }
        place_[n] = static_cast<int>(square_.size()) - 1;
    }
}

void RowColumns::fill(const RadialTable& needle_cell, std::span<RowColumn> columns) const {
    std::sort(columns.begin(), columns.end(),
              [](const RowColumn& a, const RowColumn& b) { return std::abs(a.x) < std::abs(b.x); });
    const auto across = static_cast<std::size_t>(grid_.across), count = square_.size();
    std::vector<double> squares(static_cast<std::size_t>(grid_.along) * count), values(squares.size());
    double known = -grid_.side;  // the |x| whose values these are
    for (const RowColumn& column : columns) {
        const double ahead = std::abs(column.x);
        if (ahead > known + rounding * grid_.side) {
            known = ahead;
            for (int i = 0; i < grid_.along; ++i) {
                const double dx = (i + 0.5 - 0.5 * grid_.along) * grid_.side - ahead;
                for (std::size_t n = 0; n < count; ++n)
                    squares[std::size_t(i) * count + n] = dx * dx + square_[n];
            }
            needle_cell.at_squares(squares, values);
        }
        const int* place = place_.data() + std::size_t(column.row) * across;
        double* into = column.into;
        for (int i = 0; i < grid_.along; ++i, into += across) {
            // Behind the axle all is as ahead of it, from the other end.
            const int from = column.x < 0 ? grid_.along - 1 - i : i;
            const double* line = values.data() + std::size_t(from) * count;
            for (std::size_t j = 0; j < across; ++j) into[j] = line[place[j]];
        }
    }
}

}  // namespace puncta
