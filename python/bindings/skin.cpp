#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include <fmt/ranges.h>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "engine/base/error.hpp"
#include "models/elasticity/influence.hpp"
#include "models/elasticity/layered_half_space.hpp"
#include "models/elasticity/punch.hpp"
#include "models/indentation/axisymmetric_contact.hpp"
#include "python/bindings/module.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

using Array = py::array_t<double, py::array::c_style | py::array::forcecast>;

/// The numbers of a shape, each by its name, and nothing else.
std::vector<double> shape_values(const std::string& profile, const py::kwargs& shape,
                                 const std::vector<std::string>& names) {
    for (const auto& [key, value] : shape) {
        const auto name = key.cast<std::string>();
        if (std::find(names.begin(), names.end(), name) == names.end())
            throw InputError(fmt::format("{}: unknown '{}'; its shape is given by {}", profile, name,
                                         fmt::join(names, ", ")));
    }
    std::vector<double> values;
    for (const std::string& name : names) {
        if (!shape.contains(name.c_str()))
            throw InputError(fmt::format("{}: '{}' is missing; its shape is given by {}", profile, name,
                                         fmt::join(names, ", ")));
        values.push_back(shape[name.c_str()].cast<double>());
    }
    return values;
}

std::unique_ptr<models::ContactProfile> make_profile(const std::string& profile, const py::kwargs& shape) {
    auto values = [&](const std::vector<std::string>& names) { return shape_values(profile, shape, names); };
    if (profile == "cone") return std::make_unique<models::ConeProfile>(values({"half_angle"})[0]);
    if (profile == "sphere") return std::make_unique<models::SphereProfile>(values({"radius"})[0]);
    if (profile == "blunted cone") {
        const auto v = values({"half_angle", "flat_radius"});
        return std::make_unique<models::BluntedConeProfile>(v[0], v[1]);
    }
    if (profile == "power law") {
        const auto v = values({"coefficient", "exponent"});
        return std::make_unique<models::PowerProfile>(v[0], v[1]);
    }
    if (profile == "needle") {
        const auto v = values({"tip_diameter", "taper_length", "shaft_diameter"});
        return std::make_unique<models::NeedleContactProfile>(NeedleProfile(v[0], v[1], v[2]));
    }
    throw InputError(fmt::format(
        "profile = '{}' must be 'cone', 'blunted cone', 'sphere', 'power law' or 'needle'", profile));
}

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
        const py::gil_scoped_release others_may_run;
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

    py::tuple contact(const std::string& profile, const Array& a, const std::string& method,
                      const py::kwargs& shape) const {
        const auto indenter = make_profile(profile, shape);
        const bool reduced = method == "reduced";
        if (!reduced && method != "exact")
            throw InputError(fmt::format("method = '{}' must be 'exact' or 'reduced'", method));
        const auto radius = map(a, "a", [&](double x) {
            if (!(x < indenter->largest_radius()))
                throw InputError(
                    fmt::format("a: {} m is not below the largest contact radius of this {}, {} m", x,
                                profile, indenter->largest_radius()));
            return x;
        });
        py::array_t<double> depth(a.request().shape), force(a.request().shape);
        double *const depths = depth.mutable_data(), *const forces = force.mutable_data();
        const double* const radii = radius.data();
        const py::ssize_t count = radius.size();
        {
            const py::gil_scoped_release others_may_run;
            for (py::ssize_t i = 0; i < count; ++i) {
                const auto point = reduced ? models::reduced_contact_at(*punch_, *indenter, radii[i])
                                           : models::contact_at(*punch_, *indenter, radii[i]);
                depths[i] = point.depth;
                forces[i] = point.force;
            }
        }
        return py::make_tuple(radius, depth, force);
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
             py::arg("layers"), py::arg("tension") = py::none(), py::call_guard<py::gil_scoped_release>())
        .def("compliance", &Skin::compliance, py::arg("k"),
             "Sink per pressure C(k) [m/Pa] at radial wave numbers k [1/m]; any shape.")
        .def("punch_modulus", &Skin::punch_modulus, py::arg("a"),
             "Effective modulus E*(a) [Pa] of a flat punch of radius a [m]; any shape.")
        .def("green", &Skin::green, py::arg("r"),
             "Sink per point force G(r) [m/N] at distances r [m]; any shape.")
        .def("contact", &Skin::contact, py::arg("profile"), py::arg("a"), py::arg("method") = "exact",
             "Rigid, frictionless indenter in contact up to the radii a [m]: (a, depth of the tip [m], force "
             "[N]).\n"
             "\n"
             "profile: 'cone' (half_angle), 'blunted cone' (half_angle, flat_radius), 'sphere' (radius),\n"
             "'power law' (coefficient, exponent of the gap c r^n), 'needle' (tip_diameter, taper_length,\n"
             "shaft_diameter); angles in radians, all else SI. method: 'exact', or 'reduced', the method of\n"
             "dimensionality reduction, exact on one layer only.");
}

}  // namespace puncta::python
