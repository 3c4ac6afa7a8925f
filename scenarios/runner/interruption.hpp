#pragma once
/// Signals that ask the program to stop: Ctrl-C, SIGTERM, and the end of its terminal.

#include <atomic>

namespace puncta::scenarios {

/// From now on these signals set the flag returned, and nothing else happens. SIGHUP stays ignored where it
/// was (nohup).
const std::atomic<bool>& stop_on_signals();

/// Whether one came since.
bool stop_requested();

}  // namespace puncta::scenarios
