#pragma once
/// `puncta hash`: is a result still what was written?

#include <string>
#include <vector>

namespace puncta::scenarios {

/// Computes the data hash of every file anew and prints it before the file's name. Throws InputError when one
/// is not that which the file carries, or when the file is damaged.
int hash_command(const std::vector<std::string>& results);

}  // namespace puncta::scenarios
