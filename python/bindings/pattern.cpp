#include <algorithm>
#include <cmath>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "engine/base/error.hpp"
#include "engine/motion/region.hpp"
#include "engine/statistics/channel_overlap.hpp"
#include "engine/statistics/estimate.hpp"
#include "engine/statistics/largest_gap.hpp"
#include "engine/statistics/nearest_distribution.hpp"
#include "engine/statistics/nearest_point.hpp"
#include "engine/statistics/pair_correlation.hpp"
#include "engine/statistics/pair_directions.hpp"
#include "engine/statistics/quadrats.hpp"
#include "engine/statistics/ripley.hpp"
#include "engine/statistics/treated_area.hpp"
#include "python/bindings/arrays.hpp"
#include "python/bindings/module.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

constexpr int most_threads = 4096;

using Array = py::array_t<double, py::array::c_style | py::array::forcecast>;

/// The rows of an array of shape (n, 2), in place.
std::span<const PlanePoint> places(const Array& array) {
    static_assert(sizeof(PlanePoint) == 2 * sizeof(double));
    if (array.ndim() != 2 || array.shape(1) != 2) throw InputError("points must have shape (n, 2)");
    for (py::ssize_t i = 0; i < array.size(); ++i)
        if (!std::isfinite(array.data()[i])) throw InputError("points must be finite");
    return {reinterpret_cast<const PlanePoint*>(array.data()), static_cast<std::size_t>(array.shape(0))};
}

/// What a search for neighbours, or a division into cells, cannot do without.
double positive(const char* name, double value) {
    if (!(std::isfinite(value) && value > 0))
        throw InputError(fmt::format("{} = {} must be finite and positive", name, value));
    return value;
}

int allowed(int threads) {
    if (threads < 0 || threads > most_threads)
        throw InputError(
            fmt::format("threads = {} must be from 0 (all processors) to {}", threads, most_threads));
    return threads;
}

std::span<const double> numbers(const Array& array) {
    for (py::ssize_t i = 0; i < array.size(); ++i)
        if (!(std::isfinite(array.data()[i]) && array.data()[i] >= 0))
            throw InputError("radii must be finite and not negative");
    return {array.data(), static_cast<std::size_t>(array.size())};
}

Rectangle box(const Region& region) {
    return {region.box().x0, region.box().y0, region.box().width, region.box().height};
}

std::vector<double> border_distances(std::span<const PlanePoint> points, const Region& region) {
    std::vector<double> distances;
    distances.reserve(points.size());
    for (const PlanePoint& p : points) distances.push_back(region.border_distance(p.x, p.y));
    return distances;
}

/// Calls compute without the interpreter's lock.
template <class Compute>
auto unlocked(Compute&& compute) {
    const py::gil_scoped_release release;
    return compute();
}

py::array_t<double> nearest(const Array& points, int threads) {
    const auto at = places(points);
    return taken(unlocked([&] { return nearest_distances(at, allowed(threads)); }));
}

py::array_t<double> nearest_distribution(const Array& points, const Region& region, const Array& radii,
                                         bool border, int threads) {
    const auto at = places(points);
    const auto r = numbers(radii);
    return taken(unlocked([&] {
        return border ? nearest_distribution_border(at, border_distances(at, region), r, allowed(threads))
                      : nearest_distribution_hanisch(at, box(region), r, allowed(threads));
    }));
}

py::array_t<double> ripley_k(const Array& points, const Region& region, const Array& radii, bool border,
                             int threads) {
    const auto at = places(points);
    const auto r = numbers(radii);
    return taken(unlocked([&] {
        return border ? ripley_k_border(at, border_distances(at, region), region.area(), r, allowed(threads))
                      : ripley_k_translation(at, box(region), r, allowed(threads));
    }));
}

py::array_t<double> correlation(const Array& points, const Region& region, const Array& radii,
                                double half_width, int threads) {
    const auto at = places(points);
    const auto r = numbers(radii);
    return taken(unlocked([&] {
        return pair_correlation(at, box(region), r, positive("half_width", half_width), allowed(threads));
    }));
}

