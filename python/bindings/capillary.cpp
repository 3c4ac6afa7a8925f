#include <array>
#include <string>

#include <pybind11/stl.h>

#include "engine/base/error.hpp"
#include "models/aftermath/capillary_trials.hpp"
#include "python/bindings/module.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

models::LoopShape shape_of(const std::string& name) {
    if (name == "disc") return models::LoopShape::disc;
    if (name == "square") return models::LoopShape::square;
    throw InputError("shape = '" + name + "': disc or square is needed");
}

py::dict capillary_hits(const std::array<int, 2>& needles, double pitch,
                        const std::array<double, 2>& footprint, double density, double diameter,
                        double minimum_distance, double side, std::int64_t trials, std::uint64_t seed,
                        int threads, const std::string& shape) {
    models::CapillaryTrialSpec spec;
    spec.capillaries = {density, diameter, minimum_distance};
    spec.shape = shape_of(shape);
    spec.columns = needles[0];
    spec.rows = needles[1];
    spec.pitch = pitch;
    spec.width = footprint[0];
    spec.height = footprint[1];
    spec.side = side;
    spec.trials = trials;
    const models::CapillaryTrials found = [&] {
        const py::gil_scoped_release others_may_run;
        return models::run_capillary_trials(spec, seed, threads);
    }();
    const double count = double(needles[0]) * needles[1];
    py::dict told;
    told["total"] = found.total;
    told["total_error"] = found.total_error;
    told["direct"] = found.direct;
    told["direct_error"] = found.direct_error;
    told["expected_total"] =
        count * models::expected_hits(spec.capillaries, spec.width, spec.height, spec.shape);
    told["expected_direct"] = count * models::expected_direct_hits(spec.capillaries, spec.width, spec.height);
    return told;
}

}  // namespace

void register_capillary(py::module_& module) {
    module.def(
        "capillary_hits", &capillary_hits, py::kw_only(), py::arg("needles"), py::arg("pitch"),
        py::arg("footprint"), py::arg("density") = 14e6, py::arg("diameter") = 15e-6,
        py::arg("minimum_distance") = 80e-6, py::arg("side") = 1e-3, py::arg("trials") = 100000,
        py::arg("seed") = 1, py::arg("threads") = 0, py::arg("shape") = "disc",
        "Capillary loops hit by an array of `needles` (columns, rows) at `pitch` [m] with a rectangular\n"
        "`footprint` (width, height) [m], flat and without depth, in `trials` independent hard-core fields\n"
        "in a periodic box of `side` [m]: mean total and direct hits of an array with standard errors, and\n"
        "what Campbell's theorem expects. shape \"square\" counts as the public script of needle arrays "
        "does.");
}

}  // namespace puncta::python
