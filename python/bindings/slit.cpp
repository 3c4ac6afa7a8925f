#include <cmath>

#include <pybind11/numpy.h>

#include "engine/base/error.hpp"
#include "models/shaft/slit_opening.hpp"
#include "python/bindings/module.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

using Array = py::array_t<double, py::array::c_style | py::array::forcecast>;

void require_positive(const char* name, double value) {
    if (!(std::isfinite(value) && value > 0))
        throw InputError(fmt::format("slit_opening: {} = {} must be finite and positive", name, value));
}

py::dict slit_opening(double exponent, double toughness, double shear_modulus, const Array& diameter) {
    if (!(exponent >= 2 && exponent <= 12))
        throw InputError(fmt::format("slit_opening: exponent = {} must be from 2 to 12", exponent));
    require_positive("toughness", toughness);
    require_positive("shear_modulus", shear_modulus);
    const models::SlitOpening opening(exponent);
    py::array_t<double> crack(diameter.request().shape), spreading(diameter.request().shape),
        ratio(diameter.request().shape);
    for (py::ssize_t i = 0; i < diameter.size(); ++i) {
        const double d = diameter.data()[i];
        require_positive("diameter", d);
        const auto energy = opening.energy(toughness, shear_modulus, d);
        crack.mutable_data()[i] = energy.crack;
        spreading.mutable_data()[i] = energy.spreading;
        ratio.mutable_data()[i] = opening.ratio(toughness, shear_modulus, d);
    }
    py::dict result;
    result["crack"] = crack;
    result["spreading"] = spreading;
    result["slit_ratio"] = ratio;
    return result;
}

}  // namespace

void register_slit(py::module_& module) {
    module.def(
        "slit_opening", &slit_opening, py::arg("exponent"), py::arg("toughness"), py::arg("shear_modulus"),
        py::arg("diameter"),
        "The slit that a round needle of this diameter cuts (models/shaft/slit_opening.hpp).\n\n"
        "exponent: Ogden alpha, 2 to 12; toughness [J/m²]; shear_modulus [Pa]; diameter [m], any shape.\n"
        "Returns crack and spreading, the energies per depth [J/m], and slit_ratio, the length of the\n"
        "slit over the diameter, each of the shape of diameter. Raises ValueError.");
}

}  // namespace puncta::python
