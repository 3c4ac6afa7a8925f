#include <memory>
#include <mutex>

#include <fmt/format.h>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "engine/base/error.hpp"
#include "engine/parallel/ordered_map.hpp"
#include "engine/simulation/replicate.hpp"
#include "engine/simulation/run.hpp"
#include "engine/statistics/quantity.hpp"
#include "python/bindings/arrays.hpp"
#include "python/bindings/module.hpp"
#include "python/bindings/stop.hpp"
#include "scenarios/runner/plan.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

using scenarios::Scenario;

/// The replicates of a scenario from the first on, in memory. What `puncta run` would write of as many.
class Ensemble {
  public:
    explicit Ensemble(const Scenario& scenario)
        : plan_(scenarios::make_plan(scenario)),
          header_(scenarios::make_header(scenario, plan_)),
          collector_(plan_.layer_count) {
        plan_.keep_punctures = false;
    }

    /// Until there are `replicates`. Those finished when `stop` is set, or when one fails, stay.
    void grow(std::int64_t replicates, int threads, const Stop& stop) {
        const std::lock_guard lock(growing_);
        plan_.stop = &stop.requested;
        ordered_map<ReplicateRecord>(
            count(), replicates, threads, [&](std::int64_t i) { return simulate_replicate(plan_, i); },
            [&](ReplicateRecord&& record) { collector_.add(record); });
    }

    [[nodiscard]] std::int64_t count() const { return std::ssize(collector_.values()); }

    /// Of all replicates there are; waits while they become more.
    RunTotals totals() {
        const std::lock_guard lock(growing_);
        return collector_.totals();
    }

    [[nodiscard]] const RunHeader& header() const { return header_; }

  private:
    RunPlan plan_;
    RunHeader header_;
    TotalsCollector collector_;
    std::mutex growing_;
};

void grow(Ensemble& ensemble, std::int64_t replicates, int threads, const Stop& stop) {
    if (replicates < 1 || threads < 0 || threads > 4096)
        throw InputError(fmt::format(
            "replicates = {} and threads = {}: at least 1, and 0 to 4096, are needed", replicates, threads));
    const py::gil_scoped_release others_may_run;
    ensemble.grow(replicates, threads, stop);
}

py::dict told(const Estimate& estimate) {
    py::dict entry;
    entry["value"] = estimate.value;
    entry["standard_error"] = estimate.standard_error;
    entry["ci_low"] = estimate.ci_low;
    entry["ci_high"] = estimate.ci_high;
    entry["count"] = estimate.count;
    return entry;
}

py::dict totals(Ensemble& ensemble) {
    RunTotals found;
    {
        const py::gil_scoped_release others_may_run;
        found = ensemble.totals();
    }
    py::dict summary;
    for (std::size_t q = 0; q < quantity_count; ++q)
        summary[py::str(std::string(quantity_table()[q].name))] = told(found.summary[q]);
    py::dict result;
    result["replicates"] = found.replicates;
    result["failures"] = found.solver.failures;
    result["summary"] = summary;
    result["bin_width"] = ensemble.header().bins.width;
    result["depth_counts"] = taken(std::move(found.tallies.depth_counts));
    result["layer_names"] = ensemble.header().layer_names;
    result["layer_tops"] = ensemble.header().layer_tops;
    return result;
}

}  // namespace

void register_ensemble(py::module_& module) {
    py::class_<Ensemble>(
        module, "Ensemble",
        "The replicates of a Scenario from the first on, in memory; precision and samples of\n"
        "what is not known are left out.")
        .def(py::init([](const Scenario& scenario) {
                 const py::gil_scoped_release others_may_run;
                 return std::make_unique<Ensemble>(scenario);
             }),
             py::arg("scenario"))
        .def("grow", &grow, py::arg("replicates"), py::kw_only(), py::arg("threads"), py::arg("stop"),
             "Compute until there are `replicates`, the same as of a run. KeyboardInterrupt when `stop` was\n"
             "set; replicates finished by then stay.")
        .def(
            "totals", &totals,
            "Of all replicates there are, as a run writes it: replicates, failures, summary (SI), bin_width\n"
            "[m], depth_counts, layer_names, layer_tops [m].");
}

}  // namespace puncta::python