py::tuple directions(const Array& points, const Region& region, double nearest_pair, double farthest,
                     int sectors, bool border, int threads) {
    const auto at = places(points);
    if (sectors < 1 || sectors > 10'000) throw InputError(fmt::format("sectors = {}", sectors));
    const PairDirections found = unlocked([&] {
        return border ? pair_directions(at, border_distances(at, region), nearest_pair, farthest, sectors,
                                        allowed(threads))
                      : pair_directions(at, box(region), nearest_pair, farthest, sectors, allowed(threads));
    });
    return py::make_tuple(taken(found.relative), found.pairs);
}

py::tuple dispersion(const Array& points, const Region& region, double cell) {
    const Rectangle around = box(region);
    positive("cell", cell);
    if (std::max(around.width, around.height) / cell > 10'000)
        throw InputError("cell = " + std::to_string(cell) + " m makes more than 10,000 cells along a side");
    const int columns = std::max(1, static_cast<int>(std::lround(around.width / cell)));
    const int rows = std::max(1, static_cast<int>(std::lround(around.height / cell)));
    const Rectangle covered{around.x0, around.y0, columns * cell, rows * cell};
    const auto at = places(points);
    const QuadratDispersion found = unlocked([&] {
        return quadrat_dispersion(quadrat_counts(at, covered, columns, rows),
                                  region.cell_areas(around.x0, around.y0, cell, columns, rows));
    });
    return py::make_tuple(found.ratio, found.random_low, found.random_high, found.quadrats);
}

py::tuple gap(const Array& points, const Region& region, double tolerance, int threads) {
    const auto at = places(points);
    const LargestGap found =
        unlocked([&] { return largest_gap(at, region, positive("tolerance", tolerance), allowed(threads)); });
    return py::make_tuple(found.radius, py::make_tuple(found.centre.x, found.centre.y), found.error);
}

double treated(const Array& points, const Region& region, double radius, int threads) {
    const auto at = places(points);
    return unlocked([&] { return treated_share(at, positive("radius", radius), region, allowed(threads)); });
}

double overlap(const Array& points, const Array& radii) {
    const auto at = places(points);
    const auto r = numbers(radii);
    return unlocked([&] { return overlap_share(at, r); });
}

py::array_t<bool> contains_all(const Region& region, const Array& points) {
    const auto at = places(points);
    py::array_t<bool> inside(static_cast<py::ssize_t>(at.size()));
    for (std::size_t i = 0; i < at.size(); ++i) inside.mutable_data()[i] = region.contains(at[i].x, at[i].y);
    return inside;
}

py::tuple mean_over_replicates(const std::vector<double>& values, bool is_share) {
    const Estimate e = estimate_mean(values, is_share);
    return py::make_tuple(e.value, e.standard_error, e.ci_low, e.ci_high, e.count);
}

void register_region(py::module_& module) {
    py::class_<Region>(module, "Region", "A polygon less zones, see puncta.pattern.polygon.")
        .def(py::init<const std::array<double, 2>&, std::vector<Polygon>>(), py::arg("sides"),
             py::arg("zones") = std::vector<Polygon>())
        .def(py::init<Polygon, std::vector<Polygon>>(), py::arg("border"), py::arg("zones"))
        .def_property_readonly("area", &Region::area, "Area less the zones [m²].")
        .def_property_readonly("is_rectangle", &Region::is_rectangle, "A rectangle without zones.")
        .def_property_readonly("border", &Region::border, "Corners [m].")
        .def_property_readonly(
            "box",
            [](const Region& region) {
                const Box& around = region.box();
                return std::array<double, 4>{around.x0, around.y0, around.width, around.height};
            },
            "x0, y0, width, height of the smallest box around it [m].")
        .def("contains", &contains_all, py::arg("points"), "Which points (n, 2) [m] lie inside.");
}

}  // namespace

void register_pattern(py::module_& module) {
    register_region(module);
    module.def("estimate_mean", &mean_over_replicates, py::arg("values"), py::arg("is_share") = false,
               "Mean over replicates, standard error, 95 % interval, count: engine/statistics/estimate.hpp.");
    module.def("nearest_distances", &nearest, py::arg("points"), py::arg("threads"),
               "Distance of every point (n, 2) [m] to its nearest other one [m], shape (n,).");
    module.def(
        "nearest_distribution", &nearest_distribution, py::arg("points"), py::arg("region"), py::arg("radii"),
        py::arg("border"), py::arg("threads"),
        "G(r) of points (n, 2) [m] at radii (m,) [m]; corrected by a border, else by Hanisch. Shape (m,).");
    module.def(
        "ripley_k", &ripley_k, py::arg("points"), py::arg("region"), py::arg("radii"), py::arg("border"),
        py::arg("threads"),
        "K(r) [m²] of points (n, 2) [m] at radii (m,) [m]; corrected by a border, else by translation.");
    module.def(
        "pair_correlation", &correlation, py::arg("points"), py::arg("region"), py::arg("radii"),
        py::arg("half_width"), py::arg("threads"),
        "g(r) of points (n, 2) [m] at radii (m,) [m], kernel of this half_width [m]; rectangles only.");
    module.def("pair_directions", &directions, py::arg("points"), py::arg("region"), py::arg("nearest"),
               py::arg("farthest"), py::arg("sectors"), py::arg("border"), py::arg("threads"),
               "Pairs between two distances [m] by direction: (share of each of the sectors over an even "
               "one, pairs).");
    module.def(
        "quadrat_dispersion", &dispersion, py::arg("points"), py::arg("region"), py::arg("cell"),
        "Variance over mean of counts in cells [m]: (ratio, 2.5 and 97.5 % of random patterns, quadrats).");
    module.def(
        "largest_gap", &gap, py::arg("points"), py::arg("region"), py::arg("tolerance"), py::arg("threads"),
        "Largest circle without a point, centre inside: (radius [m], (x, y) [m], error of the radius [m]).");
    module.def("treated_share", &treated, py::arg("points"), py::arg("region"), py::arg("radius"),
               py::arg("threads"), "Share of the region within `radius` [m] of a point (n, 2) [m].");
    module.def("overlap_share", &overlap, py::arg("points"), py::arg("radii"),
               "Share of the points (n, 2) [m] whose circle of its radius (n,) [m] meets another one.");
}

}  // namespace puncta::python
