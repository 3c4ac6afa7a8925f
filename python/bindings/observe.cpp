#include <functional>
#include <limits>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "engine/base/error.hpp"
#include "engine/simulation/solved_station.hpp"
#include "engine/simulation/stroke_simulation.hpp"
#include "models/skin/layered_skin.hpp"
#include "python/bindings/module.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

py::list layers_of(const models::LayeredSkin& skin) {
    py::list layers;
    for (std::size_t l = 0; l < skin.stack().size(); ++l) {
        const auto& elastic = skin.stack()[l];
        const auto& cut = skin.cutting().layers[l];
        const bool support = l + 1 == skin.stack().size();
        py::dict layer;
        layer["thickness"] = support ? std::numeric_limits<double>::infinity() : elastic.thickness;
        layer["modulus"] = elastic.modulus;
        layer["poisson"] = elastic.poisson;
        layer["tension"] = elastic.tension;
        layer["toughness"] = cut.toughness;
        layer["wall_shear"] = cut.wall_shear;
        layers.append(layer);
    }
    return layers;
}

py::list needles_of(const SolvedStation& station) {
    py::list needles;
    const auto& places = station.pattern->needles(station.phase);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const StationNeedle& before = station.before[i];
        const NeedleProfile& shape = station.head[i]->profile;
        const LocalSkin& local = before.law->skin();
        py::dict needle;
        needle["x"] = places[i].x;
        needle["y"] = places[i].y;
        needle["offset"] = before.offset;
        needle["tip_diameter"] = shape.tip_diameter();
        needle["taper_length"] = shape.taper_length();
        needle["shaft_diameter"] = shape.shaft_diameter();
        needle["breadth"] = shape.full_breadth();
        needle["edge_radius"] = shape.edge_radius();
        needle["lumen_diameter"] = shape.lumen_diameter();
        if (const auto points = shape.seams().subspan(1); points.size() > 1) {
            py::list profile;
            profile.append(py::make_tuple(0.0, 0.0));
            for (const double s : points) profile.append(py::make_tuple(s, shape.diameter(s)));
            needle["profile"] = profile;
        }
        needle["threshold_factor"] = before.threshold_factor;
        needle["depth"] = before.depth;
        needle["inserted"] = before.inserted;
        needle["relaxed"] = before.relaxed;
        needle["thickness_factor"] = local.thickness;
        needle["modulus_factor"] = local.modulus;
        needle["toughness_factor"] = local.toughness;
        needles.append(needle);
    }
    return needles;
}

py::list cells_of(const SolvedStation& station) {
    py::list cells;
    const auto& centres = station.pattern->cell_centres();
    const Eigen::VectorXd& relaxed = station.balance.relaxed_cells();
    for (std::size_t k = 0; k < centres.size(); ++k) {
        py::dict cell;
        cell["x"] = centres[k].first;
        cell["y"] = centres[k].second;
        cell["offset"] = station.pattern->drum().offset[Eigen::Index(k)];
        cell["relaxed"] = relaxed.size() > 0 ? relaxed[Eigen::Index(k)] : 0.0;
        cells.append(cell);
    }
    return cells;
}

py::dict problem_of(const SolvedStation& station, double tributary) {
    const auto& skin = dynamic_cast<const models::LayeredSkin&>(station.subject);
    const models::CuttingLayer& cut = skin.cutting().layers.front();
    const auto& elastic = skin.stack().front();
    py::dict problem;
    problem["layers"] = layers_of(skin);
    problem["cutting_stiffening"] = cut.shear_modulus * 2 * (1 + elastic.poisson) / elastic.modulus;
    problem["beta"] = skin.card().deep_factor;
    problem["opening_exponent"] = skin.card().opening_exponent;
    problem["puncture_intercept"] = skin.card().puncture.intercept;
    problem["puncture_slope"] = skin.card().puncture.slope;
    problem["puncture_diameter_limit"] = skin.card().puncture.diameter_limit;
    problem["tributary_radius"] = tributary;
    problem["cell_side"] = station.pattern->cells().side;
    problem["load"] = station.load;
    problem["needles"] = needles_of(station);
    problem["cells"] = cells_of(station);
    return problem;
}

