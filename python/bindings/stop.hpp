#pragma once
/// Told by one thread of Python, obeyed by what others compute.

#include <atomic>

namespace puncta::python {

struct Stop {
    std::atomic<bool> requested{false};
};

}  // namespace puncta::python
