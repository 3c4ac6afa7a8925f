#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "models/skin/station_problem.hpp"
#include "python/bindings/arrays.hpp"
#include "python/bindings/module.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

py::object item(const py::dict& table, const char* key) {
    if (!table.contains(key)) throw py::value_error(std::string("station: missing key '") + key + "'");
    return table[key];
}

double number_or_infinity(const py::dict& table, const char* key) {
    try {
        const auto value = item(table, key).cast<double>();
        if (!std::isnan(value)) return value;
    } catch (const py::cast_error&) {
    }
    throw py::value_error(std::string("station: '") + key + "' must be a number");
}

double number(const py::dict& table, const char* key) {
    const double value = number_or_infinity(table, key);
    if (!std::isfinite(value)) throw py::value_error(std::string("station: '") + key + "' must be finite");
    return value;
}

py::list tables(const py::dict& table, const char* key) {
    const py::object found = item(table, key);
    const bool listed = py::isinstance<py::list>(found) || py::isinstance<py::tuple>(found);
    if (listed) {
        const py::list all(found);
        if (std::all_of(all.begin(), all.end(),
                        [](py::handle each) { return py::isinstance<py::dict>(each); }))
            return all;
    }
    throw py::value_error(std::string("station: '") + key + "' must be a list of dicts");
}

/// Lengths of one needle lie within seven orders of magnitude: its law is tabulated from tip to shaft.
void require_sane(const models::PlacedNeedle& needle) {
    constexpr double widest_ratio = 1e7;
    double longest = std::max({needle.taper_length, needle.shaft_diameter, needle.breadth, needle.edge_radius,
                               needle.depth, std::abs(needle.offset)});
    for (const ProfilePoint& point : needle.profile)
        longest = std::max({longest, point.distance, point.diameter});
    if (!(needle.tip_diameter > 0 && longest < widest_ratio * needle.tip_diameter))
        throw py::value_error(
            fmt::format("station: a needle of tip_diameter {} m has a length of {} m; the tip must be "
                        "positive, and no length {} times as large",
                        needle.tip_diameter, longest, widest_ratio));
}

/// The tables of influence reach over all places in steps of a cell: absurd ratios would fill the memory.
void require_sane(const models::StationProblem& problem) {
    constexpr double most_cells = 1e4;
    const double step = std::min(problem.cell_side, problem.tributary_radius);
    if (!(step > 0)) throw py::value_error("station: 'cell_side' and 'tributary_radius' must be positive");
    double reach = problem.cell_side;
    auto include = [&](double x, double y) { reach = std::max({reach, std::abs(x), std::abs(y)}); };
    for (const auto& needle : problem.needles) {
        require_sane(needle);
        include(needle.x, needle.y);
    }
    for (const auto& cell : problem.cells) include(cell.x, cell.y);
    if (reach > most_cells * step)
        throw py::value_error(fmt::format(
            "station: needles and cells reach {} m, more than {} times cell_side or tributary_radius, {} m",
            reach, most_cells, step));
}

/// Force that has relaxed; 0 where the key is missing.
double relaxed(const py::dict& patch) {
    const double value = patch.contains("relaxed") ? number(patch, "relaxed") : 0;
    if (!(std::isfinite(value) && value >= 0))
        throw py::value_error("station: 'relaxed' must be finite and not negative");
    return value;
}

/// A factor on the skin; 1 where the key is missing.
double factor(const py::dict& needle, const char* key) {
    if (!needle.contains(key)) return 1;
    const double value = number(needle, key);
    if (!(std::isfinite(value) && value > 0))
        throw py::value_error(std::string("station: '") + key + "' must be finite and positive");
    return value;
}

/// Points (distance from the tip, diameter) of a needle's profile; none where the key is missing.
std::vector<ProfilePoint> profile(const py::dict& needle) {
    std::vector<ProfilePoint> points;
    if (!needle.contains("profile")) return points;
    try {
        for (const auto& [distance, diameter] :
             needle["profile"].cast<std::vector<std::pair<double, double>>>())
            points.push_back({distance, diameter});
    } catch (const py::cast_error&) {
        throw py::value_error("station: 'profile' must be a list of (distance from the tip, diameter)");
    }
    return points;
}

