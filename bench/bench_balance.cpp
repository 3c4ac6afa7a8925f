/// Question: what does one station of the roller cost, and what do its parts cost?
/// Work unit: one station (stroke), one solve (balance), one needle law. Each result is checked
/// once before it is timed. Scenario: scenarios/reference/mf8_cheek.toml, replicate 0, one pass in one
/// direction.

#include <benchmark/benchmark.h>

#include "engine/base/error.hpp"
#include "engine/simulation/stroke_simulation.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace {

using namespace puncta;

scenarios::Scenario scenario() {
    return scenarios::read_scenario(PUNCTA_SOURCE_DIR "/scenarios/reference/mf8_cheek.toml",
                                    {"treatment.passes=1", "treatment.directions=[\"0 deg\"]"});
}

void stroke(benchmark::State& state) {
    const RunPlan plan = scenarios::make_plan(scenario());
    const auto strokes = plan_strokes(plan.treatment, outline_of(plan.device, plan.rolling_radius));
    std::uint64_t stations = 0, punctures_made = 0;
    for (auto _ : state) {
        state.PauseTiming();
        ReplicateSetup setup(plan, 0);
        state.ResumeTiming();
        std::uint64_t made = 0;
        StrokeTotals totals;
        SolverCounts counts;
        simulate_stroke(
            setup, strokes.front(), [&](const Puncture&, std::size_t, const LocalSkin&) { ++made; }, totals,
            counts);
        PUNCTA_EXPECT(counts.failures == 0 && made > 0, "{} failures", counts.failures);
        stations += counts.stations;
        punctures_made += made;
    }
    state.counters["stations/s"] = benchmark::Counter(double(stations), benchmark::Counter::kIsRate);
    state.counters["punctures/s"] = benchmark::Counter(double(punctures_made), benchmark::Counter::kIsRate);
}
BENCHMARK(stroke)->Unit(benchmark::kMillisecond);

void needle_law_evaluation(benchmark::State& state) {
    models::SurfaceTables cache;
    const auto skin = scenarios::mean_skin(scenario(), 1, cache);
    const auto law = skin->needle_law({8e-6, 0.75e-3, 0.25e-3});
    const LocalSkin local{1.1, 0.9, 1.05};
    PUNCTA_EXPECT(law->dimple(0.05, local).value > 0, "dimple {}", law->dimple(0.05, local).value);
    double force = 0.05;
    for (auto _ : state) {
        benchmark::DoNotOptimize(law->dimple(force, local).value + law->resistance(5e-4, local).value);
        force = force < 0.2 ? force * 1.001 : 0.05;
    }
}
BENCHMARK(needle_law_evaluation);

/// What each needle that lands costs: its law with the factors of the place.
void local_law_made(benchmark::State& state) {
    models::SurfaceTables cache;
    const auto skin = scenarios::mean_skin(scenario(), 1, cache);
    const auto law = skin->needle_law({8e-6, 0.75e-3, 0.25e-3});
    for (auto _ : state) {
        const LocalLaw local(*law, 1e-3, 1.5e-3, {1.1, 0.9, 1.05});
        const double dimple = local.dimple(0.02).value;
        PUNCTA_EXPECT(dimple > 0, "dimple {}", dimple);
    }
}
BENCHMARK(local_law_made)->Unit(benchmark::kMicrosecond);

}  // namespace
