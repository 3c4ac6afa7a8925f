/// Estimates, quantiles, spacing and tallies against hand arithmetic, SciPy's numbers and slow twins.

#include <cmath>
#include <limits>
#include <numbers>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/records/run_record.hpp"
#include "engine/statistics/estimate.hpp"
#include "engine/statistics/quantile.hpp"
#include "engine/statistics/quantity.hpp"
#include "engine/statistics/spacing.hpp"
#include "tests/unit/patterns.hpp"

namespace puncta {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

TEST(StudentT, AgreesWithScipy) {
    // scipy.stats.t.ppf(0.975, n), SciPy 1.10; tolerance: truncation of the expansion above 200, rounding
    // below.
    const std::vector<std::pair<std::size_t, double>> expected{
        {1, 12.706204736432095},   {2, 4.302652729911275},       {3, 3.182446305284263},
        {4, 2.7764451051977987},   {5, 2.5705818366147395},      {7, 2.3646242510102993},
        {10, 2.2281388519649385},  {15, 2.131449545559323},      {31, 2.0395134463964077},
        {63, 1.9983405417721956},  {99, 1.9842169515086827},     {199, 1.971956544249395},
        {200, 1.9718962236316089}, {201, 1.9718365067776153},    {250, 1.9694983934204002},
        {999, 1.9623414611334487}, {1000000, 1.9599663568141066}};
    for (const auto& [degrees, t] : expected) EXPECT_NEAR(student_t_975(degrees), t, 1e-9 * t) << degrees;
    EXPECT_EQ(student_t_975(0), infinity);
}

TEST(EstimateMean, HandArithmetic) {
    // Mean 2.5; squares 5; s² = 5/3; se = √(5/12); reach = t(3)·se. Without skewness Hall's t is Student's;
    // no value is negative, so that above the log scale reaches farther: 2.5·exp(t·se/2.5).
    const Estimate e = estimate_mean(std::vector<double>{1, not_a_number, 2, 3, 4}, false);
    const double se = std::sqrt(5.0 / 12), reach = 3.182446305284263 * se;
    EXPECT_DOUBLE_EQ(e.value, 2.5);
    EXPECT_DOUBLE_EQ(e.standard_error, se);
    EXPECT_NEAR(e.ci_low, 2.5 - reach, 1e-12);
    EXPECT_NEAR(e.ci_high, 2.5 * std::exp(reach / 2.5), 1e-12);
    EXPECT_EQ(e.count, 4u);
    const Estimate about_zero = estimate_mean(std::vector<double>{-1.5, -0.5, 0.5, 1.5}, false);
    EXPECT_NEAR(about_zero.ci_low, -reach, 1e-12);
    EXPECT_NEAR(about_zero.ci_high, reach, 1e-12);
    // Three values say nothing of skewness: mean 2, s = 1, t(2) to 1e-10.
    const Estimate three = estimate_mean(std::vector<double>{1, 2, 3}, false);
    EXPECT_NEAR(three.ci_high, 2 + 4.302652729911275 / std::sqrt(3), 1e-9);
    EXPECT_NEAR(three.ci_low, 2 - 4.302652729911275 / std::sqrt(3), 1e-9);
}

TEST(EstimateMean, HallsTransformation) {
    // 0, 0, 0, -4: mean -1, s = 2, g = -6/3^1.5; Hall's formula evaluated by NumPy.
    const Estimate e = estimate_mean(std::vector<double>{0, 0, 0, -4}, false);
    EXPECT_NEAR(e.ci_low, -11.199833231690839, 1e-12);
    EXPECT_NEAR(e.ci_high, 1.1117394459908825, 1e-12);
    // Mirrored none is negative, and the log scale reaches farther above: 1·exp(t(3)·1/1).
    const Estimate mirrored = estimate_mean(std::vector<double>{0, 0, 0, 4}, false);
    EXPECT_NEAR(mirrored.ci_low, -e.ci_high, 1e-12);
    EXPECT_NEAR(mirrored.ci_high, std::exp(3.182446305284263), 1e-8);
    const Estimate equal = estimate_mean(std::vector<double>{3, 3, 3, 3}, false);
    EXPECT_EQ(equal.ci_low, 3);
    EXPECT_EQ(equal.ci_high, 3);
}

/// A continuous profile has a continuous interval, also where one replicate after another comes to its end.
TEST(EstimateMean, NothingJumpsWhereValuesBecomeZero) {
    const std::vector<double> ends{1, 2, 2.5, 4, 5};
    const auto at_depth = [&](double depth) {
        std::vector<double> values;
        for (const double end : ends) values.push_back(std::max(0.0, end - depth));
        return estimate_mean(values, false);
    };
    constexpr double step = 1e-6;
    for (const double end : ends) {
        const Estimate above = at_depth(end - step), below = at_depth(end);
        // Rounding aside, nothing changes by more than some steps.
        EXPECT_NEAR(above.ci_low, below.ci_low, 50 * step) << end;
        EXPECT_NEAR(above.ci_high, below.ci_high, 50 * step) << end;
    }
    for (double depth = 0; depth < 5; depth += 0.01) {
        const Estimate e = at_depth(depth);
        EXPECT_TRUE(e.ci_low < e.value && e.value < e.ci_high) << depth;
    }
    EXPECT_EQ(at_depth(5).ci_high, 0);
}

TEST(EstimateMean, NothingAndOneValue) {
    const Estimate none = estimate_mean(std::vector<double>{not_a_number}, false);
    EXPECT_TRUE(std::isnan(none.value) && std::isnan(none.standard_error) && std::isnan(none.ci_low) &&
                std::isnan(none.ci_high));
    EXPECT_EQ(none.count, 0u);
    const Estimate one = estimate_mean(std::vector<double>{3}, false);
    EXPECT_EQ(one.value, 3);
    EXPECT_TRUE(std::isnan(one.standard_error));
    EXPECT_EQ(one.ci_low, -infinity);
    EXPECT_EQ(one.ci_high, infinity);
    const Estimate share = estimate_mean(std::vector<double>{0.3}, true);
    EXPECT_EQ(share.ci_low, 0);
    EXPECT_EQ(share.ci_high, 1);
}

TEST(EstimateMean, ShareOnTheLogitScale) {
    // Mean 0.3, se 0.1, logit(0.3) = ln(3/7), reach t(1)·0.1/0.21.
    const Estimate e = estimate_mean(std::vector<double>{0.2, 0.4}, true);
    const double centre = std::log(3.0 / 7), reach = 12.706204736432095 * 0.1 / 0.21;
    EXPECT_NEAR(e.ci_low, 1 / (1 + std::exp(reach - centre)), 1e-12);
    EXPECT_NEAR(e.ci_high, 1 / (1 + std::exp(-reach - centre)), 1e-12);
    EXPECT_GT(e.ci_low, 0);
    EXPECT_LT(e.ci_high, 1);
    EXPECT_THROW(estimate_mean(std::vector<double>{0.5, 1.5}, true), ContractError);
}

TEST(EstimateMean, ShareThatIsAlwaysZeroOrOne) {
    // 0.025^(1/4) = 0.39763536: four replicates without a single event do not exclude a share of 60 %.
    const Estimate zero = estimate_mean(std::vector<double>{0, 0, 0, 0}, true);
    EXPECT_EQ(zero.ci_low, 0);
    EXPECT_NEAR(zero.ci_high, 1 - 0.39763536, 1e-8);
    const Estimate one = estimate_mean(std::vector<double>{1, 1, 1, 1}, true);
    EXPECT_NEAR(one.ci_low, 0.39763536, 1e-8);
    EXPECT_EQ(one.ci_high, 1);
}

TEST(EstimateMean, IntervalsCoverTheTruth) {
    // 2,000 trials of 16 replicates; at 95 % true coverage the standard error is 0.5 %, so 93 % is 4 of them.
    Uniform uniform(20240501);
    constexpr int trials = 2000, replicates = 16, needles = 100;
    constexpr double share = 0.04;
    int normal_hits = 0, share_hits = 0;
    for (int trial = 0; trial < trials; ++trial) {
        std::vector<double> normal, binomial;
        for (int r = 0; r < replicates; ++r) {
            const double radius = std::sqrt(-2 * std::log(1 - uniform()));
            normal.push_back(radius * std::cos(2 * std::numbers::pi * uniform()));
            int hits = 0;
            for (int needle = 0; needle < needles; ++needle) hits += uniform() < share ? 1 : 0;
            binomial.push_back(static_cast<double>(hits) / needles);
        }
        const Estimate a = estimate_mean(normal, false), b = estimate_mean(binomial, true);
        normal_hits += a.ci_low <= 0 && 0 <= a.ci_high ? 1 : 0;
        share_hits += b.ci_low <= share && share <= b.ci_high ? 1 : 0;
    }
    EXPECT_GE(normal_hits, 0.93 * trials);
    EXPECT_LE(normal_hits, 0.97 * trials);
    EXPECT_GE(share_hits, 0.93 * trials);
    EXPECT_LE(share_hits, 0.97 * trials);
}

TEST(Quantile, TypeSeven) {
    // numpy.quantile([1, 2, 3, 4], level): rank 1 + 3·level, linear between.
    const std::vector<double> sample{1, 2, 3, 4};
    EXPECT_DOUBLE_EQ(quantile_of_sorted(sample, 0), 1);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(sample, 0.25), 1.75);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(sample, 0.5), 2.5);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(sample, 0.95), 3.85);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(sample, 1), 4);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(std::vector<double>{7}, 0.3), 7);
    EXPECT_TRUE(std::isnan(quantile_of_sorted({}, 0.5)));
    EXPECT_THROW(quantile_of_sorted(sample, 1.1), ContractError);
}

