#pragma once
/// The threads that work side by side. Only thread_team.cpp knows OpenMP.
///
/// They are started while a failure can still be told: a thread that cannot be started (no room for its
/// stack, too many processes) ends the whole program inside OpenMP's library. Here it is an exception;
/// OpenMP's own threads are then started in the same room, and stay.

#include <cstdint>
#include <functional>

namespace puncta {

/// Number of threads meant by `requested`: itself, or all processors for 0.
int thread_count(int requested);

/// Starts `threads` (0: all processors) threads for the calling one. Throws StorageError where that fails.
void start_thread_team(int threads);

/// Calls work(i), which must not throw, once for each i in [0, count), each on whichever thread is free;
/// returns when all are done.
void share_out(std::int64_t count, int threads, const std::function<void(std::int64_t)>& work);

}  // namespace puncta
