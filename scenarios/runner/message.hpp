#pragma once
/// What the program says beside its answer, and what becomes of both when nobody listens.
///
/// A run is worth more than its messages: when standard error is full or its reader has gone, they are lost
/// and the work goes on. An answer that cannot be printed is told by the exit status, after all files are
/// written.

#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace puncta::scenarios {

/// From now on a write to a pipe without a reader fails instead of ending the program.
void outlive_readers();

/// A line to standard error, without its end; lost where it cannot be written.
void tell_line(std::string_view line);

template <typename... Values>
void tell(fmt::format_string<Values...> text, Values&&... values) {
    tell_line(fmt::format(text, std::forward<Values>(values)...));
}

/// Flushes standard output. Where it could not be written, now or before (`error`, an errno): StorageError,
/// or, if its reader has gone, the end by SIGPIPE, as of any program in a pipe.
void finish_output(int error);

}  // namespace puncta::scenarios
