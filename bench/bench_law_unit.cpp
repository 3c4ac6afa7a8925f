/// Question: what does the needle law cost one needle, draws and all, on six layers, and its parts?
/// Work unit: law_unit.hpp, per needle (the time of an iteration is one needle's). One core. How near that is
/// to what the machine can do: roofline.py.

#include <vector>

#include <benchmark/benchmark.h>

#include "bench/law_unit.hpp"

namespace {

using puncta::bench::LawUnit;

const LawUnit& unit() {
    static const LawUnit made(1024);
    return made;
}

template <class Pass>
void per_needle(benchmark::State& state, Pass&& pass) {
    std::vector<LawUnit::Answer> answers(unit().size());
    std::size_t n = 0;
    while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(unit().size()))) {
        pass(n++, answers);
        benchmark::DoNotOptimize(answers.data());
        benchmark::ClobberMemory();
    }
}

void law_unit(benchmark::State& state) {
    per_needle(state, [](std::size_t n, auto& answers) { unit().ours(n, answers); });
}
void law_unit_baseline(benchmark::State& state) {
    per_needle(state, [](std::size_t n, auto& answers) { unit().scalar(n, answers); });
}
BENCHMARK(law_unit);
BENCHMARK(law_unit_baseline);

void law_unit_draw(benchmark::State& state) {
    per_needle(state, [](std::size_t /*n*/, auto& answers) {
        for (std::size_t i = 0; i < answers.size(); ++i) answers[i].threshold = unit().threshold(i);
    });
}
void law_unit_resistance(benchmark::State& state) {
    per_needle(state, [](std::size_t n, auto& answers) {
        for (std::size_t i = 0; i < answers.size(); ++i) {
            const auto [value, slope] = unit().resistance(n, i);
            answers[i].resistance = value;
            answers[i].resistance_slope = slope;
        }
    });
}
void law_unit_dimple(benchmark::State& state) {
    per_needle(state, [](std::size_t /*n*/, auto& answers) {
        for (std::size_t i = 0; i < answers.size(); ++i) {
            const auto [value, slope] = unit().dimple(i);
            answers[i].dimple = value;
            answers[i].dimple_slope = slope;
        }
    });
}
BENCHMARK(law_unit_draw);
BENCHMARK(law_unit_resistance);
BENCHMARK(law_unit_dimple);

}  // namespace
