/// Question: what does it cost to get one replicate ready, before its first station?
/// Work unit: one replicate of scenarios/reference/mf8_cheek.toml, each round another one, so that nothing
/// that belongs to a subject is met twice. Checked before it is timed: the roller at rest sinks by more than
/// its needles are long, less than its radius. One core.

#include <benchmark/benchmark.h>

#include "engine/base/error.hpp"
#include "engine/motion/rolling.hpp"
#include "engine/simulation/replicate_setup.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace {

using namespace puncta;

scenarios::Scenario scenario() {
    return scenarios::read_scenario(PUNCTA_SOURCE_DIR "/scenarios/reference/mf8_cheek.toml", {});
}

/// The plan all stages share, and the number of the next replicate.
struct Prepared {
    RunPlan plan = scenarios::make_plan(scenario());
    std::int64_t number = 0;
    Prepared() { PUNCTA_EXPECT(depth() < plan.device.tip_radius(), "depth {}", depth()); }
    double depth() {
        ReplicateSetup setup(plan, 1000);
        const double at_rest = setup.press(plan.treatment.load).depression;
        PUNCTA_EXPECT(at_rest > plan.device.needle.length, "at rest {}", at_rest);
        return at_rest;
    }
    std::unique_ptr<SkinSubject> subject() { return plan.subject(number++); }
};

Prepared& prepared() {
    static Prepared only;
    return only;
}

void replicate_setup(benchmark::State& state) {
    Prepared& all = prepared();
    for (auto _ : state) {
        const ReplicateSetup setup(all.plan, all.number++);
        benchmark::DoNotOptimize(setup.laws.data());
    }
}
BENCHMARK(replicate_setup)->Unit(benchmark::kMillisecond);

/// Layers drawn, punch table, random fields.
void setup_subject(benchmark::State& state) {
    Prepared& all = prepared();
    for (auto _ : state) benchmark::DoNotOptimize(all.subject());
}
BENCHMARK(setup_subject)->Unit(benchmark::kMillisecond);

void setup_head(benchmark::State& state) {
    Prepared& all = prepared();
    const Draws draws(1);
    for (auto _ : state) {
        const auto number = static_cast<std::uint64_t>(all.number++);
        const RollerLayout layout = draw_device_layout(all.plan.device, draws, number);
        benchmark::DoNotOptimize(draw_head(all.plan.device, layout, draws, number).data());
    }
}
BENCHMARK(setup_head)->Unit(benchmark::kMillisecond);

void setup_laws(benchmark::State& state) {
    Prepared& all = prepared();
    const Draws draws(1);
    const RollerLayout layout = draw_device_layout(all.plan.device, draws, 0);
    const Head head = draw_head(all.plan.device, layout, draws, 0);
    const auto subject = all.subject();
    for (auto _ : state)
        for (const HeadNeedle& needle : head)
            benchmark::DoNotOptimize(subject->needle_law(needle.profile).get());
}
BENCHMARK(setup_laws)->Unit(benchmark::kMillisecond);

/// G(r) of one subject, for the distances of a roller that sinks by three needle lengths.
void setup_influence_tables(benchmark::State& state) {
    Prepared& all = prepared();
    for (auto _ : state) {
        state.PauseTiming();
        const auto subject = all.subject();
        state.ResumeTiming();
        benchmark::DoNotOptimize(subject->influence(22e-3, 0.7e-3, 0.5e-3).needle_self);
    }
}
BENCHMARK(setup_influence_tables)->Unit(benchmark::kMillisecond);

/// Needles in reach and all influences of so many phases, of a roller that sinks by three needle lengths.
void setup_pattern(benchmark::State& state) {
    Prepared& all = prepared();
    const RollerLayout layout = draw_device_layout(all.plan.device, Draws(1), 0);
    const int phases = static_cast<int>(state.range(0));
    for (auto _ : state) {
        state.PauseTiming();
        const auto subject = all.subject();
        state.ResumeTiming();
        const RollerPattern pattern(all.plan.device, layout, phases, 0, all.plan.cell_limit,
                                    3 * all.plan.device.needle.length, *subject);
        benchmark::DoNotOptimize(pattern.influence(0).cell_needle.data());
    }
}
BENCHMARK(setup_pattern)->Arg(1)->Arg(16)->Unit(benchmark::kMillisecond);

/// The roller pressed at rest.
void setup_press(benchmark::State& state) {
    Prepared& all = prepared();
    ReplicateSetup setup(all.plan, 0);
    for (auto _ : state) benchmark::DoNotOptimize(setup.press(all.plan.treatment.load).depression);
}
BENCHMARK(setup_press)->Unit(benchmark::kMillisecond);

/// What a run computes before its first replicate: contact time and shared quadratures among them.
void setup_plan(benchmark::State& state) {
    const scenarios::Scenario asked = scenario();
    for (auto _ : state) benchmark::DoNotOptimize(scenarios::make_plan(asked).seed);
}
BENCHMARK(setup_plan)->Unit(benchmark::kMillisecond);

}  // namespace
