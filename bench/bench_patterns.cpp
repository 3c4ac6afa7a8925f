/// Question: what do the functions of point patterns cost per point, from a face to ten million points?
/// Work unit: one point, thrown at random into a square; K at ten radii up to two mean spacings, g likewise.
/// Checked before it is timed: mean distance 0.5/√density, K = pi r², both to 1 %, up to a million points.
/// patterns_scipy.py holds the same against SciPy's tree.

#include <cmath>
#include <numbers>
#include <random>

#include <benchmark/benchmark.h>

#include "engine/base/error.hpp"
#include "engine/motion/region.hpp"
#include "engine/statistics/largest_gap.hpp"
#include "engine/statistics/nearest_point.hpp"
#include "engine/statistics/pair_correlation.hpp"
#include "engine/statistics/ripley.hpp"
#include "engine/statistics/treated_area.hpp"

namespace {

using namespace puncta;

constexpr std::int64_t few = 100'000, many = 1'000'000, most = 10'000'000;

std::vector<PlanePoint> random_points(const benchmark::State& state) {
    std::mt19937_64 bits(1);
    std::vector<PlanePoint> points(static_cast<std::size_t>(state.range(0)));
    for (PlanePoint& p : points) {
        p.x = double(bits() >> 11) * 0x1p-53;
        p.y = double(bits() >> 11) * 0x1p-53;
    }
    return points;
}

/// Ten radii up to some mean spacings.
std::vector<double> radii_up_to(double spacings, std::size_t count) {
    std::vector<double> radii;
    for (int k = 1; k <= 10; ++k) radii.push_back(0.1 * k * spacings / std::sqrt(double(count)));
    return radii;
}

void count_points(benchmark::State& state) {
    state.counters["points/s"] =
        benchmark::Counter(double(state.iterations()) * double(state.range(0)), benchmark::Counter::kIsRate);
}

void pattern_nearest(benchmark::State& state) {
    const auto points = random_points(state);
    if (state.range(0) <= many) {
        double sum = 0;
        for (const double distance : nearest_distances(points)) sum += distance;
        const double expected = 0.5 / std::sqrt(double(points.size()));
        PUNCTA_EXPECT(std::abs(sum / double(points.size()) / expected - 1) < 0.01, "{}", sum);
    }
    for (auto _ : state) benchmark::DoNotOptimize(nearest_distances(points).data());
    count_points(state);
}

/// Half of the points in one place of a millionth of the area: cells would hold half a million each.
void pattern_nearest_crowded(benchmark::State& state) {
    auto points = random_points(state);
    for (std::size_t i = 0; i < points.size(); i += 2) points[i] = {1e-3 * points[i].x, 1e-3 * points[i].y};
    for (auto _ : state) benchmark::DoNotOptimize(nearest_distances(points).data());
    count_points(state);
}

void pattern_ripley_k(benchmark::State& state) {
    const auto points = random_points(state);
    const auto radii = radii_up_to(2, points.size());
    const Rectangle square{0, 0, 1, 1};
    if (state.range(0) <= many) {
        const double k = ripley_k_translation(points, square, radii).back();
        PUNCTA_EXPECT(std::abs(k / (std::numbers::pi * radii.back() * radii.back()) - 1) < 0.01, "{}", k);
    }
    for (auto _ : state) benchmark::DoNotOptimize(ripley_k_translation(points, square, radii).data());
    count_points(state);
}

void pattern_pair_correlation(benchmark::State& state) {
    const auto points = random_points(state);
    const auto radii = radii_up_to(2, points.size());
    const double half_width = usual_half_width(points.size(), 1);
    for (auto _ : state)
        benchmark::DoNotOptimize(pair_correlation(points, {0, 0, 1, 1}, radii, half_width).data());
    count_points(state);
}

void pattern_treated_share(benchmark::State& state) {
    const auto points = random_points(state);
    const double radius = 0.5 / std::sqrt(double(points.size()));
    const Region square({1, 1});
    const double share = treated_share(points, radius, square);
    PUNCTA_EXPECT(std::abs(share - (1 - std::exp(-0.25 * std::numbers::pi))) < 0.01, "{}", share);
    for (auto _ : state) benchmark::DoNotOptimize(treated_share(points, radius, square));
    count_points(state);
}

void pattern_largest_gap(benchmark::State& state) {
    const auto points = random_points(state);
    const double tolerance = 1e-3 / std::sqrt(double(points.size()));
    const Region square({1, 1});
    for (auto _ : state) benchmark::DoNotOptimize(largest_gap(points, square, tolerance).radius);
    count_points(state);
}

BENCHMARK(pattern_nearest)->Arg(few)->Arg(many)->Arg(most)->Unit(benchmark::kMillisecond);
BENCHMARK(pattern_nearest_crowded)->Arg(few)->Unit(benchmark::kMillisecond);
BENCHMARK(pattern_ripley_k)->Arg(few)->Arg(many)->Arg(most)->Unit(benchmark::kMillisecond);
BENCHMARK(pattern_pair_correlation)->Arg(few)->Unit(benchmark::kMillisecond);
BENCHMARK(pattern_treated_share)->Arg(few)->Unit(benchmark::kMillisecond);
BENCHMARK(pattern_largest_gap)->Arg(few)->Unit(benchmark::kMillisecond);

}  // namespace
