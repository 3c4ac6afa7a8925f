#pragma once
#include <pybind11/pybind11.h>

namespace puncta::python {

void register_skin(pybind11::module_& module);     ///< Skin: compliance, punch modulus, Green's function
void register_station(pybind11::module_& module);  ///< station: the balance of one station
void register_slit(pybind11::module_& module);     ///< slit_opening: the slit a needle cuts
void register_run(pybind11::module_& module);      ///< run, needle_law
// What the validation cases need beyond the public names above.
void register_quantity(pybind11::module_& module);   ///< quantity: text with a unit to SI
void register_motion(pybind11::module_& module);     ///< entry_angle, rigid_slit, tip_path, strokes, …
void register_device(pybind11::module_& module);     ///< needles: where those of a drawn head stand
void register_scenario(pybind11::module_& module);   ///< resolved: a scenario with every value in force
void register_needle(pybind11::module_& module);     ///< needle_trace, mean_skin of any scenario
void register_deck(pybind11::module_& module);       ///< flat_punch_deck: input of CalculiX
void register_observe(pybind11::module_& module);    ///< stations: what a stroke solved, station by station
void register_pattern(pybind11::module_& module);    ///< Region and the functions of puncta.pattern
void register_capillary(pybind11::module_& module);  ///< capillary_hits: of needle arrays
void register_point(pybind11::module_& module);      ///< Scenario, run_point, Stop: what sweeps are made of
void register_ensemble(pybind11::module_& module);   ///< Ensemble: replicates in memory, for `explore`

}  // namespace puncta::python
