#include "engine/motion/rolling.hpp"
#include "python/bindings/module.hpp"

namespace py = pybind11;

namespace puncta::python {

void register_motion(py::module_& module) {
    module.def("entry_angle", &entry_angle, py::arg("tip_radius"), py::arg("axle_depression"),
               "Angle at which a tip on this circle meets the undeformed surface [rad].");
    module.def("rigid_slit", &rigid_slit, py::arg("tip_radius"), py::arg("axle_depression"),
               py::arg("rolling_radius"),
               "Length of the slit a rigid needle cuts while it rolls through [m].");
    module.def("nominal_density", &nominal_density, py::arg("needles"), py::arg("passes"),
               py::arg("rolling_radius"), py::arg("width"),
               "Punctures per area after `passes` passes of a roller, without the skin [1/m²].");
}

}  // namespace puncta::python
