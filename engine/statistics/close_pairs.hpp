#pragma once
/// Every pair of points at most `reach` apart, once, and sums over them that do not depend on threads.
///
/// Cells of half the reach: of a point's own row the points behind it, of the rows above those within the
/// reach. Candidates are written to a short buffer without branching on whether they are close enough. The
/// cost is that of the pairs, n²·pi·reach²/(2 A) of them for n points at random on an area A: keep the reach
/// at a few mean spacings for many points. Points that crowd make as many pairs as they make; where the reach
/// is also below half a mean spacing of the whole box, cells no longer follow it and crowded ones cost the
/// square of their points.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/parallel/ordered_map.hpp"
#include "engine/statistics/point_cells.hpp"

namespace puncta {

struct ClosePair {
    double dx = 0, dy = 0;                ///< from the first to the second point [m]
    double squared = 0;                   ///< of the distance [m²]
    std::uint32_t first = 0, second = 0;  ///< sorted points, see PointCells
};

/// Cells for pairs at most `reach` apart [m].
inline PointCells cells_for_pairs(std::span<const PlanePoint> points, double reach) {
    return {points, 0.5 * reach};
}

/// Calls consume(span of ClosePair) with all pairs whose first point lies in these rows, some at a time.
template <class Consume>
void for_close_pairs(const PointCells& cells, std::int64_t first_row, std::int64_t last_row, double reach,
                     Consume&& consume) {
    constexpr std::size_t room = 512;
    std::array<ClosePair, room> buffer;
    std::size_t count = 0;
    const double* const x = cells.x();
    const double* const y = cells.y();
    const double most = reach * reach, safe = reach + cells.rounding();
    const auto look = [&](std::size_t i, std::size_t begin, std::size_t end) {
        for (std::size_t j = begin; j < end; ++j) {
            const double dx = x[j] - x[i], dy = y[j] - y[i], squared = dx * dx + dy * dy;
            buffer[count] = {dx, dy, squared, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j)};
            count += squared <= most ? 1 : 0;
            if (count == room) {
                consume(std::span<const ClosePair>(buffer));
                count = 0;
            }
        }
    };
    for (std::int64_t row = first_row; row < last_row; ++row)
        for (std::size_t i = cells.begin(0, row); i < cells.begin(0, row + 1); ++i) {
            const std::int64_t left = cells.column(x[i] - safe), right = cells.column(x[i] + safe);
            look(i, i + 1, cells.begin(right + 1, row));
            const std::int64_t top = cells.row(y[i] + safe);
            for (std::int64_t above = row + 1; above <= top; ++above)
                look(i, cells.begin(left, above), cells.begin(right + 1, above));
        }
    consume(std::span<const ClosePair>(buffer).first(count));
}

/// Sum of a tally over all close pairs: `part(pairs)` for some of them, `total += part` in the order of the
/// rows. The same bits for any number of threads (0: all processors).
template <class Tally>
Tally tally_close_pairs(const PointCells& cells, double reach, int threads, const Tally& zero) {
    const std::vector<std::int64_t> rows = cells.row_blocks();
    Tally total = zero;
    ordered_map<Tally>(
        0, std::int64_t(rows.size()) - 1, threads,
        [&](std::int64_t block) {
            Tally part = zero;
            const auto b = static_cast<std::size_t>(block);
            for_close_pairs(cells, rows[b], rows[b + 1], reach,
                            [&](std::span<const ClosePair> pairs) { part(pairs); });
            return part;
        },
        [&](const Tally& part) { total += part; });
    return total;
}

}  // namespace puncta
