#pragma once
/// Points sorted into square cells, so that what lies near a place lies near in memory.
///
/// A cell list (Bentley, Stanat & Williams, Information Processing Letters 6 (1977) 209). The cells cover the
/// smallest box around the points, row by row; the points of neighbouring cells of a row follow one another.
/// Sorted by counting, twice: into bands of rows, then within a band, so that the second, random, pass stays
/// in the cache. O(n) time, 20 bytes a point and 4 a cell. Within a cell the points keep the order given.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/statistics/plane.hpp"

namespace puncta {

class PointCells {
  public:
    /// Cells of about `side` [m], larger where there would be more than four per point. Coordinates must be
    /// finite, at least one point and fewer than 2^32.
    PointCells(std::span<const PlanePoint> points, double side);
    /// Cells that hold `per_cell` points each, if the points fill their box evenly.
    static PointCells with_load(std::span<const PlanePoint> points, double per_cell);

    [[nodiscard]] std::size_t size() const { return original_.size(); }
    /// Coordinates of the sorted points [m]. `padding` entries before the first and behind the last may be
    /// read as well; they are infinite.
    [[nodiscard]] const double* x() const { return x_.data() + padding; }
    [[nodiscard]] const double* y() const { return y_.data() + padding; }
    static constexpr std::size_t padding = 8;
    /// Index of a sorted point among the points given.
    [[nodiscard]] std::size_t original(std::size_t sorted_index) const { return original_[sorted_index]; }
    [[nodiscard]] double side() const { return side_; }
    [[nodiscard]] std::int64_t columns() const { return columns_; }
    [[nodiscard]] std::int64_t rows() const { return rows_; }
    /// The column and row of a place, those at the border for a place outside.
    [[nodiscard]] std::int64_t column(double x) const { return clamped((x - x0_) * per_side_, columns_); }
    [[nodiscard]] std::int64_t row(double y) const { return clamped((y - y0_) * per_side_, rows_); }
    /// First sorted point of a cell; column = columns() is the end of the row.
    [[nodiscard]] std::size_t begin(std::int64_t column, std::int64_t row) const {
        return start_[static_cast<std::size_t>(row * columns_ + column)];
    }
    /// Left border of a column, lower border of a row [m].
    [[nodiscard]] double left(std::int64_t column) const { return x0_ + double(column) * side_; }
    [[nodiscard]] double bottom(std::int64_t row) const { return y0_ + double(row) * side_; }
    /// By how much rounding may have put a point on the wrong side of a border [m].
    [[nodiscard]] double rounding() const { return rounding_; }
    /// How many points, on average over the points, share a cell with one, itself included: 1 plus the mean
    /// number per cell for points at random, many where they crowd.
    [[nodiscard]] double crowding() const;
    /// Rows in blocks of at least some 16,000 points, first row of each and the end: the unit of parallel
    /// work, the same for any number of threads.
    [[nodiscard]] std::vector<std::int64_t> row_blocks() const;

  private:
    static std::int64_t clamped(double cells, std::int64_t count) {
        return cells > 0 ? (cells < double(count) ? static_cast<std::int64_t>(cells) : count - 1) : 0;
    }
    PointCells(std::span<const PlanePoint> points, const Rectangle& box, double side);
    void sort(std::span<const PlanePoint> points);
    void sort_band(std::span<const PlanePoint> band, std::span<const std::uint32_t> index, std::size_t offset,
                   std::int64_t first_row, std::int64_t last_row);

    double x0_ = 0, y0_ = 0, side_ = 1, per_side_ = 1, rounding_ = 0;
    std::int64_t columns_ = 1, rows_ = 1;
    std::vector<double> x_, y_;
    std::vector<std::uint32_t> original_;
    std::vector<std::uint32_t> start_;
};

}  // namespace puncta
