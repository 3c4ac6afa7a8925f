#include "engine/statistics/pair_directions.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "engine/base/error.hpp"
#include "engine/statistics/close_pairs.hpp"

namespace puncta {
namespace {

/// Which sector the line of a pair lies in, whichever way it is read.
std::size_t sector_of(const ClosePair& pair, std::size_t sectors) {
    double angle = std::atan2(pair.dy, pair.dx);
    if (angle < 0) angle += std::numbers::pi;
    return static_cast<std::size_t>(angle / std::numbers::pi * double(sectors) + 0.5) % sectors;
}

template <class Weight>
struct DirectionTally {
    double nearest_squared;
    Weight weight_of;  ///< of a pair, with how often it counts
    std::vector<double> weight;
    std::vector<std::uint64_t> pairs;

    void operator()(std::span<const ClosePair> some) {
        for (const ClosePair& pair : some) {
            if (pair.squared < nearest_squared || pair.squared == 0) continue;
            const auto [value, times] = weight_of(pair);
            const std::size_t sector = sector_of(pair, weight.size());
            weight[sector] += value;
            pairs[sector] += times;
        }
    }
    void operator+=(const DirectionTally& other) {
        for (std::size_t s = 0; s < weight.size(); ++s) {
            weight[s] += other.weight[s];
            pairs[s] += other.pairs[s];
        }
    }
};

struct Weighted {
    double value;
    std::uint64_t times;
};

template <class Weight>
PairDirections directions(const PointCells& cells, double nearest, double farthest, int sectors, int threads,
                          Weight weight) {
    const auto m = static_cast<std::size_t>(sectors);
    auto tally =
        tally_close_pairs(cells, farthest, threads,
                          DirectionTally<Weight>{nearest * nearest, weight, std::vector<double>(m, 0),
                                                 std::vector<std::uint64_t>(m, 0)});
    const double mean = std::accumulate(tally.weight.begin(), tally.weight.end(), 0.0) / double(sectors);
    for (double& value : tally.weight) value /= mean;
    return {std::move(tally.weight), std::move(tally.pairs)};
}

PairDirections none(int sectors) {
    const auto m = static_cast<std::size_t>(sectors);
    return {std::vector<double>(m, std::nan("")), std::vector<std::uint64_t>(m, 0)};
}

void check(double nearest, double farthest, int sectors) {
    PUNCTA_EXPECT(nearest >= 0 && farthest > nearest, "from {} to {} m", nearest, farthest);
    PUNCTA_EXPECT(sectors > 0, "{} sectors", sectors);
}

}  // namespace

PairDirections pair_directions(std::span<const PlanePoint> points, const Rectangle& rectangle, double nearest,
                               double farthest, int sectors, int threads) {
    check(nearest, farthest, sectors);
    PUNCTA_EXPECT(farthest < std::min(rectangle.width, rectangle.height), "farthest {} m, sides {} and {} m",
                  farthest, rectangle.width, rectangle.height);
    if (points.empty()) return none(sectors);
    return directions(
        cells_for_pairs(points, farthest), nearest, farthest, sectors, threads,
        [rectangle](const ClosePair& pair) {
            return Weighted{
                1 / ((rectangle.width - std::abs(pair.dx)) * (rectangle.height - std::abs(pair.dy))), 1};
        });
}

PairDirections pair_directions(std::span<const PlanePoint> points, std::span<const double> border_distance,
                               double nearest, double farthest, int sectors, int threads) {
    check(nearest, farthest, sectors);
    PUNCTA_EXPECT(points.size() == border_distance.size(), "{} points, {} distances", points.size(),
                  border_distance.size());
    if (points.empty()) return none(sectors);
    const PointCells cells = cells_for_pairs(points, farthest);
    std::vector<std::uint8_t> asked(points.size());
    for (std::size_t i = 0; i < asked.size(); ++i)
        asked[i] = border_distance[cells.original(i)] >= farthest ? 1 : 0;
    return directions(cells, nearest, farthest, sectors, threads, [&asked](const ClosePair& pair) {
        const int times = asked[pair.first] + asked[pair.second];
        return Weighted{double(times), static_cast<std::uint64_t>(times)};
    });
}

}  // namespace puncta