/// The slow twin: every pair.
double mean_nearest_by_pairs(const std::vector<PlanePoint>& points) {
    double sum = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        double best = infinity;
        for (std::size_t j = 0; j < points.size(); ++j)
            if (j != i)
                best = std::min(best, std::hypot(points[i].x - points[j].x, points[i].y - points[j].y));
        sum += best;
    }
    return sum / static_cast<double>(points.size());
}

TEST(NearestNeighbour, AgreesWithEveryPair) {
    Uniform uniform(3);
    const Rectangle square{-1, 2, 0.02, 0.02}, slender{0, 0, 5, 0.001};
    auto clustered = random_points(uniform, 300, {-0.995, 2.003, 1e-4, 1e-4});
    clustered.push_back({-0.981, 2.019});  // one far away: the search must leave many empty rings behind
    clustered.push_back(clustered.front());
    auto outside = random_points(uniform, 300, {-1.01, 1.99, 0.04, 0.04});
    for (const auto& [points, area] : {std::pair{random_points(uniform, 400, square), square},
                                       {random_points(uniform, 400, slender), slender},
                                       {random_points(uniform, 2, square), square},
                                       {clustered, square},
                                       {outside, square}}) {
        const double expected = mean_nearest_by_pairs(points);
        EXPECT_NEAR(mean_nearest_neighbour(points, area), expected, 1e-12 * expected);  // rounding
    }
}

