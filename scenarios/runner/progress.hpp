#pragma once
/// Progress on stderr: a bar on a terminal, a plain line now and then elsewhere; nothing in the first two
/// seconds.

#include <chrono>
#include <cstdint>
#include <string>

namespace puncta::scenarios {

class Progress {
  public:
    explicit Progress(std::string what, std::string of = "replicates");
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    void clear();  ///< wipes the bar
    /// So many were done before; the remaining time is judged by the others.
    void starts_at(std::int64_t done) { first_ = done; }
    void show(std::int64_t done, std::int64_t planned);

  private:
    using Clock = std::chrono::steady_clock;
    std::string what_, of_;
    bool terminal_;
    bool drawn_ = false;
    std::int64_t first_ = 0;
    Clock::time_point start_, last_;
};

/// "1 min 05 s", "12 s", "0.3 s".
std::string readable_duration(double seconds);

}  // namespace puncta::scenarios
