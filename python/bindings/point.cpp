#include <memory>

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "engine/base/error.hpp"
#include "engine/statistics/quantity.hpp"
#include "python/bindings/module.hpp"
#include "python/bindings/stop.hpp"
#include "scenarios/runner/reader.hpp"
#include "scenarios/runner/run_scenario.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

using scenarios::Scenario;

void run_point(const Scenario& scenario, const std::filesystem::path& output, int threads, const Stop& stop) {
    scenarios::RunOptions options;
    options.output = output;
    options.threads = threads;
    std::error_code ignored;
    options.earlier = std::filesystem::exists(output, ignored) ? Earlier::extend : Earlier::resume;
    options.stop = &stop.requested;
    const py::gil_scoped_release others_may_run;
    scenarios::run_scenario(scenario, options);
}

py::list quantities() {
    py::list all;
    for (const QuantityInfo& info : quantity_table()) {
        py::dict entry;
        entry["name"] = std::string(info.name);
        entry["units"] = std::string(info.units);
        entry["long_name"] = std::string(info.long_name);
        entry["display_unit"] = std::string(info.display_unit);
        entry["display_scale"] = info.display_scale;
        entry["is_share"] = info.is_share;
        all.append(entry);
    }
    return all;
}

}  // namespace

void register_point(py::module_& module) {
    py::class_<Stop, std::shared_ptr<Stop>>(module, "Stop",
                                            "A flag that ends the runs it was given to; they can be resumed.")
        .def(py::init<>())
        .def("set", [](Stop& stop) { stop.requested.store(true, std::memory_order_relaxed); })
        .def("is_set", [](const Stop& stop) { return stop.requested.load(std::memory_order_relaxed); });
    py::class_<Scenario>(module, "Scenario",
                         "A scenario file, read and checked; ValueError with every problem.")
        .def(py::init([](const std::filesystem::path& file, const std::vector<std::string>& assignments) {
                 return scenarios::read_scenario(file, assignments);
             }),
             py::arg("file"), py::arg("assignments") = std::vector<std::string>())
        .def_readonly("hash", &Scenario::hash,
                      "Of every value in force, the seed and the version of the sources.")
        .def_readonly("resolved", &Scenario::resolved, "Every value in force, as TOML.")
        .def_readonly("title", &Scenario::title)
        .def_readonly("warnings", &Scenario::warnings)
        .def_property_readonly("device_title", [](const Scenario& s) { return s.device.title; })
        .def_property_readonly("skin_title", [](const Scenario& s) { return s.skin.title; })
        .def_property_readonly("replicates", [](const Scenario& s) { return s.run.replicates; })
        .def_property_readonly("seed", [](const Scenario& s) { return s.run.seed; })
        .def_property_readonly("precision", [](const Scenario& s) { return s.run.precision.quantity; });
    module.def(
        "run_point", &run_point, py::arg("scenario"), py::arg("output"), py::kw_only(), py::arg("threads"),
        py::arg("stop"),
        "Run a Scenario into `output`: from the start, from what an interrupted run left, or adding to a\n"
        "finished file with fewer replicates. KeyboardInterrupt when `stop` was set.");
    module.def("quantities", &quantities,
               "Every quantity of a summary: name, units, long_name, display_unit, display_scale, is_share.");
}

}  // namespace puncta::python