TEST(NearestNeighbour, LatticeAndTooFewPoints) {
    std::vector<PlanePoint> lattice;
    for (int i = 0; i < 10; ++i)
        for (int j = 0; j < 7; ++j) lattice.push_back({0.25 * i, 0.25 * j});
    EXPECT_DOUBLE_EQ(mean_nearest_neighbour(lattice, {0, 0, 2.5, 1.75}), 0.25);
    const std::vector<PlanePoint> one{{0.5, 0.5}};
    EXPECT_TRUE(std::isnan(mean_nearest_neighbour(one, {0, 0, 1, 1})));
    EXPECT_TRUE(std::isnan(mean_nearest_neighbour({}, {0, 0, 1, 1})));
    EXPECT_TRUE(std::isnan(clark_evans_ratio(one, {0, 0, 1, 1})));
    EXPECT_THROW(mean_nearest_neighbour(one, {0, 0, 0, 1}), ContractError);
}

TEST(ClarkEvans, DonnellyByHand) {
    // A = 1, P = 4, n = 100: 0.5/10 + (0.0514 + 0.0041)·4/100 = 0.05222.
    EXPECT_NEAR(random_nearest_neighbour(100, {0, 0, 1, 1}), 0.05222, 1e-15);
    EXPECT_NEAR(clark_evans_ratio(0.02611, 100, {0, 0, 1, 1}), 0.5, 1e-13);
}

TEST(ClarkEvans, RandomPointsGiveOne) {
    // Statistical: 400 patterns, 4 standard errors of their mean, plus Donnelly's own fit (0.3 %). Without
    // the correction the ratio for 100 points would be 1.044.
    Uniform uniform(11);
    for (const Rectangle& area : {Rectangle{0, 0, 0.02, 0.02}, Rectangle{0, 0, 0.06, 0.02}}) {
        std::vector<double> ratios;
        for (int k = 0; k < 400; ++k)
            ratios.push_back(clark_evans_ratio(random_points(uniform, 100, area), area));
        const Estimate e = estimate_mean(ratios, false);
        EXPECT_NEAR(e.value, 1, 4 * e.standard_error + 0.003);
    }
}

