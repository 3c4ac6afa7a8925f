#pragma once
/// The commands that only look: `check`, `schema` and `list`. Each returns the exit status of the program.
///
/// Data go to stdout, problems to stderr.

#include <string>
#include <vector>

namespace puncta::scenarios {

/// Reads every file and prints `ok` for each, or all its problems; 0 or 2. With several files the name
/// precedes.
int check_command(const std::vector<std::string>& paths, const std::vector<std::string>& assignments);

/// Prints the scenario language: a Markdown page, or JSON Schema.
int schema_command(bool json);

/// Prints the catalogue with values, sources and status; `kind` is devices, sites or models. 2 for another
/// kind.
int list_command(const std::string& kind);

}  // namespace puncta::scenarios
