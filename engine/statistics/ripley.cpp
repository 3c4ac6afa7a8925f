#include "engine/statistics/ripley.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

#include "engine/base/error.hpp"
#include "engine/statistics/close_pairs.hpp"
#include "engine/statistics/radius_bins.hpp"

namespace puncta {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Sum of 1/(shared area) per radius.
struct TranslationTally {
    const RadiusBins* bins;
    double width, height;
    std::vector<double> weight;

    void operator()(std::span<const ClosePair> pairs) {
        for (const ClosePair& pair : pairs)
            weight[(*bins)(pair.squared)] += 1 / ((width - std::abs(pair.dx)) * (height - std::abs(pair.dy)));
    }
    void operator+=(const TranslationTally& other) {
        for (std::size_t k = 0; k < weight.size(); ++k) weight[k] += other.weight[k];
    }
};

/// Neighbours of points that may be asked, as steps up at the distance and down at the border.
struct BorderTally {
    const RadiusBins* bins;
    const std::uint32_t* allowed;  ///< of each sorted point, number of radii less than its border distance
    std::vector<std::int64_t> steps;

    void operator()(std::span<const ClosePair> pairs) {
        for (const ClosePair& pair : pairs) {
            const std::size_t k = (*bins)(pair.squared);
            for (const std::uint32_t point : {pair.first, pair.second})
                if (k < allowed[point]) {
                    ++steps[k];
                    --steps[allowed[point]];
                }
        }
    }
    void operator+=(const BorderTally& other) {
        for (std::size_t k = 0; k < steps.size(); ++k) steps[k] += other.steps[k];
    }
};

}  // namespace

std::vector<double> ripley_k_translation(std::span<const PlanePoint> points, const Rectangle& rectangle,
                                         std::span<const double> radii, int threads) {
    const RadiusBins bins(radii);
    PUNCTA_EXPECT(bins.largest() < std::min(rectangle.width, rectangle.height),
                  "largest radius {} m, sides {} and {} m", bins.largest(), rectangle.width,
                  rectangle.height);
    if (points.size() < 2) return std::vector<double>(radii.size(), not_a_number);
    const PointCells cells = cells_for_pairs(points, bins.largest());
    const auto tally = tally_close_pairs(
        cells, bins.largest(), threads,
        TranslationTally{&bins, rectangle.width, rectangle.height, std::vector<double>(bins.size(), 0)});
    const double n = double(points.size()), area = rectangle.width * rectangle.height;
    const double scale = area * area / (n * (n - 1));
    std::vector<double> k(radii.size());
    double sum = 0;
    for (std::size_t r = 0; r < k.size(); ++r) k[r] = 2 * scale * (sum += tally.weight[r]);  // both orders
    return k;
}

std::vector<double> ripley_k_border(std::span<const PlanePoint> points,
                                    std::span<const double> border_distance, double area,
                                    std::span<const double> radii, int threads) {
    PUNCTA_EXPECT(points.size() == border_distance.size(), "{} points, {} distances", points.size(),
                  border_distance.size());
    const RadiusBins bins(radii);
    if (points.empty()) return std::vector<double>(radii.size(), not_a_number);
    const PointCells cells = cells_for_pairs(points, bins.largest());
    std::vector<std::uint32_t> allowed(points.size());
    std::vector<std::uint64_t> asked(radii.size() + 1, 0);  // at [k]: points with exactly k radii below b
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double b = border_distance[cells.original(i)];
        allowed[i] =
            static_cast<std::uint32_t>(std::lower_bound(radii.begin(), radii.end(), b) - radii.begin());
        ++asked[allowed[i]];
    }
    for (std::size_t k = radii.size(); k-- > 0;) asked[k] += asked[k + 1];
    const auto tally =
        tally_close_pairs(cells, bins.largest(), threads,
                          BorderTally{&bins, allowed.data(), std::vector<std::int64_t>(radii.size() + 1, 0)});
    std::vector<double> result(radii.size());
    std::int64_t neighbours = 0;
    for (std::size_t k = 0; k < result.size(); ++k) {
        neighbours += tally.steps[k];
        const auto at_risk = double(asked[k + 1]);  // more than k radii below b, so radii[k] < b
        result[k] = at_risk > 0 ? area / double(points.size()) * double(neighbours) / at_risk : not_a_number;
    }
    return result;
}

std::vector<double> besag_l(std::vector<double> k) {
    for (double& value : k) value = std::sqrt(value / std::numbers::pi);
    return k;
}

}  // namespace puncta
