/// Functions of point patterns against closed forms: random points, lattices, points that keep apart.

#include <functional>
#include <numbers>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/statistics/estimate.hpp"
#include "engine/statistics/nearest_distribution.hpp"
#include "engine/statistics/pair_correlation.hpp"
#include "engine/statistics/pair_directions.hpp"
#include "engine/statistics/ripley.hpp"
#include "tests/unit/patterns.hpp"

namespace puncta {
namespace {

using Points = std::vector<PlanePoint>;
using Values = std::vector<double>;
constexpr double pi = std::numbers::pi;

const Rectangle area{2e-3, -1e-3, 0.03, 0.02};
const Values radii{0.2e-3, 0.5e-3, 1e-3, 1.5e-3, 2.5e-3, 4e-3};

/// Mean of a function over 300 random patterns of 400 points, to be met within 4 standard errors and a bias.
void expect_at_random(const std::function<Values(const Points&)>& function,
                      const std::function<double(double)>& expected, double relative_bias) {
    Uniform uniform(21);
    std::vector<Values> samples(radii.size());
    for (int k = 0; k < 300; ++k) {
        const Values values = function(random_points(uniform, 400, area));
        for (std::size_t r = 0; r < radii.size(); ++r) samples[r].push_back(values[r]);
    }
    for (std::size_t r = 0; r < radii.size(); ++r) {
        const Estimate e = estimate_mean(samples[r], false);
        EXPECT_NEAR(e.value, expected(radii[r]), 4 * e.standard_error + relative_bias * expected(radii[r]))
            << "r = " << radii[r];
        EXPECT_LT(e.standard_error, 0.03 * expected(radii[r]) + 1e-9) << "r = " << radii[r];
    }
}

TEST(RandomPoints, RipleyK) {
    const auto k = [](double r) { return pi * r * r; };
    expect_at_random([](const Points& p) { return ripley_k_translation(p, area, radii); }, k, 0);
    // By n/A for the density of one point's neighbours, (n-1)/A: 1/400.
    expect_at_random(
        [](const Points& p) {
            return ripley_k_border(p, border_distances(p, area), area.width * area.height, radii);
        },
        k, 1.5 / 400);
}

TEST(RandomPoints, BesagL) {
    // The root of a scattered K is low: by var(K)/(8 K²), 1 % where 400 points hold 12 pairs.
    expect_at_random([](const Points& p) { return besag_l(ripley_k_translation(p, area, radii)); },
                     [](double r) { return r; }, 0.02);
}

TEST(RandomPoints, PairCorrelation) {
    // The half width is below the first radius or above it: either way 1.
    for (const double half_width : {0.18e-3, 0.6e-3})
        expect_at_random([=](const Points& p) { return pair_correlation(p, area, radii, half_width); },
                         [](double) { return 1; }, 0);
}

TEST(RandomPoints, NearestDistribution) {
    const double density = 400 / (area.width * area.height);
    // 400 points, not their mean: binomial, (1 - pi r²/A)^399, whatever the border.
    const auto g = [=](double r) { return 1 - std::pow(1 - pi * r * r * density / 400, 399); };
    expect_at_random([](const Points& p) { return nearest_distribution_hanisch(p, area, radii); }, g, 0.003);
    expect_at_random(
        [](const Points& p) { return nearest_distribution_border(p, border_distances(p, area), radii); }, g,
        0.003);
}

TEST(Lattice, KCountsShells) {
    // Square lattice of spacing a: 4, 4, 4, 8 neighbours at a, √2 a, 2 a, √5 a; triangular: 6, 6, 6, 12 at a,
    // √3 a, 2 a, √7 a. With the border correction every point asked sees all of them: exact.
    const double a = 0.25;
    const Rectangle square{-0.5 * a, -0.5 * a, 20 * a, 15 * a};
    Points lattice;
    for (int j = 0; j < 15; ++j)
        for (int i = 0; i < 20; ++i) lattice.push_back({a * i, a * j});
    const Values at{0.99 * a, 1.01 * a, 1.42 * a, 2.01 * a, 2.24 * a};
    const Values k =
        ripley_k_border(lattice, border_distances(lattice, square), square.width * square.height, at);
    const Values shells{0, 4, 8, 12, 20};
    for (std::size_t r = 0; r < at.size(); ++r) EXPECT_NEAR(k[r], shells[r] * a * a, 1e-12);  // rounding
    const Rectangle box{0, 0, 20 * a, 20 * a * std::sqrt(0.75)};
    Points triangular;
    for (int j = 0; j < 20; ++j)
        for (int i = 0; i < 20; ++i)
            triangular.push_back({a * (i + 0.5 * (j % 2) + 0.25), a * std::sqrt(0.75) * (j + 0.5)});
    const Values further{0.99 * a, 1.01 * a, 1.74 * a, 2.01 * a, 2.65 * a};
    const Values t =
        ripley_k_border(triangular, border_distances(triangular, box), box.width * box.height, further);
    const Values hexagons{0, 6, 12, 18, 30};
    for (std::size_t r = 0; r < at.size(); ++r)
        EXPECT_NEAR(t[r], hexagons[r] * a * a * std::sqrt(0.75), 1e-12);
    // Their nearest neighbours are at a, all of them.
    EXPECT_EQ(nearest_distribution_hanisch(triangular, box, further), (Values{0, 1, 1, 1, 1}));
    EXPECT_EQ(nearest_distribution_border(triangular, border_distances(triangular, box), further),
              (Values{0, 1, 1, 1, 1}));
}

TEST(Lattice, TranslationByHand) {
    // Four points on a unit square in 2 x 3: 4 pairs at 1, 2 at √2. K(1.2) = 36/12·2·(2/((2-1)·3) + 2/(2·2)).
    const Points four{{0.5, 0.5}, {1.5, 0.5}, {0.5, 1.5}, {1.5, 1.5}};
    const Values k = ripley_k_translation(four, {0, 0, 2, 3}, Values{0.9, 1.2, 1.5});
    EXPECT_EQ(k[0], 0);
    EXPECT_NEAR(k[1], 3 * 2 * (2 / 3.0 + 2 / 4.0), 1e-14);
    EXPECT_NEAR(k[2], k[1] + 3 * 2 * 2 / 2.0, 1e-14);
}

TEST(PointsApart, NothingBelowTheDistance) {
    // Random sequential adsorption at 0.8 mm; the kernel of half width 0.1 mm blurs g by as much.
    Uniform uniform(31);
    const double apart = 0.8e-3;
    const Points points = points_apart(uniform, 3000, apart, area);
    ASSERT_GT(points.size(), 400u);
    const Values below{0.1e-3, 0.4e-3, 0.69e-3}, around{0.69e-3, 0.9e-3};
    EXPECT_EQ(pair_correlation(points, area, below, 0.1e-3), (Values{0, 0, 0}));
    EXPECT_GT(pair_correlation(points, area, around, 0.1e-3)[1], 1.3);  // they touch often
    EXPECT_EQ(nearest_distribution_hanisch(points, area, below), (Values{0, 0, 0}));
    EXPECT_EQ(ripley_k_translation(points, area, below), (Values{0, 0, 0}));
}

/// The estimators written down as they stand in the headers, over every pair.
TEST(SlowTwin, EveryPair) {
    Uniform uniform(41);
    Points points = random_points(uniform, 300, area);
    points.push_back(points.front());
    for (const PlanePoint& p : random_points(uniform, 60, {5e-3, 3e-3, 1e-3, 1e-3})) points.push_back(p);
    const Values border = border_distances(points, area);
    const double n = double(points.size()), a = area.width, b = area.height, h = 0.3e-3;
    const Values k = ripley_k_translation(points, area, radii), g = pair_correlation(points, area, radii, h),
                 kb = ripley_k_border(points, border, a * b, radii);
    for (std::size_t r = 0; r < radii.size(); ++r) {
        double sum = 0, kernel = 0, neighbours = 0, asked = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            asked += border[i] > radii[r] ? 1 : 0;
            for (std::size_t j = 0; j < points.size(); ++j) {
                if (i == j) continue;
                const double dx = points[i].x - points[j].x, dy = points[i].y - points[j].y;
                const double d = std::sqrt(dx * dx + dy * dy), t = (radii[r] - d) / h;
                const double shared = (a - std::abs(dx)) * (b - std::abs(dy));
                sum += d <= radii[r] ? 1 / shared : 0;
                kernel += std::abs(t) < 1 ? 0.75 / h * (1 - t * t) / shared : 0;
                neighbours += border[i] > radii[r] && d <= radii[r] ? 1 : 0;
            }
        }
        const double scale = a * b * a * b / (n * (n - 1));
        EXPECT_NEAR(k[r], scale * sum, 1e-12 * k[r]);
        EXPECT_NEAR(kb[r], a * b / n * neighbours / asked, 1e-12 * kb[r]);
        if (radii[r] >= h) {
            EXPECT_NEAR(g[r], scale * kernel / (2 * pi * radii[r]), 1e-12 * g[r]);
        }
    }
}

TEST(Patterns, SameBitsForAnyThreads) {
    Uniform uniform(51);
    const Points points = random_points(uniform, 50000, area);
    const Values close{1e-5, 5e-5, 2e-4}, border = border_distances(points, area);
    EXPECT_EQ(ripley_k_translation(points, area, close, 1), ripley_k_translation(points, area, close, 3));
    EXPECT_EQ(ripley_k_border(points, border, 6e-4, close, 1),
              ripley_k_border(points, border, 6e-4, close, 3));
    EXPECT_EQ(pair_correlation(points, area, close, 4e-5, 1), pair_correlation(points, area, close, 4e-5, 3));
    EXPECT_EQ(pair_directions(points, area, 0, 2e-4, 8, 1).relative,
              pair_directions(points, area, 0, 2e-4, 8, 3).relative);
}

TEST(Directions, RowsAndRandomPoints) {
    // Rows 1 mm apart at 30 degrees, points at random along them: nearly every pair within 0.5 mm lies along
    // a row, in the third of twelve sectors (1/12 each, so 12).
    Uniform uniform(61);
    Points rows;
    const double c = std::sqrt(0.75), s = 0.5;
    for (int row = -40; row < 40; ++row)
        for (int i = 0; i < 200; ++i) {
            const double along = 0.08 * (uniform() - 0.5), across = 1e-3 * row;
            const PlanePoint p{0.017 + along * c - across * s, 0.009 + along * s + across * c};
            if (p.x > area.x0 && p.x < area.x0 + area.width && p.y > area.y0 && p.y < area.y0 + area.height)
                rows.push_back(p);
        }
    for (const auto& found : {pair_directions(rows, area, 0, 0.5e-3, 12),
                              pair_directions(rows, border_distances(rows, area), 0, 0.5e-3, 12)}) {
        EXPECT_NEAR(found.relative[2], 12, 1e-12);
        EXPECT_EQ(found.relative[0], 0);
        EXPECT_GT(found.pairs[2], 500u);
    }
    // At random: 1 within 4 standard errors of 200 patterns, in every sector, although 3 mm are a sixth of
    // the shorter side: the corrections work.
    std::vector<Values> translated(6), guarded(6);
    for (int k = 0; k < 200; ++k) {
        const Points points = random_points(uniform, 300, area);
        const auto a = pair_directions(points, area, 1e-3, 3e-3, 6);
        const auto b = pair_directions(points, border_distances(points, area), 1e-3, 3e-3, 6);
        for (std::size_t m = 0; m < 6; ++m) {
            translated[m].push_back(a.relative[m]);
            guarded[m].push_back(b.relative[m]);
        }
    }
    for (const auto& samples : {translated, guarded})
        for (const Values& sector : samples) {
            const Estimate e = estimate_mean(sector, false);
            EXPECT_NEAR(e.value, 1, 4 * e.standard_error);
            EXPECT_LT(e.standard_error, 0.01);
        }
}

TEST(Patterns, TooFewPointsAndTooLargeRadii) {
    const Points one{{0.01, 0.01}};
    for (const Values& values :
         {ripley_k_translation(one, area, radii), pair_correlation(one, area, radii, 1e-4),
          nearest_distribution_hanisch({}, area, radii)})
        for (const double value : values) EXPECT_TRUE(std::isnan(value));
    EXPECT_EQ(ripley_k_border(one, Values{3e-3}, 6e-4, radii)[0], 0);             // one point, no neighbour
    EXPECT_TRUE(std::isnan(ripley_k_border(one, Values{3e-3}, 6e-4, radii)[5]));  // and none so far inside
    EXPECT_THROW(ripley_k_translation(one, area, Values{0.021}), ContractError);
    EXPECT_THROW(pair_directions(one, area, 0.2, 0.1, 4), ContractError);
}

}  // namespace
}  // namespace puncta
