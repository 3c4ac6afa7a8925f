#include "scenarios/runner/interruption.hpp"

#include <csignal>

namespace puncta::scenarios {
namespace {

// The one thing a signal handler may touch.
std::atomic<bool> requested{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void request_stop(int) {
    requested.store(true, std::memory_order_relaxed);
}

}  // namespace

const std::atomic<bool>& stop_on_signals() {
    std::signal(SIGINT, request_stop);
    std::signal(SIGTERM, request_stop);
    if (std::signal(SIGHUP, request_stop) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
    return requested;
}

bool stop_requested() {
    return requested.load(std::memory_order_relaxed);
}

}  // namespace puncta::scenarios
