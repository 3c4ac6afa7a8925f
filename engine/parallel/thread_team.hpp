#pragma once
/// The threads that OpenMP will work with, started while a failure can still be told.
///
/// A thread that cannot be started (no room for its stack, too many processes) ends the whole program inside
/// OpenMP's library. Here it is an exception; OpenMP's own threads are then started in the same room, and
/// stay.

namespace puncta {

/// Starts `threads` (0: all processors) threads for the calling one. Throws StorageError where that fails.
void start_thread_team(int threads);

}  // namespace puncta
