#include "engine/simulation/hole_pattern.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/statistics/anisotropy.hpp"
#include "engine/statistics/channel_overlap.hpp"
#include "engine/statistics/largest_gap.hpp"
#include "engine/statistics/quadrats.hpp"
#include "engine/statistics/spacing.hpp"
#include "engine/statistics/treated_area.hpp"

namespace puncta {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr double punctures_per_quadrat = 10;
constexpr double close = 2;              ///< mean spacings within which a pair of holes is a close one
constexpr double gap_tolerance = 0.005;  ///< of the mean spacing
constexpr int sectors = 12;              ///< of directions, 15 degrees each

Rectangle hull(const Rectangle& a, const Box& b) {
    const double x0 = std::min(a.x0, b.x0), y0 = std::min(a.y0, b.y0);
    return {x0, y0, std::max(a.x0 + a.width, b.x0 + b.width) - x0,
            std::max(a.y0 + a.height, b.y0 + b.height) - y0};
}

template <typename Value>
void append(std::vector<Value>& all, const std::vector<Value>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

void HolePattern::add_hole(const PlanePoint& place, double opening) {
    holes_.push_back(place);
    radii_.push_back(std::sqrt(opening / std::numbers::pi));
}

void HolePattern::add(const HolePattern& other) {
    append(regions_, other.regions_);
    append(punctures_, other.punctures_);
    append(holes_, other.holes_);
    append(radii_, other.radii_);
}

double HolePattern::area() const {
    double sum = 0;
    for (const Region& region : regions_) sum += region.area();
    return sum;
}

Rectangle HolePattern::box() const {
    const Box& first = regions_.front().box();
    Rectangle all{first.x0, first.y0, first.width, first.height};
    for (const Region& region : regions_) all = hull(all, region.box());
    return all;
}

double HolePattern::spacing(std::size_t points) const {
    return std::sqrt(area() / double(points));
}

/// From the border of the site that a point lies in.
std::vector<double> HolePattern::border_distances(const std::vector<PlanePoint>& points) const {
    std::vector<double> distances;
    distances.reserve(points.size());
    for (const PlanePoint& p : points) {
        const auto home = std::find_if(regions_.begin(), regions_.end() - 1,
                                       [&](const Region& region) { return region.contains(p.x, p.y); });
        distances.push_back(home->border_distance(p.x, p.y));
    }
    return distances;
}

/// Clark-Evans ratio: Donnelly's correction on a rectangle, a guard along the borders elsewhere.
double HolePattern::evenness(double nearest) const {
    if (regions_.size() == 1 && regions_.front().is_rectangle())
        return clark_evans_ratio(nearest, punctures_.size(), box());
    return guarded_clark_evans_ratio(punctures_, border_distances(punctures_), box(), area());
}

double HolePattern::gap() const {
    if (punctures_.empty()) return undefined;
    double largest = 0;
    for (const Region& region : regions_)
        largest = std::max(
            largest, largest_gap(punctures_, region, gap_tolerance * spacing(punctures_.size())).radius);
    return largest;
}

double HolePattern::treated(double healing_radius) const {
    if (punctures_.empty()) return 0;
    double treated = 0;
    for (const Region& region : regions_)
        treated += region.area() * treated_share(punctures_, healing_radius, region);
    return treated / area();
}

double HolePattern::dispersion() const {
    if (punctures_.empty()) return undefined;
    const double side = std::sqrt(punctures_per_quadrat) * spacing(punctures_.size());
    std::vector<std::uint64_t> counts;
    std::vector<double> areas;
    for (const Region& region : regions_) {
        const Box& box = region.box();
        const int nx = static_cast<int>(std::ceil(box.width / side)),
                  ny = static_cast<int>(std::ceil(box.height / side));
        append(counts, quadrat_counts(punctures_, {box.x0, box.y0, nx * side, ny * side}, nx, ny));
        append(areas, region.cell_areas(box.x0, box.y0, side, nx, ny));
    }
    return quadrat_dispersion(counts, areas).ratio;
}

double HolePattern::directedness() const {
    if (holes_.size() < 2) return undefined;
    const double farthest = close * spacing(holes_.size()), nearest = 1e-3 * farthest;
    if (regions_.size() == 1 && regions_.front().is_rectangle()) {
        const Rectangle all = box();
        if (farthest >= std::min(all.width, all.height)) return undefined;
        return anisotropy(pair_directions(holes_, all, nearest, farthest, sectors), 1);
    }
    return anisotropy(pair_directions(holes_, border_distances(holes_), nearest, farthest, sectors), 2);
}

double HolePattern::overlapping() const {
    if (holes_.empty()) return undefined;
    if (*std::max_element(radii_.begin(), radii_.end()) == 0) return 0;  // skin without tension: all closed
    return overlap_share(holes_, radii_);
}

void HolePattern::set_values(QuantityValues& values, double healing_radius) const {
    using enum Quantity;
    const double nearest = mean_nearest_neighbour(punctures_, box());
    at(values, nearest_neighbour_mean) = nearest;
    at(values, clark_evans) = evenness(nearest);
    at(values, largest_gap) = gap();
    at(values, treated_share) = treated(healing_radius);
    at(values, quadrat_dispersion) = dispersion();
    at(values, anisotropy) = directedness();
    at(values, channel_overlap_share) = overlapping();
}

}  // namespace puncta
