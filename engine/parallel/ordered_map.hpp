#pragma once
/// The one place with an OpenMP pragma for work over replicates: a parallel map whose results come in index
/// order.

#include <algorithm>
#include <cstdint>
#include <exception>
#include <optional>
#include <thread>
#include <vector>

namespace puncta {

/// Number of threads meant by `requested`: itself, or all processors for 0.
inline int thread_count(int requested) {
    return requested > 0 ? requested : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// Calls work(i) for i in [first, last) on `threads` threads and consume(result) in index order, on the
/// calling thread, in blocks of a few results per thread, so that memory does not grow with the range. If
/// work throws, the exception of the lowest failing index is rethrown after its block; results before it have
/// been consumed.
template <class Result, class Work, class Consume>
void ordered_map(std::int64_t first, std::int64_t last, int threads, Work&& work, Consume&& consume) {
    const std::int64_t block = 4LL * thread_count(threads);
    for (std::int64_t begin = first; begin < last; begin += block) {
        const std::int64_t end = std::min(last, begin + block);
        std::vector<std::optional<Result>> results(static_cast<std::size_t>(end - begin));
        std::vector<std::exception_ptr> errors(results.size());
#pragma omp parallel for schedule(dynamic, 1) num_threads(thread_count(threads))
        for (std::int64_t i = begin; i < end; ++i) {
            const auto slot = static_cast<std::size_t>(i - begin);
            try {
                results[slot].emplace(work(i));
            } catch (...) {
                errors[slot] = std::current_exception();
            }
        }
        for (std::size_t slot = 0; slot < results.size(); ++slot) {
            if (errors[slot]) std::rethrow_exception(errors[slot]);
            if (results[slot]) consume(std::move(*results[slot]));  // it has one or threw
        }
    }
}

}  // namespace puncta