double or_zero(const py::dict& needle, const char* key) {
    return needle.contains(key) ? number(needle, key) : 0;
}

/// A length that the profile gives where there is one.
double unless_profile(const py::dict& needle, const char* key) {
    return needle.contains("profile") ? 0 : number(needle, key);
}

models::LayerCard layer(const py::dict& table) {
    models::LayerCard card;
    card.thickness = number_or_infinity(table, "thickness");
    card.modulus = number(table, "modulus");
    card.poisson = number(table, "poisson");
    card.stress = std::isinf(card.thickness) ? 0 : number(table, "tension") / card.thickness;
    card.toughness = number(table, "toughness");
    card.wall_shear = number(table, "wall_shear");
    return card;
}

py::dict solve(const py::dict& station) {
    models::StationProblem problem;
    for (const auto each : tables(station, "layers"))
        problem.skin.layers.push_back(layer(each.cast<py::dict>()));
    problem.skin.deep_factor = number(station, "beta");
    problem.skin.opening_exponent = number(station, "opening_exponent");
    problem.skin.puncture = {number(station, "puncture_intercept"), number(station, "puncture_slope"),
                             number(station, "puncture_diameter_limit"), 0};
    problem.tributary_radius = number_or_infinity(station, "tributary_radius");
    problem.cell_side = number(station, "cell_side");
    problem.load = number(station, "load");
    problem.depression = or_zero(station, "depression");
    problem.cutting_stiffening = factor(station, "cutting_stiffening");
    for (const auto each : tables(station, "needles")) {
        const auto n = each.cast<py::dict>();
        problem.needles.push_back(
            {number(n, "x"),
             number(n, "y"),
             number(n, "offset"),
             number(n, "tip_diameter"),
             unless_profile(n, "taper_length"),
             unless_profile(n, "shaft_diameter"),
             number(n, "threshold_factor"),
             number(n, "depth"),
             item(n, "inserted").cast<bool>(),
             {factor(n, "thickness_factor"), factor(n, "modulus_factor"), factor(n, "toughness_factor")},
             or_zero(n, "breadth"),
             relaxed(n),
             or_zero(n, "edge_radius"),
             or_zero(n, "lumen_diameter"),
             profile(n)});
    }
    for (const auto each : tables(station, "cells")) {
        const auto c = each.cast<py::dict>();
        problem.cells.push_back({number(c, "x"), number(c, "y"), number(c, "offset"), relaxed(c)});
    }
    require_sane(problem);
    models::StationSolution solution;
    {
        const py::gil_scoped_release others_may_run;
        solution = models::solve_station(problem);
    }
    py::dict result;
    result["axle_depression"] = solution.axle_depression;
    result["needle_force"] = taken(std::move(solution.needle_force));
    result["depth"] = taken(std::move(solution.depth));
    result["inserted"] = py::array(py::cast(solution.inserted));
    result["cell_force"] = taken(std::move(solution.cell_force));
    result["drum_share"] = solution.drum_share;
    result["residual"] = solution.residual;
    result["converged"] = solution.converged;
    return result;
}

}  // namespace

void register_station(py::module_& module) {
    module.def(
        "station", &solve, py::arg("station"),
        "Balance of one station (engine/insertion/STATION.md). Takes a dict with layers, beta, "
        "opening_exponent,\n"
        "puncture_intercept, puncture_slope, puncture_diameter_limit, tributary_radius, cell_side, load, "
        "needles\n"
        "and cells (SI units) and returns axle_depression [m], needle_force [N], depth [m], inserted,\n"
        "cell_force [N], drum_share, residual and converged. A needle may have thickness_factor,\n"
        "modulus_factor and toughness_factor, the skin at its place; 1 where they are missing. breadth is "
        "the\n"
        "width of a flat blade beyond its thickness, the shaft_diameter; 0 where it is missing. profile, a "
        "list of\n"
        "(distance from the tip, diameter), stands instead of taper_length and shaft_diameter. A depression\n"
        "[m] is that of the axle where it is given instead of the load, which then is only a scale.");
}

}  // namespace puncta::python