/// Points in an L of three unit squares, and how far each is from its border.
struct InAnL {
    std::vector<PlanePoint> points;
    std::vector<double> distance;
    void add(const PlanePoint& p) {
        const bool inside = p.x > 0 && p.y > 0 && p.x < 2 && p.y < 2 && (p.x < 1 || p.y < 1);
        if (!inside) return;
        points.push_back(p);
        const double inner = p.x < 1 && p.y < 1 ? std::hypot(1 - p.x, 1 - p.y) : p.x < 1 ? 1 - p.x : 1 - p.y;
        distance.push_back(std::min({p.x, p.y, 2 - p.x, 2 - p.y, inner}));
    }
    [[nodiscard]] double ratio() const {
        return guarded_clark_evans_ratio(points, distance, {0, 0, 2, 2}, 3);
    }
};

TEST(ClarkEvans, GuardedInAnL) {
    // Random points: 1, within 4 standard errors of 200 patterns and 1e-3 for what the guard cuts off.
    // Without a guard Donnelly's perimeter term alone says some 1 + 2·0.0514·8/sqrt(3·600) = 1.02.
    Uniform uniform(12);
    std::vector<double> ratios;
    for (int k = 0; k < 200; ++k) {
        InAnL random;
        for (const PlanePoint& p : random_points(uniform, 800, {0, 0, 2, 2})) random.add(p);
        ratios.push_back(random.ratio());
    }
    const Estimate e = estimate_mean(ratios, false);
    EXPECT_NEAR(e.value, 1, 4 * e.standard_error + 1e-3);
    EXPECT_LT(e.standard_error, 3e-3);
    // The triangular lattice: spacing over 0.5/sqrt(density) = 2 (4/3)^(1/4) = 2.1491 (Clark & Evans 1954);
    // its border falls where it falls, 2 %.
    InAnL lattice;
    const double a = 0.04;
    for (int i = 0; i < 100; ++i)
        for (int j = 0; j < 100; ++j)
            lattice.add({a * (i + 0.5 * (j % 2)) - 0.01, a * std::sqrt(0.75) * j + 0.013});
    EXPECT_NEAR(lattice.ratio(), 2.1491, 0.04);
    EXPECT_TRUE(std::isnan(guarded_clark_evans_ratio({}, {}, {0, 0, 2, 2}, 3)));
    const std::vector<PlanePoint> few{{0.5, 0.5}, {0.6, 0.5}};  // the guard reaches the middle
    EXPECT_TRUE(std::isnan(guarded_clark_evans_ratio(few, std::vector{0.5, 0.4}, {0, 0, 2, 2}, 3)));
}

TEST(QuantityTable, NamesAndScales) {
    std::set<std::string_view> names;
    for (const QuantityInfo& info : quantity_table()) {
        EXPECT_TRUE(names.insert(info.name).second) << info.name;
        EXPECT_FALSE(info.units.empty() || info.long_name.empty()) << info.name;
        EXPECT_GT(info.display_scale, 0) << info.name;
    }
    const auto info = [](Quantity q) { return quantity_table()[static_cast<std::size_t>(q)]; };
    EXPECT_EQ(info(Quantity::punctures_total).name, "punctures_total");
    EXPECT_EQ(info(Quantity::depth_p50).name, "depth_p50");
    EXPECT_EQ(info(Quantity::capillary_hits).name, "capillary_hits");
    EXPECT_EQ(info(Quantity::axle_depression_mean).name, "axle_depression_mean");
    // 250 per cm² are 2.5e6 per m²; a film of 1 um on 1 cm² is 1e-4 cm³ = 0.1 ul = 100 nl.
    EXPECT_DOUBLE_EQ(2.5e6 * info(Quantity::density_total).display_scale, 250);
    EXPECT_DOUBLE_EQ(1e-6 * info(Quantity::channel_volume).display_scale, 100);
}

TEST(Tallies, AddUp) {
    Tallies total;
    const Tallies part{{1, 2}, {3}, {4, 0}, {900, 0}, {500, 0}, {1, 0}, {4, 0}};
    total.add(part);
    EXPECT_EQ(total, part);
    total.add({{1, 1}, {1}, {1, 1}, {100, 70}, {100, 70}, {1, 1}, {1, 1}});
    EXPECT_EQ(total, (Tallies{{2, 3}, {4}, {5, 1}, {1000, 70}, {500, 70}, {2, 1}, {5, 1}}));
    EXPECT_THROW(total.add({{1}, {}, {}, {}, {}, {}, {}}), ContractError);
}

}  // namespace
}  // namespace puncta
