/// Tied levels: uniform each, and correlated as asked.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "engine/random/gaussian_copula.hpp"
#include "engine/random/sobol_points.hpp"

namespace puncta {
namespace {

constexpr std::size_t points = 4096, dimensions = 3;

std::vector<double> coordinate(const std::vector<double>& levels, std::size_t which) {
    std::vector<double> values;
    for (std::size_t i = which; i < levels.size(); i += dimensions) values.push_back(levels[i]);
    return values;
}

/// Correlation of uniform levels, which is that of their ranks.
double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - 0.5) * (b[i] - 0.5);
    return 12 * sum / double(a.size());
}

TEST(GaussianCopula, RanksCorrelateAsTheFormulaSays) {
    for (const double r : {-0.82, -0.3, 0.5, 0.99}) {
        std::vector<double> levels = sobol_points(points, dimensions, Draws(3));
        const std::vector<double> before = levels;
        tie_levels(levels, dimensions, std::vector<LevelTie>{{2, 0, r}});
        // Spearman's of a normal copula, 6/pi·asin(r/2) (Kruskal 1958); of a net of 4096 points to 0.005.
        EXPECT_NEAR(rank_correlation(coordinate(levels, 0), coordinate(levels, 2)),
                    6 / std::numbers::pi * std::asin(r / 2), 0.005);
        EXPECT_EQ(coordinate(levels, 0), coordinate(before, 0));
        EXPECT_EQ(coordinate(levels, 1), coordinate(before, 1));
        EXPECT_NEAR(rank_correlation(coordinate(levels, 1), coordinate(levels, 2)), 0, 0.005);
        // Uniform still: every tenth holds a tenth, within a few points of the net.
        std::vector<double> tied = coordinate(levels, 2);
        std::sort(tied.begin(), tied.end());
        for (std::size_t k = 1; k < 10; ++k) EXPECT_NEAR(tied[points * k / 10], double(k) / 10, 0.005);
    }
}

TEST(GaussianCopula, OneTieAfterAnother) {
    // A chain: the product of both for the normal deviates of its ends.
    std::vector<double> levels = sobol_points(points, dimensions, Draws(3));
    tie_levels(levels, dimensions, std::vector<LevelTie>{{1, 0, 0.8}, {2, 1, 0.5}});
    EXPECT_NEAR(rank_correlation(coordinate(levels, 0), coordinate(levels, 2)),
                6 / std::numbers::pi * std::asin(0.4 / 2), 0.005);
}

}  // namespace
}  // namespace puncta
