#include <cmath>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "models/skin/station_problem.hpp"
#include "python/bindings/module.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

double number(const py::dict& table, const char* key) {
    if (!table.contains(key)) throw py::value_error(std::string("station: missing key '") + key + "'");
    try {
        return table[key].cast<double>();
    } catch (const py::cast_error&) {
        throw py::value_error(std::string("station: '") + key + "' must be a number");
    }
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
    card.thickness = number(table, "thickness");
    card.modulus = number(table, "modulus");
    card.poisson = number(table, "poisson");
    card.stress = std::isinf(card.thickness) ? 0 : number(table, "tension") / card.thickness;
    card.toughness = number(table, "toughness");
    card.wall_shear = number(table, "wall_shear");
    return card;
}

py::dict solve(const py::dict& station) {
    models::StationProblem problem;
    for (const auto item : station["layers"].cast<py::list>())
        problem.skin.layers.push_back(layer(item.cast<py::dict>()));
    problem.skin.deep_factor = number(station, "beta");
    problem.skin.opening_exponent = number(station, "opening_exponent");
    problem.skin.puncture = {number(station, "puncture_intercept"), number(station, "puncture_slope"),
                             number(station, "puncture_diameter_limit"), 0};
    problem.tributary_radius = number(station, "tributary_radius");
    problem.cell_side = number(station, "cell_side");
    problem.load = number(station, "load");
    problem.depression = or_zero(station, "depression");
    problem.cutting_stiffening = factor(station, "cutting_stiffening");
    for (const auto item : station["needles"].cast<py::list>()) {
        const auto n = item.cast<py::dict>();
        problem.needles.push_back(
            {number(n, "x"),
             number(n, "y"),
             number(n, "offset"),
             number(n, "tip_diameter"),
             unless_profile(n, "taper_length"),
             unless_profile(n, "shaft_diameter"),
             number(n, "threshold_factor"),
             number(n, "depth"),
             n["inserted"].cast<bool>(),
             {factor(n, "thickness_factor"), factor(n, "modulus_factor"), factor(n, "toughness_factor")},
             or_zero(n, "breadth"),
             relaxed(n),
             or_zero(n, "edge_radius"),
             or_zero(n, "lumen_diameter"),
             profile(n)});
    }
    for (const auto item : station["cells"].cast<py::list>()) {
        const auto c = item.cast<py::dict>();
        problem.cells.push_back({number(c, "x"), number(c, "y"), number(c, "offset"), relaxed(c)});
    }
    const models::StationSolution solution = models::solve_station(problem);
    py::dict result;
    result["axle_depression"] = solution.axle_depression;
    result["needle_force"] = py::array(py::cast(solution.needle_force));
    result["depth"] = py::array(py::cast(solution.depth));
    result["inserted"] = py::array(py::cast(solution.inserted));
    result["cell_force"] = py::array(py::cast(solution.cell_force));
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
