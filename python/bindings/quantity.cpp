#include "engine/base/quantity.hpp"

#include <array>
#include <string>
#include <vector>

#include <pybind11/stl.h>

#include "engine/base/error.hpp"
#include "python/bindings/module.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

struct Named {
    const char* name;
    Dimension dimension;
};

constexpr std::array dimensions = {
    Named{"length", Dimension::length},
    Named{"force", Dimension::force},
    Named{"pressure", Dimension::pressure},
    Named{"angle", Dimension::angle},
    Named{"time", Dimension::time},
    Named{"speed", Dimension::speed},
    Named{"toughness", Dimension::toughness},
    Named{"stiffness", Dimension::stiffness},
    Named{"area_density", Dimension::area_density},
};

double read(const std::string& text, const std::string& dimension) {
    for (const Named& named : dimensions)
        if (dimension == named.name) {
            const ParsedQuantity parsed = parse_quantity(text, named.dimension);
            if (!parsed.problem.empty()) throw InputError(parsed.problem);
            return parsed.value;
        }
    throw InputError("unknown dimension " + dimension);
}

}  // namespace

void register_quantity(py::module_& module) {
    module.def(
        "quantity", &read, py::arg("text"), py::arg("dimension"),
        "SI value of a text such as \"250 um\"; ValueError unless it is a quantity of this dimension.");
    std::vector<std::string> names;
    for (const Named& named : dimensions) names.emplace_back(named.name);
    module.attr("dimensions") = names;
}

}  // namespace puncta::python
