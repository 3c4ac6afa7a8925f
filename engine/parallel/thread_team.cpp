#include "engine/parallel/thread_team.hpp"

#include <algorithm>
#include <atomic>
#include <latch>
#include <system_error>
#include <thread>
#include <vector>

#include "engine/base/error.hpp"

namespace puncta {

namespace {

/// Opens a latch at the end of its scope, however that comes.
class Opening {
  public:
    explicit Opening(std::latch& latch) : latch_(latch) {}
    Opening(const Opening&) = delete;
    Opening& operator=(const Opening&) = delete;
    ~Opening() { latch_.count_down(); }

  private:
    std::latch& latch_;
};

/// All at once, since only together do they need the room of a team.
void require_threads(int count) {
    std::latch everyone_started(1);
    std::vector<std::jthread> started;
    started.reserve(static_cast<std::size_t>(count));
    const Opening opening(everyone_started);
    try {
        for (int i = 0; i < count; ++i) started.emplace_back([&] { everyone_started.wait(); });
    } catch (const std::system_error& error) {
        throw StorageError(fmt::format("cannot start {} threads: {}; --threads 1 needs no other", count + 1,
                                       error.code().message()));
    }
}

}  // namespace

int thread_count(int requested) {
    return requested > 0 ? requested : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void start_thread_team(int threads) {
    const int count = thread_count(threads);
    if (count == 1) return;
    require_threads(count - 1);
    std::atomic<int> there{0};  // a region without work is left out by the compiler
#pragma omp parallel num_threads(count)
    there.fetch_add(1, std::memory_order_relaxed);
}

void share_out(std::int64_t count, [[maybe_unused]] int threads,
               const std::function<void(std::int64_t)>& work) {
#pragma omp parallel for schedule(dynamic, 1) num_threads(thread_count(threads))
    for (std::int64_t i = 0; i < count; ++i) work(i);
}

}  // namespace puncta
