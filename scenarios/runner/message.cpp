#include "scenarios/runner/message.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "engine/base/error.hpp"

namespace puncta::scenarios {

void outlive_readers() {
    std::signal(SIGPIPE, SIG_IGN);
}

void tell_line(std::string_view line) {
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fputc('\n', stderr);
}

void finish_output(int error) {
    const bool failed_before = std::ferror(stdout) != 0;
    errno = 0;
    if (std::fflush(stdout) == 0 && !failed_before) return;
    const int reason = error != 0 ? error : errno;
    if (reason == EPIPE) {
        std::signal(SIGPIPE, SIG_DFL);
        std::raise(SIGPIPE);
    }
    throw StorageError(
        fmt::format("cannot write to the standard output: {}",
                    reason == 0 ? "the disk is full, or nobody reads it" : std::strerror(reason)));
}

}  // namespace puncta::scenarios
