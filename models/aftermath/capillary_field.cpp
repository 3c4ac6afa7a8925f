#include "models/aftermath/capillary_field.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"

namespace puncta::models {
namespace {

/// The offset to the nearest image in a box that repeats itself.
double nearest_image(double offset, double side) {
    return offset - side * std::nearbyint(offset / side);
}

double into_box(double coordinate, double side) {
    const double inside = coordinate - side * std::floor(coordinate / side);
    return inside < side ? inside : 0;
}

/// Whether any part of a loop at the offset (dx, dy), both positive, lies under the footprint.
bool touches(double dx, double dy, double width, double height, double diameter, LoopShape shape) {
    const double over_x = dx - 0.5 * width, over_y = dy - 0.5 * height, radius = 0.5 * diameter;
    if (over_x >= radius || over_y >= radius) return false;
    if (shape == LoopShape::square || over_x <= 0 || over_y <= 0) return true;
    return over_x * over_x + over_y * over_y < radius * radius;
}

bool is_covered(double dx, double dy, double width, double height, double diameter) {
    return dx <= 0.5 * (width - diameter) && dy <= 0.5 * (height - diameter);
}

}  // namespace

CapillaryField::CapillaryField(const CapillarySpec& spec, double side, const Draws& draws,
                               std::uint64_t replicate)
    : side_(side), diameter_(spec.diameter) {
    const double distance = spec.minimum_distance;
    const double filled = spec.density * std::numbers::pi * distance * distance / 4;
    if (!(spec.density > 0) || !(side > 0) || !(spec.diameter >= 0) || !(distance >= 0))
        throw InputError("capillaries need a density, a box and a diameter above 0, a distance not below 0");
    if (filled > 0.45)
        throw InputError(
            fmt::format("{:.3g} capillaries per mm^2 at least {:.3g} um apart fill {:.0f} % of the "
                        "skin; at random at most 45 % can be filled",
                        1e-6 * spec.density, 1e6 * distance, 100 * filled));
    const auto count = static_cast<std::int64_t>(std::llround(spec.density * side * side));
    // Cells of the minimum distance, but not many more than loops.
    const double most = std::max(1.0, std::sqrt(2.0 * double(count)));
    cells_ = static_cast<std::int64_t>(
        std::clamp(std::floor(side / std::max(distance, side * 1e-6)), 1.0, std::floor(most)));
    throw_loops(count, distance, draws, replicate);
}

void CapillaryField::throw_loops(std::int64_t count, double distance, const Draws& draws,
                                 std::uint64_t replicate) {
    loops_.reserve(static_cast<std::size_t>(count));
    below_.reserve(static_cast<std::size_t>(count));
    top_.assign(static_cast<std::size_t>(cells_ * cells_), -1);
    for (std::uint64_t attempt = 0; std::ssize(loops_) < count; ++attempt) {
        const auto [u, v] = draws.uniforms(Purpose::capillary_loop, {replicate, attempt});
        const PlanePoint place{u * side_, v * side_};
        if (!is_free(place, distance)) continue;
        std::int32_t& top = top_[static_cast<std::size_t>(cell_of(place.y) * cells_ + cell_of(place.x))];
        below_.push_back(top);
        top = static_cast<std::int32_t>(loops_.size());
        loops_.push_back(place);
    }
}

std::int64_t CapillaryField::cell_of(double coordinate) const {
    return std::min(static_cast<std::int64_t>(coordinate / side_ * double(cells_)), cells_ - 1);
}

bool CapillaryField::is_free(const PlanePoint& place, double distance) const {
    const double cell = side_ / double(cells_);
    const auto reach =
        std::min<std::int64_t>(static_cast<std::int64_t>(std::ceil(distance / cell)), cells_ / 2);
    const std::int64_t column = cell_of(place.x), row = cell_of(place.y);
    for (std::int64_t j = -reach; j <= reach; ++j)
        for (std::int64_t i = -reach; i <= reach; ++i) {
            const std::int64_t at = ((row + j + cells_) % cells_) * cells_ + (column + i + cells_) % cells_;
            for (std::int32_t k = top_[static_cast<std::size_t>(at)]; k >= 0;
                 k = below_[static_cast<std::size_t>(k)]) {
                const PlanePoint& other = loops_[static_cast<std::size_t>(k)];
                const double dx = nearest_image(place.x - other.x, side_);
                const double dy = nearest_image(place.y - other.y, side_);
                if (dx * dx + dy * dy < distance * distance) return false;
            }
        }
    return true;
}

void CapillaryField::count(const PlanePoint& needle, double width, double height, LoopShape shape,
                           CapillaryHits& hits) const {
    PUNCTA_EXPECT(width + diameter_ < side_ && height + diameter_ < side_,
                  "a footprint of {} x {} m in a box of {} m", width, height, side_);
    const PlanePoint at{into_box(needle.x, side_), into_box(needle.y, side_)};
    const double cell = side_ / double(cells_);
    const auto cells_within = [&](double reach) {
        return std::min<std::int64_t>(static_cast<std::int64_t>(std::ceil(reach / cell)),
                                      (cells_ - 1) / 2 + 1);
    };
    const std::int64_t columns = cells_within(0.5 * (width + diameter_));
    const std::int64_t rows = cells_within(0.5 * (height + diameter_));
    // Where the reach is half the box or more, a cell must not be met from both sides.
    const std::int64_t last_column = std::min(columns, cells_ - 1 - columns);
    const std::int64_t last_row = std::min(rows, cells_ - 1 - rows);
    const std::int64_t column = cell_of(at.x), row = cell_of(at.y);
    for (std::int64_t j = -rows; j <= last_row; ++j)
        for (std::int64_t i = -columns; i <= last_column; ++i) {
            const std::int64_t where =
                ((row + j + 2 * cells_) % cells_) * cells_ + (column + i + 2 * cells_) % cells_;
            for (std::int32_t k = top_[static_cast<std::size_t>(where)]; k >= 0;
                 k = below_[static_cast<std::size_t>(k)]) {
                const PlanePoint& loop = loops_[static_cast<std::size_t>(k)];
                const double dx = std::abs(nearest_image(at.x - loop.x, side_));
                const double dy = std::abs(nearest_image(at.y - loop.y, side_));
                if (!touches(dx, dy, width, height, diameter_, shape)) continue;
                ++(is_covered(dx, dy, width, height, diameter_) ? hits.direct : hits.glancing);
            }
        }
}

double expected_hits(const CapillarySpec& spec, double width, double height, LoopShape shape) {
    const double d = spec.diameter;
    if (shape == LoopShape::square) return spec.density * (width + d) * (height + d);
    return spec.density * (width * height + (width + height) * d + std::numbers::pi * d * d / 4);
}

double expected_direct_hits(const CapillarySpec& spec, double width, double height) {
    const double d = spec.diameter;
    return spec.density * std::max(width - d, 0.0) * std::max(height - d, 0.0);
}

}  // namespace puncta::models
