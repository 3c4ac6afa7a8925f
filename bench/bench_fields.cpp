/// Question: what does a random field over the skin cost, to make and to look up?
/// Work unit: one grid point (make), one place (look up). The field is that of an area of 20 mm x 20 mm that
/// varies over 2 mm. Checked before it is timed: its values are of the size a standard normal has.

#include <benchmark/benchmark.h>

#include "engine/base/error.hpp"
#include "engine/fields/random_field.hpp"

namespace {

using namespace puncta;

constexpr std::array<double, 2> area = {20e-3, 20e-3};

void field_spectrum(benchmark::State& state) {
    for (auto _ : state) {
        const FieldSpectrum spectrum(area, 2e-3);
        benchmark::DoNotOptimize(spectrum.gain().data());
    }
}
BENCHMARK(field_spectrum)->Unit(benchmark::kMillisecond);

void field_made(benchmark::State& state) {
    const FieldSpectrum spectrum(area, 1e-3 * double(state.range(0)));
    for (auto _ : state) {
        const RandomField field(spectrum, Draws(1), {}, 0.1);
        const double value = field.normal(0, 0);
        PUNCTA_EXPECT(std::abs(value) < 6 && value != 0, "{}", value);
    }
    state.counters["points/s"] = benchmark::Counter(
        double(state.iterations()) * double(spectrum.grid().size.values()), benchmark::Counter::kIsRate);
}
BENCHMARK(field_made)->Arg(2)->Arg(1)->Unit(benchmark::kMillisecond);

/// Places all over the area, as the needles of a roller land.
template <bool lognormal>
void field_looked_up(benchmark::State& state) {
    const RandomField field(FieldSpectrum(area, 2e-3), Draws(1), {}, 0.1);
    std::array<double, 1024> x{}, y{};
    for (std::size_t n = 0; n < x.size(); ++n) {
        x[n] = area[0] * Draws(1).uniform(Purpose::start_phase, {n});
        y[n] = area[1] * Draws(2).uniform(Purpose::start_phase, {n});
    }
    std::size_t n = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(lognormal ? field.factor(x[n], y[n]) : field.normal(x[n], y[n]));
        n = (n + 1) % x.size();
    }
}
BENCHMARK(field_looked_up<false>)->Name("field_normal");
BENCHMARK(field_looked_up<true>)->Name("field_factor");

}  // namespace
