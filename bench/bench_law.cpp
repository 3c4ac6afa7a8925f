/// Question: what does the law of one needle cost, asked by the balance some hundred times for each contact?
/// Work unit: one value with its slope (resistance near 0.5 mm on the mean cheek, four layers reached, on a
/// piece that is known but for one time in a hundred, or found each time; dimple),
/// one law of a place with the turns of its resistance, one law of a needle. Each is held against the
/// baseline, in value, before it is timed. One core.
///
/// Expected: a polynomial of degree five with its slope is 9 multiply-adds: 5 ns, and so is a dimple. A piece
/// adds up 7 polynomials of 4 layers about another centre, some 30 multiply-adds each, and finds where they
/// end: 250 multiply-adds and as many moves and tests: 70 ns. The baseline takes a logarithm and a division
/// for each polynomial.

#include <cmath>
#include <numeric>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/baselines/logarithmic_law.hpp"
#include "engine/base/error.hpp"
#include "engine/insertion/local_law.hpp"
#include "models/cards/catalog.hpp"
#include "models/indentation/dimple.hpp"
#include "models/skin/layered_skin.hpp"

namespace {

using namespace puncta;
using namespace puncta::models;

constexpr double depth = 5e-4, force = 0.05, longest = 1.5e-3, self_compliance = 1e-3;
constexpr LocalSkin place{1.1, 0.9, 1.05};

struct Cheek {
    SurfaceTables tables;
    LayeredSkin skin{shipped_skin_card("cheek").card, 1.8, tables};
    NeedleProfile needle{8e-6, 0.75e-3, 0.25e-3};
    RoundNeedleLaw law{skin, needle};
    LocalLaw local{law, self_compliance, longest, place};
    LocalLaw lone{law, 0, longest, place};  ///< its dimple is all of the needle's
    baselines::LogarithmicLaw baseline{skin.cutting(), needle, contact_dimple(skin.punch(), needle),
                                       skin.deep_inverse().inverse()};

    Cheek() {
        for (double part = 0.02; part < 3; part *= 1.1) {
            // The baseline's own error between its knots.
            expect_same(local.resistance(part * depth).value, baseline.resistance(part * depth, place).value);
            expect_same(lone.dimple(part * force).value, baseline.dimple(part * force, place).value);
        }
    }
    static void expect_same(double value, double expected) {
        PUNCTA_EXPECT(std::abs(value - expected) < 1e-6 * expected, "{} instead of {}", value, expected);
    }
};

const Cheek& cheek() {
    static const Cheek made;
    return made;
}

/// A little elsewhere every time; the piece of F_res is one that is known but for one time in a hundred.
template <class Question>
void ask(benchmark::State& state, double start, Question&& question) {
    double at = start;
    for (auto _ : state) {
        const auto [value, slope] = question(at);
        benchmark::DoNotOptimize(value + slope);
        at = at < 1.2 * start ? at * 1.0001 : start;
    }
}

void law_resistance(benchmark::State& state) {
    ask(state, depth, [&](double p) { return cheek().local.resistance(p); });
}
void law_resistance_baseline(benchmark::State& state) {
    ask(state, depth, [&](double p) { return cheek().baseline.resistance(p, place); });
}
BENCHMARK(law_resistance);
BENCHMARK(law_resistance_baseline);

/// Each time the piece that holds the depth is found anew, what one question in six takes in a run.
void law_resistance_piece(benchmark::State& state) {
    const auto at_place = cheek().law.at(place);
    ask(state, depth, [&](double p) { return at_place->resistance_around(p).curve(p); });
}
BENCHMARK(law_resistance_piece);

void law_dimple(benchmark::State& state) {
    ask(state, force, [&](double f) { return cheek().lone.dimple(f); });
}
void law_dimple_baseline(benchmark::State& state) {
    ask(state, force, [&](double f) { return cheek().baseline.dimple(f, place); });
}
BENCHMARK(law_dimple);
BENCHMARK(law_dimple_baseline);

/// What each needle that lands costs: some 100 slopes for the turns, 10 dimples for where the local part
/// ends.
void law_of_a_place(benchmark::State& state) {
    for (auto _ : state) {
        const LocalLaw local(cheek().law, self_compliance, longest, place);
        benchmark::DoNotOptimize(local.turning_depths().size());
    }
}
BENCHMARK(law_of_a_place)->Unit(benchmark::kMicrosecond);

/// What each needle of a head costs whose tip is its own: some 150 contacts and their quintics.
void law_of_a_needle(benchmark::State& state) {
    for (auto _ : state) {
        const RoundNeedleLaw law(cheek().skin, cheek().needle);
        benchmark::DoNotOptimize(law.puncture_force());
    }
}
BENCHMARK(law_of_a_needle)->Unit(benchmark::kMicrosecond);

/// What each hole costs at the end of a replicate: its channel and what of it lies in each of 180 bins, 0.5
/// mm deep. The bins are held against the channel's own volume.
void channel_profile(benchmark::State& state) {
    std::vector<double> volumes(180, 0);
    cheek().law.add_channel_volumes(depth, 1e-5, volumes, place);
    const double whole = cheek().law.channel(depth, place).volume;
    Cheek::expect_same(std::accumulate(volumes.begin(), volumes.end(), 0.0), whole);
    ask(state, depth, [&](double p) {
        cheek().law.add_channel_volumes(p, 1e-5, volumes, place);
        return NeedleLaw::Value{cheek().law.channel(p, place).volume, 0};
    });
}
BENCHMARK(channel_profile);

/// Once for each exponent in a run: 1,024 segments.
void law_of_slits(benchmark::State& state) {
    for (auto _ : state) {
        const SlitEnergy energy(6.8);
        benchmark::DoNotOptimize(energy(0.1).value);
    }
}
BENCHMARK(law_of_slits)->Unit(benchmark::kMicrosecond);

}  // namespace
