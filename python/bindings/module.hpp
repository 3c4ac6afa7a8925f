#pragma once
#include <pybind11/pybind11.h>

namespace puncta::python {

void register_skin(pybind11::module_& module);     ///< Skin: compliance, punch modulus, Green's function
void register_station(pybind11::module_& module);  ///< station: the balance of one station
void register_slit(pybind11::module_& module);     ///< slit_opening: the slit a needle cuts
void register_run(pybind11::module_& module);      ///< run, needle_law

}  // namespace puncta::python
