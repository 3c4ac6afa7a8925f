#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "engine/base/error.hpp"
#include "models/cards/catalog.hpp"
#include "models/cards/embedded.hpp"
#include "python/bindings/module.hpp"
#include "scenarios/runner/python_command.hpp"
#include "scenarios/runner/reader.hpp"
#include "scenarios/runner/resolved.hpp"

namespace py = pybind11;

namespace puncta::python {
namespace {

py::dict told(const models::CardValue& value) {
    py::dict result;
    result["key"] = value.key;
    result["value"] = value.text;
    result["cv"] = value.cv;
    result["range"] = value.range;
    result["source"] = value.source;
    result["status"] = value.status;
    result["note"] = value.note;
    if (value.ends[0] < value.ends[1]) {
        result["number"] = value.number;
        result["ends"] = value.ends;
    }
    if (!value.correlated_with.empty()) {
        result["correlated_with"] = value.correlated_with;
        result["correlation"] = value.correlation;
    }
    return result;
}

std::vector<models::CardValue> values_of(const std::string& name) {
    const auto slash = name.find('/');
    const std::string kind = name.substr(0, slash);
    if (slash != std::string::npos && kind == "skin")
        return models::shipped_skin_card(name.substr(slash + 1)).values;
    if (slash != std::string::npos && kind == "devices")
        return models::shipped_device_card(name.substr(slash + 1)).values;
    throw InputError("card: name = '" + name + "' must be skin/NAME or devices/NAME");
}

py::dict card(const std::string& name) {
    py::list values;
    for (const models::CardValue& value : values_of(name)) values.append(told(value));
    py::dict result;
    for (const models::EmbeddedCard& embedded : models::embedded_cards())
        if (embedded.name == name) result["hash"] = scenarios::fingerprint(embedded.text);
    result["values"] = values;
    return result;
}

py::dict sites() {
    py::dict titles;
    for (const std::string& name : models::skin_card_names())
        titles[py::str(name)] = models::shipped_skin_card(name).card.title;
    return titles;
}

py::dict commands() {
    py::dict modules;
    for (const scenarios::PythonCommand& command : scenarios::python_commands())
        modules[py::str(command.name)] = py::str(command.module);
    return modules;
}

}  // namespace

void register_scenario(py::module_& module) {
    module.def(
        "resolved",
        [](const std::filesystem::path& file, const std::vector<std::string>& assignments) {
            return scenarios::read_scenario(file, assignments).resolved;
        },
        py::arg("scenario"), py::arg("assignments") = std::vector<std::string>(),
        "A scenario file with every value in force, as TOML; `assignments` as for --set.");
    module.def("python_commands", &commands,
               "Commands of the program that are written in Python: {name: module that runs it}.");
    module.def("sites", &sites, "Names and titles of the shipped skins: {\"cheek\": \"Cheek, adult\", …}.");
    module.def(
        "card", &card, py::arg("name"),
        "A shipped card by its name in /scenario/cards, such as \"skin/cheek\": its hash, and values as\n"
        "dicts of texts: key, value, cv, range, source, status, note; where there is a range also number\n"
        "and ends (SI), and correlated_with and correlation where that goes with another.");
}

}  // namespace puncta::python