py::dict solution_of(const SolvedStation& station) {
    std::vector<double> force, depth, cell_force(station.pattern->cell_centres().size(), 0.0);
    std::vector<bool> inserted;
    for (const StationNeedle& needle : station.after) {
        force.push_back(needle.force);
        depth.push_back(needle.depth);
        inserted.push_back(needle.inserted);
    }
    const auto& touching = station.balance.cells_in_contact();
    for (std::size_t k = 0; station.result.converged && k < touching.size(); ++k)
        cell_force[std::size_t(touching[k])] = station.balance.cell_force()[Eigen::Index(k)];
    py::dict solution;
    solution["axle_depression"] = station.result.axle_depression;
    solution["needle_force"] = py::array(py::cast(force));
    solution["depth"] = py::array(py::cast(depth));
    solution["inserted"] = py::array(py::cast(inserted));
    solution["cell_force"] = py::array(py::cast(cell_force));
    solution["drum_share"] = station.result.drum_load / station.load;
    solution["residual"] = station.result.residual;
    solution["converged"] = station.result.converged;
    return solution;
}

struct Chosen {
    std::size_t stroke;
    std::int64_t first, every, count;
    [[nodiscard]] bool has(std::int64_t number) const {
        const std::int64_t after_first = number - first;
        return after_first >= 0 && after_first % every == 0 && after_first / every < count;
    }
};

/// Simulates one stroke of a plan and tells `each` its chosen stations.
void observe(RunPlan plan, std::int64_t replicate, const Chosen& chosen,
             const std::function<void(const SolvedStation&, double tributary, bool chosen)>& each) {
    const std::vector<Stroke> strokes = strokes_of(plan, plan);  // of the first site
    if (chosen.stroke >= strokes.size())
        throw InputError("stations: the treatment has " + std::to_string(strokes.size()) + " strokes");
    const auto head = static_cast<std::uint64_t>(replicate);
    const double tributary = tributary_radius(plan.device, draw_layout(plan.device, Draws(plan.seed), head));
    std::int64_t number = 0;
    plan.observe = [&](const SolvedStation& station) { each(station, tributary, chosen.has(number++)); };
    ReplicateSetup setup(plan, replicate);
    StrokeTotals totals;
    SolverCounts counts;
    simulate_stroke(
        setup, strokes[chosen.stroke], [](const Puncture&, std::size_t, const LocalSkin&) {}, totals, counts);
}

/// The stations of one stroke, from `first` on every `every`-th, `count` of them.
py::list stations(const std::filesystem::path& scenario_path, const std::vector<std::string>& assignments,
                  std::int64_t replicate, std::size_t stroke, std::int64_t first, std::int64_t every,
                  std::int64_t count) {
    if (replicate < 0 || first < 0 || every < 1 || count < 1)
        throw InputError("stations: replicate and first must not be negative, every and count at least 1");
    py::list found;
    const auto keep = [&](const SolvedStation& station, double tributary, bool chosen) {
        const py::gil_scoped_acquire python;
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        if (chosen) found.append(py::make_tuple(problem_of(station, tributary), solution_of(station)));
    };
    {
        const py::gil_scoped_release others_may_run;
        observe(scenarios::make_plan(scenarios::read_scenario(scenario_path, assignments)), replicate,
                {stroke, first, every, count}, keep);
    }
    return found;
}

}  // namespace

void register_observe(py::module_& module) {
    module.def("stations", &stations, py::arg("scenario"),
               py::arg("assignments") = std::vector<std::string>(), py::kw_only(), py::arg("replicate") = 0,
               py::arg("stroke") = 0, py::arg("first") = 0, py::arg("every") = 1, py::arg("count") = 1,
               "Stations of a rolling stroke as pairs (station, solution): what `puncta.station` takes, and "
               "what the\n"
               "run itself found there, with the same keys as it returns. SI units; `assignments` as for "
               "--set.");
}

}  // namespace puncta::python
