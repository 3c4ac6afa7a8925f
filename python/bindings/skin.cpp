#include <cmath>
#include <optional>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "engine/base/error.hpp"
#include "models/elasticity/influence.hpp"
#include "models/elasticity/layered_half_space.hpp"
#include "models/elasticity/punch.hpp"
#include "python/bindings/module.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

using Array = py::array_t<double, py::array::c_style | py::array::forcecast>;

/// A stack of bonded layers over a half-space.
class Skin {
  public:
    Skin(const std::vector<std::array<double, 3>>& layers,
         const std::optional<std::vector<double>>& tension) {
        if (layers.empty()) throw InputError("layers: at least one (thickness, modulus, poisson) is needed");
        if (tension && tension->size() != layers.size())
            throw InputError(fmt::format("tension: {} values for {} layers", tension->size(), layers.size()));
        for (std::size_t l = 0; l < layers.size(); ++l) {
            const auto [thickness, modulus, poisson] = layers[l];
            const bool support = l + 1 == layers.size();
            if (!(support ? std::isinf(thickness) && thickness > 0
                          : std::isfinite(thickness) && thickness > 0))
                throw InputError(
                    fmt::format("layers[{}]: thickness = {} m; the last layer must be infinite, the others "
                                "finite and positive",
                                l, thickness));
            if (!(std::isfinite(modulus) && modulus > 0))
                throw InputError(
                    fmt::format("layers[{}]: modulus = {} Pa must be finite and positive", l, modulus));
            if (!(poisson > -1 && poisson <= 0.5))
                throw InputError(fmt::format("layers[{}]: poisson = {} must lie in (-1, 0.5]", l, poisson));
            const double pull = tension ? (*tension)[l] : 0;
            if (!(std::isfinite(pull) && pull >= 0))
                throw InputError(
                    fmt::format("tension[{}] = {} N/m must be finite and not negative", l, pull));
            stack_.push_back({support ? 0.0 : thickness, modulus, poisson, pull});
        }
        punch_.emplace(stack_);
    }

    template <class Function>
    static py::array_t<double> map(const Array& values, const char* name, Function&& function) {
        py::array_t<double> result(values.request().shape);
        const double* in = values.data();
        double* out = result.mutable_data();
        for (py::ssize_t i = 0; i < values.size(); ++i) {
            if (!(std::isfinite(in[i]) && in[i] > 0))
                throw InputError(
                    fmt::format("{}: value {} = {} must be finite and positive", name, i, in[i]));
            out[i] = function(in[i]);
        }
        return result;
    }

    py::array_t<double> compliance(const Array& k) const {
        return map(k, "k", [this](double x) { return models::surface_compliance(stack_, x); });
    }
    py::array_t<double> punch_modulus(const Array& a) const {
        return map(a, "a", [this](double x) { return punch_->modulus(x); });
    }
    py::array_t<double> green(const Array& r) const {
        return map(r, "r", [this](double x) { return models::point_green(stack_, x); });
    }

  private:
    models::ElasticStack stack_;
    std::optional<models::PunchTable> punch_;
};

}  // namespace

void register_skin(py::module_& module) {
    py::class_<Skin>(
        module, "Skin",
        "A stack of bonded elastic layers: Skin(layers=[(thickness [m], modulus [Pa], poisson), …],\n"
        "tension=None). The last layer is the support, thickness numpy.inf; tension [N/m] per layer.")
        .def(py::init<const std::vector<std::array<double, 3>>&, const std::optional<std::vector<double>>&>(),
             py::arg("layers"), py::arg("tension") = py::none())
        .def("compliance", &Skin::compliance, py::arg("k"),
             "Sink per pressure C(k) [m/Pa] at radial wave numbers k [1/m]; any shape.")
        .def("punch_modulus", &Skin::punch_modulus, py::arg("a"),
             "Effective modulus E*(a) [Pa] of a flat punch of radius a [m]; any shape.")
        .def("green", &Skin::green, py::arg("r"),
             "Sink per point force G(r) [m/N] at distances r [m]; any shape.");
}

}  // namespace puncta::python
