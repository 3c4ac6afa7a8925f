#include "scenarios/runner/python_command.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "engine/base/error.hpp"

#ifndef PUNCTA_PYTHON
#define PUNCTA_PYTHON ""
#endif

namespace puncta::scenarios {
namespace {

namespace fs = std::filesystem;

constexpr const char* interpreter = PUNCTA_PYTHON;

/// Where the package may lie relative to the folder of the program: in the build tree, installed.
constexpr std::array package_folders = {"python", "../lib/puncta/python"};

fs::path program_folder() {
    std::error_code failed;
    const fs::path program = fs::read_symlink("/proc/self/exe", failed);
    if (failed)
        throw StorageError(fmt::format("cannot tell where the program itself lies: {}", failed.message()));
    return program.parent_path();
}

/// puncta.validation -> puncta/validation
std::string path_of(std::string module) {
    std::replace(module.begin(), module.end(), '.', '/');
    return module;
}

fs::path package_folder(const PythonCommand& command) {
    const fs::path program = program_folder();
    const std::string module = path_of(command.module);
    std::string tried;
    for (const char* folder : package_folders) {
        const fs::path candidate = (program / folder).lexically_normal();
        std::error_code ignored;
        for (const std::string& file : {module + "/__main__.py", module + ".py"})
            if (fs::exists(candidate / file, ignored)) return candidate;
        tried += fmt::format("{}{}", tried.empty() ? "" : " or ", candidate.string());
    }
    throw StorageError(
        fmt::format("`{}` is written in Python, and its module {} is not in {}; build it with ./puncta",
                    command.name, command.module, tried));
}

/// The user's own PYTHONPATH stays in force behind ours.
void put_on_python_path(const fs::path& folder) {
    const char* set = std::getenv("PYTHONPATH");
    const std::string path =
        folder.string() + (set != nullptr && *set != '\0' ? fmt::format(":{}", set) : "");
    setenv("PYTHONPATH", path.c_str(), 1);
    // Files of the current folder must not pass for modules.
    setenv("PYTHONSAFEPATH", "1", 1);
}

}  // namespace

std::span<const PythonCommand> python_commands() {
    static const std::array commands = {
        PythonCommand{"validate", "puncta.validation",
                      "Every verification and validation case: expected, ours, error, and whether it holds"},
        PythonCommand{"sweep", "puncta.sweeps",
                      "Run a scenario at every point of a design: grid, Latin hypercube, Sobol; continues"},
        PythonCommand{"compare", "puncta.comparison",
                      "Designs on the same people, hands and random numbers: differences, verdict, page"},
        PythonCommand{"report", "puncta.report",
                      "A self-contained page of one or several results: table, figures, assumptions"},
        PythonCommand{"aftermath", "puncta.aftermath",
                      "What follows for the skin: durations, open channels, warnings; no medical advice"},
        PythonCommand{
            "design", "puncta.search",
            "Search for the roller and protocol that meet a target: constraints, one objective; continues"},
        PythonCommand{"explore", "puncta.explore",
                      "A page with sliders on this machine: section, depths and summary follow as they move"},
        PythonCommand{"calibrate", "puncta.calibration",
                      "Refit the free numbers to the calibration data; print them with intervals"},
    };
    return commands;
}

const PythonCommand* find_python_command(std::string_view name) {
    for (const PythonCommand& command : python_commands())
        if (command.name == name) return &command;
    return nullptr;
}

void run_python_command(const PythonCommand& command, const std::vector<std::string>& arguments) {
    if (*interpreter == '\0' || access(interpreter, X_OK) != 0)
        throw StorageError(fmt::format(
            "`{}` is written in Python, and the interpreter this program was built for is not there: {}",
            command.name, *interpreter == '\0' ? "none was found when it was configured" : interpreter));
    put_on_python_path(package_folder(command));
    std::vector<std::string> words = {interpreter, "-m", command.module};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::fflush(nullptr);
    execv(interpreter, argv.data());
    throw StorageError(fmt::format("cannot start {}: {}", interpreter, std::strerror(errno)));
}

}  // namespace puncta::scenarios
