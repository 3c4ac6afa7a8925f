#include "engine/statistics/point_cells.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

constexpr std::size_t band_points = 1 << 14;  // 20 bytes each: a band stays in the second-level cache
constexpr std::size_t most_bands = 512;       // as many streams are written at once
constexpr std::size_t block_points = 1 << 14;
constexpr double most_cells_per_point = 4;

/// The smallest box around the points; its sides may be 0.
Rectangle box_around(std::span<const PlanePoint> points) {
    PUNCTA_EXPECT(!points.empty() && points.size() < std::numeric_limits<std::uint32_t>::max(), "{} points",
                  points.size());
    double x0 = points[0].x, x1 = x0, y0 = points[0].y, y1 = y0, finite = 0;
    for (const PlanePoint& p : points) {
        x0 = std::min(x0, p.x);
        x1 = std::max(x1, p.x);
        y0 = std::min(y0, p.y);
        y1 = std::max(y1, p.y);
        finite += 0 * p.x + 0 * p.y;  // NaN if any is not
    }
    PUNCTA_EXPECT(finite == 0, "a coordinate is not finite");
    return {x0, y0, x1 - x0, y1 - y0};
}

}  // namespace

PointCells::PointCells(std::span<const PlanePoint> points, double side)
    : PointCells(points, box_around(points), side) {}

PointCells::PointCells(std::span<const PlanePoint> points, const Rectangle& box, double side) {
    const double n = double(points.size()) * most_cells_per_point;
    const double longest = std::max(box.width, box.height);
    side_ = std::max({side, std::sqrt(box.width * box.height / n), longest / n});
    if (!(side_ > 0)) side_ = 1;  // all in one place
    x0_ = box.x0;
    y0_ = box.y0;
    per_side_ = 1 / side_;
    columns_ = static_cast<std::int64_t>(box.width * per_side_) + 1;
    rows_ = static_cast<std::int64_t>(box.height * per_side_) + 1;
    const double far =
        std::max({std::abs(x0_), std::abs(y0_), std::abs(x0_) + box.width, std::abs(y0_) + box.height});
    rounding_ = 8 * std::numeric_limits<double>::epsilon() * far;
    sort(points);
}

PointCells PointCells::with_load(std::span<const PlanePoint> points, double per_cell) {
    const Rectangle box = box_around(points);
    const double n = double(points.size()) / per_cell;
    return {points, box,
            std::max(std::sqrt(box.width * box.height / n), std::max(box.width, box.height) / n)};
}

void PointCells::sort(std::span<const PlanePoint> points) {
    const std::size_t n = points.size();
    x_.assign(n + 2 * padding, std::numeric_limits<double>::infinity());
    y_.assign(n + 2 * padding, std::numeric_limits<double>::infinity());
    original_.resize(n);
    start_.assign(static_cast<std::size_t>(columns_ * rows_) + 1, 0);
    start_.back() = static_cast<std::uint32_t>(n);
    const auto bands_wanted =
        static_cast<std::int64_t>(std::clamp(n / band_points, std::size_t{1}, most_bands));
    const std::int64_t rows_per_band = (rows_ + bands_wanted - 1) / bands_wanted;
    const std::int64_t bands = (rows_ + rows_per_band - 1) / rows_per_band;
    std::vector<std::uint32_t> band_of_row(static_cast<std::size_t>(rows_));
    for (std::int64_t j = 0; j < rows_; ++j)
        band_of_row[static_cast<std::size_t>(j)] = static_cast<std::uint32_t>(j / rows_per_band);
    const auto band_of = [&](const PlanePoint& p) { return band_of_row[static_cast<std::size_t>(row(p.y))]; };

    std::vector<std::size_t> first(static_cast<std::size_t>(bands) + 1, 0);
    for (const PlanePoint& p : points) ++first[band_of(p) + 1];
    for (std::size_t b = 1; b < first.size(); ++b) first[b] += first[b - 1];
    std::vector<PlanePoint> banded(n);
    std::vector<std::uint32_t> index(n);
    std::vector<std::size_t> next(first.begin(), first.end() - 1);
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t to = next[band_of(points[i])]++;
        banded[to] = points[i];
        index[to] = static_cast<std::uint32_t>(i);
    }
    for (std::int64_t b = 0; b < bands; ++b) {
        const std::size_t from = first[static_cast<std::size_t>(b)];
        const std::size_t count = first[static_cast<std::size_t>(b) + 1] - from;
        sort_band(std::span(banded).subspan(from, count), std::span(index).subspan(from, count), from,
                  b * rows_per_band, std::min(rows_, (b + 1) * rows_per_band));
    }
}

void PointCells::sort_band(std::span<const PlanePoint> band, std::span<const std::uint32_t> index,
                           std::size_t offset, std::int64_t first_row, std::int64_t last_row) {
    const auto base = static_cast<std::size_t>(first_row * columns_);
    const std::span<std::uint32_t> start =
        std::span(start_).subspan(base, static_cast<std::size_t>((last_row - first_row) * columns_));
    const auto cell_of = [&](const PlanePoint& p) {
        return static_cast<std::size_t>((row(p.y) - first_row) * columns_ + column(p.x));
    };
    for (const PlanePoint& p : band) ++start[cell_of(p)];
    auto end = static_cast<std::uint32_t>(offset);
    for (std::uint32_t& s : start)
        s = end += s;  // the end of each cell; placing backwards makes it the start
    for (std::size_t i = band.size(); i-- > 0;) {
        const std::uint32_t to = --start[cell_of(band[i])];
        x_[padding + to] = band[i].x;
        y_[padding + to] = band[i].y;
        original_[to] = index[i];
    }
}

double PointCells::crowding() const {
    double squares = 0;
    for (std::size_t c = 0; c + 1 < start_.size(); ++c) {
        const double count = start_[c + 1] - start_[c];
        squares += count * count;
    }
    return squares / double(size());
}

std::vector<std::int64_t> PointCells::row_blocks() const {
    std::vector<std::int64_t> blocks{0};
    for (std::int64_t j = 1; j < rows_; ++j)
        if (begin(0, j) - begin(0, blocks.back()) >= block_points) blocks.push_back(j);
    blocks.push_back(rows_);
    return blocks;
}

}  // namespace puncta
