#include <atomic>
#include <chrono>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "engine/base/error.hpp"
#include "python/bindings/attended.hpp"
#include "python/bindings/module.hpp"
#include "scenarios/runner/needle_command.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"
#include "scenarios/runner/run_scenario.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

std::vector<std::string> assignments_of(const py::dict& set) {
    std::vector<std::string> assignments;
    for (const auto& [key, value] : set)
        assignments.push_back(py::str(key).cast<std::string>() + "=" +
                              (py::isinstance<py::bool_>(value) ? (value.cast<bool>() ? "true" : "false")
                                                                : py::str(value).cast<std::string>()));
    return assignments;
}

std::filesystem::path run(const std::filesystem::path& scenario_path, const std::filesystem::path& output,
                          const py::dict& set, const py::object& replicates, const py::object& seed,
                          int threads, const py::object& progress, bool fresh) {
    std::vector<std::string> assignments = assignments_of(set);
    if (!replicates.is_none())
        assignments.push_back("run.replicates=" + py::str(replicates).cast<std::string>());
    if (!seed.is_none()) assignments.push_back("run.seed=" + py::str(seed).cast<std::string>());
    const scenarios::Scenario scenario = scenarios::read_scenario(scenario_path, assignments);
    for (const std::string& warning : scenario.warnings)
        if (PyErr_WarnEx(PyExc_UserWarning, warning.c_str(), 1) != 0) throw py::error_already_set();
    scenarios::RunOptions options;
    options.output = output;
    options.threads = threads;
    options.earlier = fresh ? Earlier::discard : Earlier::resume;
    Attended attended;
    options.stop = &attended.stop();
    if (!progress.is_none())
        options.progress = [&](std::int64_t done, std::int64_t planned) {
            attended.call([&] { progress(done, planned); });
        };
    attended.run([&] { scenarios::run_scenario(scenario, options); });
    return output;
}

py::tuple needle_law(const std::string& device, const std::string& site,
                     const py::array_t<double, py::array::c_style | py::array::forcecast>& displacement,
                     const py::dict& set) {
    std::string text =
        "title = \"needle law\"\n[skin]\nsite = \"" + site + "\"\n[device]\npreset = \"" + device +
        "\"\n[treatment]\narea = [\"10 mm\", \"10 mm\"]\ndirections = [\"0 deg\"]\npasses = 1\n"
        "load = \"4 N\"\nspeed = \"50 mm/s\"\n";
    if ((site + device).find_first_of("\"\\\n") != std::string::npos)
        throw InputError(
            "device and site are names of shipped cards; see `puncta list devices` and `list sites`");
    const scenarios::Scenario scenario =
        scenarios::read_scenario_text(text, "needle_law(device, site)", assignments_of(set));
    const std::vector<double> u(displacement.data(), displacement.data() + displacement.size());
    models::NeedleTrace trace;
    {
        const py::gil_scoped_release others_may_run;
        trace = scenarios::needle_law(scenario, scenarios::contact_time(scenario).stiffening, u);
    }
    py::array_t<double> depth(displacement.request().shape), force(displacement.request().shape);
    for (std::size_t i = 0; i < u.size(); ++i) {
        depth.mutable_data()[i] = trace.points[i].depth;
        force.mutable_data()[i] = trace.points[i].force;
    }
    return py::make_tuple(depth, force);
}

}  // namespace

void register_run(py::module_& module) {
    module.def("run", &run, py::arg("scenario"), py::arg("output"), py::kw_only(),
               py::arg("set") = py::dict(), py::arg("replicates") = py::none(), py::arg("seed") = py::none(),
               py::arg("threads") = 0, py::arg("progress") = py::none(), py::arg("fresh") = false,
               "Run a scenario file into the result file `output` and return its path. `set` maps keys to "
               "values as\n"
               "written in a scenario; progress(done, planned) is called after every replicate.");
    module.def("needle_law", &needle_law, py::kw_only(), py::arg("device"), py::arg("site"),
               py::arg("displacement"), py::arg("set") = py::dict(),
               "Depth [m] and force [N] of one needle of a device on a site's mean skin at the imposed "
               "displacements\n"
               "[m], in the order given; at the contact time of rolling at 4 N and 50 mm/s. Returns (depth, "
               "force).");
}

}  // namespace puncta::python
