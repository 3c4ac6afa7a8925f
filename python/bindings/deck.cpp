#include <array>
#include <cmath>
#include <vector>

#include <pybind11/stl.h>

#include "engine/base/error.hpp"
#include "models/elasticity/finite_element_deck.hpp"
#include "python/bindings/module.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

std::string flat_punch(const std::vector<std::array<double, 3>>& layers, double radius, double displacement,
                       double edge, double growth) {
    models::ElasticStack stack;
    for (const auto& [thickness, modulus, poisson] : layers)
        stack.push_back({std::isinf(thickness) ? 0.0 : thickness, modulus, poisson, 0});
    models::DeckMesh mesh;
    mesh.edge = edge;
    mesh.growth = growth;
    return models::flat_punch_deck(stack, radius, displacement, mesh);
}

}  // namespace

void register_deck(py::module_& module) {
    const models::DeckMesh usual;
    module.def(
        "flat_punch_deck", &flat_punch, py::arg("layers"), py::arg("radius"), py::arg("displacement"),
        py::kw_only(), py::arg("edge") = usual.edge, py::arg("growth") = usual.growth,
        "Input of CalculiX: a rigid flat punch of this radius [m] on (thickness [m], modulus [Pa], "
        "poisson)\n"
        "layers, the last of them the support. edge and growth set the mesh (finite_element_deck.hpp).");
}

}  // namespace puncta::python
