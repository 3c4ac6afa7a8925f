#include <cmath>
#include <numbers>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "engine/base/error.hpp"
#include "engine/device/array_layout.hpp"
#include "engine/device/head.hpp"
#include "python/bindings/module.hpp"
#include "scenarios/runner/reader.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

/// Where a needle's root stands and its tip points: of a roller unrolled on its body, of an array in its
/// plane.
struct Place {
    double x, y, tip_x, tip_y;
};

std::vector<Place> places_on_drum(const DeviceSpec& device, const RollerLayout& layout, const Head& head) {
    std::vector<Place> places;
    for (std::size_t i = 0; i < head.size(); ++i) {
        const LayoutSite& site = layout.sites[i / std::size_t(layout.repeats)];
        const double turns = site.phase + double(i % std::size_t(layout.repeats));
        const double x = turns * layout.period() * device.drum_radius;
        const double y = (site.row - 0.5 * (device.rows - 1)) * device.row_spacing;
        places.push_back({x, y, x + head[i].tip_angle * device.drum_radius, y + head[i].tip_across});
    }
    return places;
}

std::vector<Place> places_on_plate(const DeviceSpec& device, const Head& head) {
    std::vector<Place> places;
    const std::vector<ArrayPlace> roots = array_places(device);
    for (std::size_t i = 0; i < head.size(); ++i)
        places.push_back({roots[i].x, roots[i].y,
                          roots[i].x + head[i].tip_radius * std::sin(head[i].tip_angle),
                          roots[i].y + head[i].tip_across});
    return places;
}

template <typename Value, typename Item, typename Get>
py::array_t<Value> column(const std::vector<Item>& items, Get get) {
    py::array_t<Value> values(static_cast<py::ssize_t>(items.size()));
    for (std::size_t i = 0; i < items.size(); ++i) values.mutable_data()[i] = get(items[i]);
    return values;
}

py::dict needles(const std::string& scenario_text, std::int64_t replicate) {
    if (replicate < 0) throw InputError("needles: replicate must not be negative");
    const scenarios::Scenario scenario = scenarios::read_scenario_text(scenario_text);
    const DeviceSpec& device = scenario.device;
    const Draws draws(scenario.run.seed);
    const RollerLayout layout = draw_device_layout(device, draws, std::uint64_t(replicate));
    const Head head = draw_head(device, layout, draws, std::uint64_t(replicate));
    const bool roller = device.kind == "roller";
    const auto places = roller ? places_on_drum(device, layout, head) : places_on_plate(device, head);
    py::dict result;
    result["x"] = column<double>(places, [](const Place& p) { return p.x; });
    result["y"] = column<double>(places, [](const Place& p) { return p.y; });
    result["tip_x"] = column<double>(places, [](const Place& p) { return p.tip_x; });
    result["tip_y"] = column<double>(places, [](const Place& p) { return p.tip_y; });
    result["missing"] = column<bool>(head, [](const HeadNeedle& n) { return n.missing; });
    result["bent"] = column<bool>(head, [](const HeadNeedle& n) { return n.bent; });
    result["turn"] = roller ? 2 * std::numbers::pi * device.drum_radius : 0;
    result["width"] = roller ? device.width() : 0;
    result["plate"] = device.stamp.plate;
    return result;
}

}  // namespace

void register_device(py::module_& module) {
    module.def(
        "needles", &needles, py::arg("scenario_text"), py::kw_only(), py::arg("replicate") = 0,
        "The head that a replicate of a scenario, given as text, is drawn: arrays x, y of the roots\n"
        "and tip_x, tip_y of the tips [m], missing, bent; of a roller along its unrolled body and its\n"
        "axle, with turn and width [m], of a stamp and a pen in their plane, with the plate [m].");
}

}  // namespace puncta::python
