#pragma once
/// Does this end well? Tried in a process that may die.
///
/// HDF5 1.10 crashes on some damaged files, in the middle of an attribute or a text, and cannot be asked
/// before: six of a thousand files with random bytes changed killed the program. So what reads such a file
/// does it once in a copy of the process, whose death is only an answer.

#include <functional>

namespace puncta {

/// Runs `work` in a forked copy of this process and waits for it. False when the copy was killed by a signal
/// or did not end within `seconds`. Exceptions of `work` count as a good end, and nothing that it does is
/// seen here. Where no copy can be made the answer is true.
bool ends_well(const std::function<void()>& work, unsigned seconds = 20);

}  // namespace puncta
