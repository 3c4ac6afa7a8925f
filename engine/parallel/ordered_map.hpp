#pragma once
/// A parallel map over replicates, points or blocks whose results come in index order.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <optional>
#include <thread>
#include <vector>

#include "engine/parallel/thread_team.hpp"

namespace puncta {

/// The results of one block: filled by any thread, consumed in order by one.
template <class Result>
class OrderedBlock {
  public:
    explicit OrderedBlock(std::size_t size) : slots_(size) {}

    template <class Work>
    void fill(std::size_t slot, Work&& work) {
        try {
            slots_[slot].result.emplace(work());
        } catch (...) {
            slots_[slot].error = std::current_exception();
        }
        slots_[slot].filled.store(true, std::memory_order_release);
    }

    /// Consumes what is filled without a gap; nothing any more behind the first exception, which it keeps.
    template <class Consume>
    void drain(Consume&& consume) {
        for (; !failure_ && next_ < slots_.size(); ++next_) {
            Slot& slot = slots_[next_];
            if (!slot.filled.load(std::memory_order_acquire)) return;
            failure_ = slot.error;
            if (!slot.result) continue;
            try {
                consume(std::move(*slot.result));
            } catch (...) {
                failure_ = std::current_exception();
            }
            slot.result.reset();
        }
    }

    [[nodiscard]] const std::exception_ptr& failure() const { return failure_; }

  private:
    struct Slot {
        std::optional<Result> result;
        std::exception_ptr error;
        std::atomic<bool> filled{false};
    };
    std::vector<Slot> slots_;
    std::size_t next_ = 0;
    std::exception_ptr failure_;
};

/// Calls work(i) for i in [first, last) on `threads` threads and consume(result) in index order, on the
/// calling thread, as soon as the calling thread has done a piece of work and everything before is there; in
/// blocks of a few results per thread, so that memory does not grow with the range. If work or consume
/// throws, the exception of the lowest failing index is rethrown after its block; results before it have been
/// consumed, none behind it.
template <class Result, class Work, class Consume>
void ordered_map(std::int64_t first, std::int64_t last, int threads, Work&& work, Consume&& consume) {
    const std::int64_t block = 4LL * thread_count(threads);
    const std::thread::id caller = std::this_thread::get_id();
    for (std::int64_t begin = first; begin < last; begin += block) {
        const std::int64_t end = std::min(last, begin + block);
        OrderedBlock<Result> results(static_cast<std::size_t>(end - begin));
        share_out(end - begin, threads, [&](std::int64_t i) {
            results.fill(static_cast<std::size_t>(i), [&] { return work(begin + i); });
            if (std::this_thread::get_id() == caller) results.drain(consume);
        });
        results.drain(consume);
        if (results.failure()) std::rethrow_exception(results.failure());
    }
}

}  // namespace puncta
