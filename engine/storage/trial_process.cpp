#include "engine/storage/trial_process.hpp"

#include <cerrno>
#include <csignal>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace puncta {

namespace {

/// The copy: no core files, no handlers of the parent's, an end after `seconds` whatever happens.
[[noreturn]] void try_and_exit(const std::function<void()>& work, unsigned seconds) {
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM}) std::signal(number, SIG_DFL);
    ::alarm(seconds);
    try {
        work();
    } catch (...) {
        ::_exit(0);  // told in the parent, which meets the same
    }
    ::_exit(0);
}

}  // namespace

bool ends_well(const std::function<void()>& work, unsigned seconds) {
    const pid_t copy = ::fork();
    if (copy < 0) return true;
    if (copy == 0) try_and_exit(work, seconds);
    int status = 0;
    while (::waitpid(copy, &status, 0) < 0)
        if (errno != EINTR) return true;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace puncta
