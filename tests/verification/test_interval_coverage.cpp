/// Do 95 % intervals hold the truth in 95 % of trials? Three cells always; with PUNCTA_LONG=1 the whole table
/// of engine/statistics/README.md, which is printed.
///
/// Required: at least 93 % in every cell except those named as missed, less 2 standard errors of the measured
/// share (0.25 % each for 10,000 trials). More than 97 % is conservative, and listed as that.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/statistics/estimate.hpp"
#include "engine/statistics/quantile.hpp"
#include "tests/unit/patterns.hpp"

namespace puncta {
namespace {

double normal(Uniform& uniform) {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

double normal_probability(double z) {
    return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

/// Values of replicates and what their mean estimates.
struct Family {
    std::string name;
    double truth;
    std::function<double(Uniform&)> draw;
    bool is_share = false;
    int trials = 10000;
    double required = 0.93;
};

Family normal_family(double cv) {
    return {"normal, cv " + std::to_string(int(100 * cv)) + " %", 1,
            [=](Uniform& u) { return 1 + cv * normal(u); }};
}

Family lognormal_family(double sigma, double required = 0.93) {
    Family family{"lognormal, sigma " + std::to_string(int(100 * sigma)) + " %", 1,
                  [=](Uniform& u) { return std::exp(sigma * normal(u) - 0.5 * sigma * sigma); }};
    family.required = required;
    return family;
}

Family exponential_family() {
    return {"exponential", 1, [](Uniform& u) { return -std::log(1 - u()); }};
}

/// Beta(4, 1), most near 1 and some far below: a load that a few hands do not reach.
Family left_skewed_family() {
    return {"skewed to the left (beta 4, 1)", 0.8, [](Uniform& u) { return std::pow(u(), 0.25); }};
}

/// Counts of a rare event: of 3 on average 0 in one replicate of twenty, of 1 in every third.
Family poisson_family(double mean) {
    return {"Poisson, mean " + std::to_string(int(mean)), mean, [=](Uniform& u) {
                const double limit = std::exp(-mean);
                int count = 0;
                for (double product = u(); product > limit; product *= u()) ++count;
                return double(count);
            }};
}

/// Exponential but for a share of zeros: what stays open at a depth that not every treatment reaches.
Family hollow_family(double zeros, double required = 0.93) {
    Family family{"exponential, " + std::to_string(int(100 * zeros)) + " % zeros", 1 - zeros,
                  [=](Uniform& u) { return u() < zeros ? 0 : -std::log(1 - u()); }};
    family.required = required;
    return family;
}

/// Share of 100 contacts, binomial.
Family binomial_family(double share) {
    Family family{"share " + std::to_string(int(1000 * share)) + " per mille of 100", share, [=](Uniform& u) {
                      int hits = 0;
                      for (int contact = 0; contact < 100; ++contact) hits += u() < share ? 1 : 0;
                      return hits / 100.0;
                  }};
    family.is_share = true;
    family.trials = 2000;
    return family;
}

/// Share of punctures beyond a layer's top, where the subject's mean depth shifts by 0.5 standard deviations:
/// the mean of Phi(z + 0.5 Z) is Phi(z/√1.25).
Family layer_family(double z) {
    Family family{
        "layer reached, " + std::to_string(int(100 * normal_probability(z / std::sqrt(1.25)))) + " %",
        normal_probability(z / std::sqrt(1.25)), [=](Uniform& u) {
            const double share = normal_probability(z + 0.5 * normal(u));
            int hits = 0;
            for (int puncture = 0; puncture < 200; ++puncture) hits += u() < share ? 1 : 0;
            return hits / 200.0;
        }};
    family.is_share = true;
    family.trials = 2000;
    return family;
}

/// A quantile of 100 lognormal depths (cv 35 %) of a subject whose own factor has a cv of 25 %. Truth: the
/// mean of the same quantile over 200,000 replicates (0.06 %).
Family quantile_family(double level) {
    const auto draw = [=](Uniform& u) {
        const double subject = std::exp(0.25 * normal(u));
        std::vector<double> depths(100);
        for (double& depth : depths) depth = subject * std::exp(0.35 * normal(u));
        std::sort(depths.begin(), depths.end());
        return quantile_of_sorted(depths, level);
    };
    Uniform uniform(5);
    double sum = 0;
    for (int k = 0; k < 200000; ++k) sum += draw(uniform);
    return {"quantile " + std::to_string(int(100 * level)) + " % of depth", sum / 200000, draw, false, 2000};
}

double coverage(const Family& family, std::size_t replicates) {
    Uniform uniform(20261128);
    int hits = 0;
    std::vector<double> values(replicates);
    for (int trial = 0; trial < family.trials; ++trial) {
        for (double& value : values) value = family.draw(uniform);
        const Estimate e = estimate_mean(values, family.is_share);
        hits += e.ci_low <= family.truth && family.truth <= e.ci_high ? 1 : 0;
    }
    return double(hits) / family.trials;
}

void expect_coverage(const Family& family, std::size_t replicates, double found) {
    EXPECT_GE(found, family.required - 2 * std::sqrt(0.93 * 0.07 / family.trials))
        << family.name << ", " << replicates << " replicates";
}

TEST(IntervalCoverage, ThreeCells) {
    for (const auto& [family, replicates] : {std::pair{lognormal_family(0.5), std::size_t{4}},
                                             {exponential_family(), std::size_t{8}},
                                             {binomial_family(0.01), std::size_t{8}}})
        expect_coverage(family, replicates, coverage(family, replicates));
    // Student's t alone, which is what stood here before, holds 83 % of the truth at sigma 1 and 4
    // replicates.
    EXPECT_GE(coverage(lognormal_family(1), 4), 0.91);
    EXPECT_LE(coverage(normal_family(0.2), 16), 0.97);  // and it is not merely wide
}

TEST(IntervalCoverage, WholeTable) {
    if (std::getenv("PUNCTA_LONG") == nullptr) GTEST_SKIP() << "runs with PUNCTA_LONG=1 (tests/run --long)";
    std::vector<Family> families{normal_family(0.2),    normal_family(0.45),    lognormal_family(0.25),
                                 lognormal_family(0.5), lognormal_family(0.75), lognormal_family(1, 0.91),
                                 exponential_family(),  left_skewed_family(),   poisson_family(1),
                                 poisson_family(3),     hollow_family(0.2),     hollow_family(0.5, 0.90)};
    for (const double level : {0.05, 0.5, 0.95}) families.push_back(quantile_family(level));
    for (const double share : {0.001, 0.01, 0.04, 0.2, 0.5, 0.99}) families.push_back(binomial_family(share));
    for (const double z : {-2.5, -1.0, 0.0, 2.0}) families.push_back(layer_family(z));
    std::printf("| values of replicates | 4 | 8 | 16 | 32 |\n|---|---|---|---|---|\n");
    for (const Family& family : families) {
        std::printf("| %s |", family.name.c_str());
        for (const std::size_t replicates : {4, 8, 16, 32}) {
            const double found = coverage(family, replicates);
            expect_coverage(family, replicates, found);
            std::printf(" %.1f |", 100 * found);
        }
        std::printf("\n");
    }
}

}  // namespace
}  // namespace puncta
