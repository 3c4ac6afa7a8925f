#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "python/bindings/module.hpp"
#include "scenarios/runner/reader.hpp"

namespace py = pybind11;

namespace puncta::python {

void register_scenario(py::module_& module) {
    module.def(
        "resolved",
        [](const std::filesystem::path& file, const std::vector<std::string>& assignments) {
            return scenarios::read_scenario(file, assignments).resolved;
        },
        py::arg("scenario"), py::arg("assignments") = std::vector<std::string>(),
        "A scenario file with every value in force, as TOML; `assignments` as for --set.");
}

}  // namespace puncta::python
