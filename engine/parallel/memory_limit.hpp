#pragma once
/// How much memory this process may have.
///
/// Linux promises more memory than there is and then kills who uses it, so what will be needed is compared
/// with this before it is asked for.

#include <cstdint>
#include <string_view>

namespace puncta {

struct MemoryLimit {
    double bytes = 0;
    std::string_view set_by;  ///< for messages: "this machine", "ulimit -v", "the control group"
};

/// The least of the machine's memory, the limits of the control groups this process is in (versions 1 and 2,
/// as seen from here), and the process's own limits of address space and data.
MemoryLimit memory_limit();

}  // namespace puncta
