/// How many needles a second are held against capillaries? The public statistical model of needle arrays, a
/// Matlab script, does 88 (performance.md); 10,000 times as many are asked for. One trial throws a new field
/// of 14 loops and presses 2 x 2 needles into it.

#include <benchmark/benchmark.h>

#include "engine/base/error.hpp"
#include "models/aftermath/capillary_trials.hpp"

namespace puncta::models {
namespace {

void capillary_trials(benchmark::State& state) {
    CapillaryTrialSpec spec;
    spec.capillaries = {14e6, 15e-6, 80e-6};
    spec.columns = spec.rows = 2;
    spec.pitch = 0.4e-3;
    spec.width = 100e-6;
    spec.height = 60e-6;
    spec.side = 1e-3;
    spec.trials = 10'000;
    std::int64_t insertions = 0;
    std::uint64_t seed = 0;
    for (auto _ : state) {
        const CapillaryTrials found = run_capillary_trials(spec, ++seed, 1);
        PUNCTA_EXPECT(found.total > 0.3 && found.total < 0.7, "{} hits", found.total);  // 0.48 in the mean
        insertions += found.insertions;
    }
    state.counters["insertions"] = benchmark::Counter(double(insertions), benchmark::Counter::kIsRate);
    state.counters["times_the_script"] =
        benchmark::Counter(double(insertions) / 88, benchmark::Counter::kIsRate);
}
BENCHMARK(capillary_trials)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace puncta::models
