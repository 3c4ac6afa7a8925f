#pragma once
/// Commands that are written in Python: the program hands over to the interpreter it was built for.
///
/// `puncta validate …` becomes `python -m puncta.validation …` by exec: the same process, terminal and
/// signals, and the exit status of the module. The package is looked for relative to the program, so that a
/// build tree works wherever it stands. A new command is one more row in python_commands().

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace puncta::scenarios {

struct PythonCommand {
    std::string name;     ///< as typed: "validate"
    std::string module;   ///< run as a program: "puncta.validation"
    std::string summary;  ///< one line for the list of commands
};

std::span<const PythonCommand> python_commands();

/// The command of that name, or nullptr.
const PythonCommand* find_python_command(std::string_view name);

/// Replaces this process by the command with these arguments (those after its name). Returns only by throwing
/// StorageError: the interpreter or the package is not there.
[[noreturn]] void run_python_command(const PythonCommand& command, const std::vector<std::string>& arguments);

}  // namespace puncta::scenarios
