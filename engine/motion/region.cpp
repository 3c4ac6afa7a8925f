#include "engine/motion/region.hpp"

#include <algorithm>
#include <cmath>

namespace puncta {
namespace {

struct Edge {
    Corner a, b;
    [[nodiscard]] bool crosses_level(double y) const { return (a[1] > y) != (b[1] > y); }
    [[nodiscard]] double x_at(double y) const { return a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]); }
};

std::vector<Edge> edges_of(const Polygon& border, const std::vector<Polygon>& zones) {
    std::vector<Edge> edges;
    auto add = [&](const Polygon& polygon) {
        for (std::size_t i = 0; i < polygon.size(); ++i)
            edges.push_back({polygon[i], polygon[(i + 1) % polygon.size()]});
    };
    add(border);
    for (const Polygon& zone : zones) add(zone);
    return edges;
}

/// Adds the level at which two edges cross, if they do.
void add_crossing(const Edge& e, const Edge& f, std::vector<double>& levels) {
    const double ex = e.b[0] - e.a[0], ey = e.b[1] - e.a[1], fx = f.b[0] - f.a[0], fy = f.b[1] - f.a[1];
    const double determinant = ex * fy - ey * fx;
    if (determinant == 0) return;
    const double dx = f.a[0] - e.a[0], dy = f.a[1] - e.a[1];
    const double s = (dx * fy - dy * fx) / determinant, t = (dx * ey - dy * ex) / determinant;
    if (s >= 0 && s <= 1 && t >= 0 && t <= 1) levels.push_back(e.a[1] + s * ey);
}

}  // namespace

Box box_of(const Polygon& polygon) {
    Box box{polygon.front()[0], polygon.front()[1], 0, 0};
    double x1 = box.x0, y1 = box.y0;
    for (const auto& [x, y] : polygon) {
        box.x0 = std::min(box.x0, x);
        box.y0 = std::min(box.y0, y);
        x1 = std::max(x1, x);
        y1 = std::max(y1, y);
    }
    box.width = x1 - box.x0;
    box.height = y1 - box.y0;
    return box;
}

Region::Region(const std::array<double, 2>& sides, std::vector<Polygon> zones)
    : Region(Polygon{{0, 0}, {sides[0], 0}, {sides[0], sides[1]}, {0, sides[1]}}, std::move(zones)) {
    rectangle_ = true;
}

Region::Region(Polygon border, std::vector<Polygon> zones)
    : border_(std::move(border)), zones_(std::move(zones)), box_(box_of(border_)) {
    area_ = areas({box_.x0, box_.y0, box_.width, box_.height, 1, 1})[0];
}

bool Region::contains(double x, double y) const {
    return puncta::contains(border_, x, y) &&
           std::none_of(zones_.begin(), zones_.end(),
                        [&](const Polygon& zone) { return puncta::contains(zone, x, y); });
}

double Region::border_distance(double x, double y) const {
    double least = puncta::border_distance(border_, x, y);
    for (const Polygon& zone : zones_) least = std::min(least, puncta::border_distance(zone, x, y));
    return least;
}

std::vector<double> Region::cell_areas(double x0, double y0, double cell, int nx, int ny) const {
    return areas({x0, y0, cell, cell, nx, ny});
}

std::vector<Trapezoid> Region::trapezoids() const {
    const std::vector<Edge> edges = edges_of(border_, zones_);
    const std::vector<double> levels = strip_borders({box_.x0, box_.y0, box_.width, box_.height, 1, 1});
    std::vector<Trapezoid> result;
    for (std::size_t k = 0; k + 1 < levels.size(); ++k) {
        const double low = levels[k], high = levels[k + 1], middle = 0.5 * (low + high);
        std::vector<const Edge*> crossed;
        for (const Edge& edge : edges)
            if (edge.crosses_level(middle)) crossed.push_back(&edge);
        std::sort(crossed.begin(), crossed.end(),
                  [&](const Edge* e, const Edge* f) { return e->x_at(middle) < f->x_at(middle); });
        for (std::size_t c = 0; c + 1 < crossed.size(); ++c) {
            const Edge &left = *crossed[c], &right = *crossed[c + 1];
            if (!(right.x_at(middle) > left.x_at(middle)) ||
                !contains(0.5 * (left.x_at(middle) + right.x_at(middle)), middle))
                continue;
            result.push_back(
                {low, high, {left.x_at(low), left.x_at(high)}, {right.x_at(low), right.x_at(high)}});
        }
    }
    return result;
}

std::vector<double> Region::strip_borders(const Grid& grid) const {
    const std::vector<Edge> edges = edges_of(border_, zones_);
    std::vector<double> levels;
    for (int j = 0; j <= grid.ny; ++j) levels.push_back(grid.y0 + j * grid.height);
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const Edge& e = edges[i];
        levels.push_back(e.a[1]);
        for (std::size_t k = 0; k < i; ++k) add_crossing(e, edges[k], levels);
        const auto [low, high] = std::minmax(e.a[0], e.b[0]);
        const auto first = static_cast<int>(std::max(0.0, std::ceil((low - grid.x0) / grid.width)));
        const auto last =
            static_cast<int>(std::min(double(grid.nx), std::floor((high - grid.x0) / grid.width)));
        if (e.a[0] != e.b[0])
            for (int column = first; column <= last; ++column)
                levels.push_back(e.a[1] + (e.b[1] - e.a[1]) * (grid.x0 + column * grid.width - e.a[0]) /
                                              (e.b[0] - e.a[0]));
    }
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    return levels;
}

std::vector<double> Region::areas(const Grid& grid) const {
    std::vector<double> result(static_cast<std::size_t>(grid.nx) * static_cast<std::size_t>(grid.ny), 0);
    const std::vector<Edge> edges = edges_of(border_, zones_);
    const std::vector<double> levels = strip_borders(grid);
    std::vector<double> crossings;
    for (std::size_t k = 0; k + 1 < levels.size(); ++k) {
        const double middle = 0.5 * (levels[k] + levels[k + 1]), height = levels[k + 1] - levels[k];
        const double row = std::floor((middle - grid.y0) / grid.height);
        if (row < 0 || row >= grid.ny) continue;
        double* const cells = result.data() + static_cast<std::size_t>(row) * std::size_t(grid.nx);
        crossings.clear();
        for (const Edge& edge : edges)
            if (edge.crosses_level(middle)) crossings.push_back(edge.x_at(middle));
        std::sort(crossings.begin(), crossings.end());
        for (std::size_t c = 0; c + 1 < crossings.size(); ++c) {
            const double left = crossings[c], right = crossings[c + 1];
            if (!(right > left) || !contains(0.5 * (left + right), middle)) continue;
            const auto column = [&](double x) {
                return static_cast<int>(
                    std::clamp(std::floor((x - grid.x0) / grid.width), 0.0, double(grid.nx - 1)));
            };
            for (int i = column(left); i <= column(right); ++i) {
                const double begin = i == 0 ? left : std::max(left, grid.x0 + i * grid.width);
                const double end = i == grid.nx - 1 ? right : std::min(right, grid.x0 + (i + 1) * grid.width);
                if (end > begin) cells[i] += height * (end - begin);
            }
        }
    }
    return result;
}

}  // namespace puncta
