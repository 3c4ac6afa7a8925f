#include "scenarios/runner/progress.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "scenarios/runner/message.hpp"

namespace puncta::scenarios {

std::string readable_duration(double seconds) {
    if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
    const auto whole = static_cast<long>(std::lround(seconds));
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

Progress::Progress(std::string what, std::string of)
    : what_(std::move(what)),
      of_(std::move(of)),
      terminal_(isatty(STDERR_FILENO) != 0),
      start_(Clock::now()),
      last_(start_) {}

Progress::~Progress() {
    clear();
}

void Progress::clear() {
    if (drawn_ && terminal_) std::fputs("\r\033[K", stderr);
    drawn_ = false;
}

void Progress::show(std::int64_t done, std::int64_t planned) {
    const auto now = Clock::now();
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const double since = std::chrono::duration<double>(now - last_).count();
    if (done >= planned || elapsed < (terminal_ ? 0.5 : 2.0) || since < (terminal_ ? 0.1 : 10.0)) return;
    last_ = now;
    drawn_ = true;
    const double share = double(done) / double(planned);
    const std::string rest = readable_duration(elapsed * double(planned - done) /
                                               double(std::max<std::int64_t>(1, done - first_)));
    if (terminal_) {
        constexpr int width = 30;
        const int filled = static_cast<int>(share * width);
        const std::string line = fmt::format("\r\033[K{} [{:#<{}}{:.<{}}] {}/{}, {} left", what_, "", filled,
                                             "", width - filled, done, planned, rest);
        std::fputs(line.c_str(), stderr);
    } else {
        tell("{}: {} of {} {}, {} left", what_, done, planned, of_, rest);
    }
    std::fflush(stderr);
}

}  // namespace puncta::scenarios
