/// Question: what do the tables of one stack cost that every subject and needle type needs?
/// Work unit: one punch table, one contact curve, on the mean cheek (six layers, four in tension) and on the
/// excised skin (five layers, none). The quadrature they share is computed before the clock starts; its own
/// cost is `punch_quadrature`. One core.

#include <benchmark/benchmark.h>

#include "engine/base/error.hpp"
#include "models/cards/catalog.hpp"
#include "models/elasticity/punch_quadrature.hpp"
#include "models/indentation/dimple.hpp"
#include "models/skin/layered_skin.hpp"

namespace {

using namespace puncta;
using namespace puncta::models;

ElasticStack stack_of(const char* site) {
    return elastic_stack(shipped_skin_card(site).card, 1);
}

void punch_quadrature(benchmark::State& state) {
    for (auto _ : state) {
        const PunchQuadrature quadrature;
        benchmark::DoNotOptimize(&quadrature);
    }
}
BENCHMARK(punch_quadrature)->Unit(benchmark::kMillisecond);

void surface_punch_table(benchmark::State& state, const char* site) {
    const ElasticStack stack = stack_of(site);
    const double c = PunchTable(stack).compliance(1e-4);
    PUNCTA_EXPECT(c > 0 && c < 1, "c = {}", c);
    for (auto _ : state) {
        const PunchTable table(stack);
        benchmark::DoNotOptimize(table.compliance(1e-4));
    }
    state.counters["tables/s"] = benchmark::Counter(double(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(surface_punch_table, cheek, "cheek")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(surface_punch_table, excised, "excised_human")->Unit(benchmark::kMicrosecond);

void surface_punch_cached(benchmark::State& state) {
    const ElasticStack stack = stack_of("cheek");
    SurfaceTables tables;
    for (auto _ : state) benchmark::DoNotOptimize(tables.punch(stack).get());
}
BENCHMARK(surface_punch_cached);

void surface_contact_curve(benchmark::State& state) {
    const PunchTable table(stack_of("cheek"));
    const NeedleProfile needle(8e-6, 0.75e-3, 0.25e-3);
    PUNCTA_EXPECT(contact_dimple(table, needle)(0.01).y > 0, "no dimple");
    for (auto _ : state) benchmark::DoNotOptimize(contact_dimple(table, needle)(0.01).y);
    state.counters["curves/s"] = benchmark::Counter(double(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(surface_contact_curve)->Unit(benchmark::kMicrosecond);

}  // namespace
