#include <cmath>
#include <optional>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "models/viscosity/relaxation.hpp"
#include "python/bindings/arrays.hpp"
#include "python/bindings/module.hpp"
#include "scenarios/runner/needle_command.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

py::dict point(const models::NeedlePoint& p) {
    py::dict result;
    result["displacement"] = p.displacement;
    result["depth"] = p.depth;
    result["force"] = p.force;
    return result;
}

py::dict parts(const models::NeedlePoint& p) {
    py::dict result;
    result["cutting"] = p.resistance.cutting;
    result["spreading"] = p.resistance.spreading;
    result["friction"] = p.resistance.friction;
    return result;
}

/// `loading_time` stiffens the skin for a ramp of that duration; none means its long-time moduli.
py::dict trace(const std::string& scenario_text, const std::string& name,
               const std::vector<double>& displacements, const std::optional<double>& loading_time,
               bool at_contact_time) {
    const scenarios::Scenario scenario = scenarios::read_scenario_text(scenario_text, name);
    double stiffening = loading_time ? models::ramp_stiffening(scenario.skin.relaxation, *loading_time) : 1;
    if (at_contact_time) stiffening = scenarios::contact_time(scenario).stiffening;
    models::NeedleTrace found;
    {
        const py::gil_scoped_release others_may_run;
        found = scenarios::needle_law(scenario, stiffening, displacements);
    }
    const auto points = std::make_shared<std::vector<models::NeedlePoint>>(std::move(found.points));
    py::dict result;
    result["dimple"] = column(points, &models::NeedlePoint::dimple);
    result["depth"] = column(points, &models::NeedlePoint::depth);
    result["force"] = column(points, &models::NeedlePoint::force);
    py::list resistance;
    for (const auto& p : *points) resistance.append(parts(p));
    result["resistance"] = resistance;
    if (found.breach) result["breach"] = point(*found.breach);
    if (found.insertion) result["insertion"] = point(*found.insertion);
    result["jump"] = found.jump;
    return result;
}

/// The card's mean skin in the words of `station`.
py::dict mean_skin(const std::string& scenario_text, const std::string& name) {
    const models::SkinCard skin = scenarios::read_scenario_text(scenario_text, name).skin;
    py::list layers;
    for (const models::LayerCard& layer : skin.layers) {
        py::dict item;
        item["thickness"] = layer.thickness;
        item["modulus"] = layer.modulus;
        item["poisson"] = layer.poisson;
        item["tension"] = std::isinf(layer.thickness) ? 0 : layer.stress * layer.thickness;
        item["toughness"] = layer.toughness;
        item["wall_shear"] = layer.wall_shear;
        layers.append(item);
    }
    py::dict result;
    result["layers"] = layers;
    result["beta"] = skin.deep_factor;
    result["opening_exponent"] = skin.opening_exponent;
    result["puncture_intercept"] = skin.puncture.intercept;
    result["puncture_slope"] = skin.puncture.slope;
    result["puncture_diameter_limit"] = skin.puncture.diameter_limit;
    return result;
}

}  // namespace

void register_needle(py::module_& module) {
    module.def(
        "needle_trace", &trace, py::arg("scenario_text"), py::arg("name"), py::arg("displacements"),
        py::kw_only(), py::arg("loading_time") = py::none(), py::arg("at_contact_time") = false,
        "The needle of a scenario, given as text, on its mean skin at these displacements [m]: arrays "
        "dimple,\n"
        "depth [m] and force [N], resistance (cutting, spreading, friction [N]) at each, the states at "
        "`breach`\n"
        "and `insertion` if it comes to that, and the jump [m] there. loading_time [s] stiffens the skin for "
        "a\n"
        "ramp of that duration; at_contact_time as `puncta needle` does, as a run of the scenario would.");
    module.def(
        "mean_skin", &mean_skin, py::arg("scenario_text"), py::arg("name"),
        "Layers and laws of a scenario's mean skin at its long-time moduli, in the words of `station`.");
}

}  // namespace puncta::python
