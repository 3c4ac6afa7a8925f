#include <cmath>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "engine/motion/press_schedule.hpp"
#include "engine/motion/rolling.hpp"
#include "python/bindings/module.hpp"
#include "scenarios/runner/reader.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

using Angles = py::array_t<double, py::array::c_style | py::array::forcecast>;

py::tuple path(double tip_radius, double axle_depression, double rolling_radius, const Angles& angle) {
    py::array_t<double> along(angle.request().shape), depth(angle.request().shape);
    for (py::ssize_t i = 0; i < angle.size(); ++i) {
        const TipPosition at = tip_path(tip_radius, axle_depression, rolling_radius, angle.data()[i]);
        along.mutable_data()[i] = at.along;
        depth.mutable_data()[i] = at.depth;
    }
    return py::make_tuple(along, depth);
}

py::dict told(const Stroke& stroke, double run_in) {
    py::dict result;
    result["pass"] = stroke.pass;
    result["stripe"] = stroke.stripe;
    result["direction"] = stroke.direction;
    result["backward"] = stroke.backward;
    result["from"] = stroke.to_area(stroke.put_down(run_in), stroke.across);
    result["to"] = stroke.to_area(stroke.lift_off(run_in), stroke.across);
    result["start_time"] = stroke.start_time;
    result["duration"] = stroke.duration;
    return result;
}

/// The strokes of all sites in order of time, passes numbered on.
py::dict strokes(const std::string& scenario_text, const std::vector<std::string>& assignments) {
    const auto scenario = scenarios::read_scenario_text(scenario_text, "scenario.toml", assignments);
    py::list all, zones, regions;
    double time = 0, width = 0;
    int first_pass = 0;
    for (const scenarios::Scenario& site : scenarios::each_site(scenario)) {
        const double radius = rolling_radius(site.device.drum_radius, site.treatment.slip);
        const RollerOutline outline = outline_of(site.device, radius);
        width = outline.width;
        int next_pass = first_pass;
        double last = time;
        for (Stroke stroke : plan_strokes(site.treatment, site.device, radius)) {
            next_pass = std::max(next_pass, first_pass + stroke.pass + 1);
            stroke.pass += first_pass;
            stroke.start_time += time;
            last = stroke.start_time + stroke.duration + site.treatment.pause;
            all.append(told(stroke, outline.run_in));
        }
        first_pass = next_pass;
        time = last;
        for (const ExclusionZone& zone : site.treatment.zones)
            zones.append(py::make_tuple(zone.name, zone.polygon));
        regions.append(region_of(site.treatment).border());
    }
    py::dict result;
    result["strokes"] = all;
    result["regions"] = regions;
    result["zones"] = zones;
    result["width"] = width;
    return result;
}

}  // namespace

void register_motion(py::module_& module) {
    module.def("entry_angle", &entry_angle, py::arg("tip_radius"), py::arg("axle_depression"),
               "Angle at which a tip on this circle meets the undeformed surface [rad].");
    module.def("rigid_slit", &rigid_slit, py::arg("tip_radius"), py::arg("axle_depression"),
               py::arg("rolling_radius"),
               "Length of the slit a rigid needle cuts while it rolls through [m].");
    module.def("rolling_radius", &rolling_radius, py::arg("drum_radius"), py::arg("slip"),
               "R_roll of a drum with slip 1 - R/R_roll [m].");
    module.def(
        "tip_path", &path, py::arg("tip_radius"), py::arg("axle_depression"), py::arg("rolling_radius"),
        py::arg("angle"),
        "Where a tip is at these angles [rad] from the vertical, positive ahead of the axle: along the\n"
        "way from where it stands lowest, and depth below the undeformed surface [m].");
    module.def("nominal_density", &nominal_density, py::arg("needles"), py::arg("passes"),
               py::arg("rolling_radius"), py::arg("width"),
               "Punctures per area after `passes` passes of a roller, without the skin [1/m²].");
    module.def("strokes", &strokes, py::arg("scenario_text"),
               py::arg("assignments") = std::vector<std::string>(),
               "The plan of a treatment, the scenario given as text: strokes in order of time with pass,\n"
               "stripe, direction [rad], backward, from and to (the axle's middle [m]), start_time and\n"
               "duration [s]; the corners of each site's region, zones as (name, corners), and the device's "
               "width [m].");
}

}  // namespace puncta::python
