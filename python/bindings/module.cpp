/// The compiled half of the Python package: one register function per room, no logic here.

#include "python/bindings/module.hpp"

#include "engine/base/error.hpp"
#include "version.hpp"

PYBIND11_MODULE(_core, module) {
    module.doc() = "Compiled core of Puncta; use it through the package `puncta`.";
    module.attr("__version__") = PUNCTA_VERSION;
    // The same text as on the command line, as the kind of error Python users expect.
    pybind11::register_exception_translator([](std::exception_ptr error) {
        try {
            if (error) std::rethrow_exception(error);
        } catch (const puncta::InputError& e) {
            PyErr_SetString(PyExc_ValueError, e.what());
        } catch (const puncta::NumericsError& e) {
            PyErr_SetString(PyExc_ArithmeticError, e.what());
        } catch (const puncta::StorageError& e) {
            PyErr_SetString(PyExc_OSError, e.what());
        } catch (const puncta::Interrupted& e) {
            PyErr_SetString(PyExc_KeyboardInterrupt, e.what());
        }
    });
    puncta::python::register_skin(module);
    puncta::python::register_station(module);
    puncta::python::register_slit(module);
    puncta::python::register_run(module);
    puncta::python::register_quantity(module);
    puncta::python::register_motion(module);
    puncta::python::register_device(module);
    puncta::python::register_scenario(module);
    puncta::python::register_needle(module);
    puncta::python::register_deck(module);
    puncta::python::register_observe(module);
    puncta::python::register_pattern(module);
    puncta::python::register_point(module);
    puncta::python::register_capillary(module);
    puncta::python::register_ensemble(module);
}
