/// The hand: its processes against their closed forms, at 4 standard errors; bits against a second asking.
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/motion/hand.hpp"

namespace puncta {
namespace {

constexpr std::uint64_t paths = 8000;

/// Mean over independent paths of a function of one, which has this standard deviation: within 4 standard
/// errors of what is expected.
template <class Function>
void expect_mean(double expected, double deviation, const char* what, Function of_path) {
    double sum = 0;
    for (std::uint64_t i = 0; i < paths; ++i) sum += of_path(i);
    EXPECT_NEAR(sum / double(paths), expected, 4 * deviation / std::sqrt(double(paths))) << what;
}

CorrelatedPath path(std::uint64_t i, double correlation_time = 2) {
    return {Draws(7), Purpose::stroke_load, {i, 3, 1}, correlation_time};
}

TEST(CorrelatedPaths, CovarianceOfOrnsteinAndUhlenbeck) {
    // x y of two normals with correlation r has the mean r and the variance 1 + r² (Isserlis).
    const auto covariance = [](double s, double t) {
        const double r = std::exp(-std::abs(t - s) / 2);
        expect_mean(r, std::sqrt(1 + r * r), "covariance",
                    [&](std::uint64_t i) { return path(i).at(s) * path(i).at(t); });
    };
    for (const double s : {0.0, 0.3, 5.0})
        for (const double lag : {0.0, 0.05, 1.0, 2.0, 6.0}) covariance(s, s + lag);
    covariance(2.0 * 1000 / 4096, 2.0 * 1001 / 4096);  // neighbouring multiples, across a halving
    covariance(2.0 * 2047.5 / 4096, 2.0 * 2048.5 / 4096);
    expect_mean(0, 1, "mean", [](std::uint64_t i) { return path(i).at(1.234); });
    // Gaussian: x³ has mean 0 and variance 15, x⁴ mean 3 and variance 96.
    expect_mean(0, std::sqrt(15.0), "skew", [](std::uint64_t i) { return std::pow(path(i).at(3.3), 3); });
    expect_mean(3, std::sqrt(96.0), "kurtosis", [](std::uint64_t i) { return std::pow(path(i).at(3.3), 4); });
}

TEST(CorrelatedPaths, MarkovAtFourTimes) {
    // Past and future are independent given the present: x(0) and x(2) after what x(1) tells of them, r =
    // e^-1/2.
    const double r = std::exp(-0.5);
    expect_mean(0, 1 - r * r, "past and future", [&](std::uint64_t i) {
        const CorrelatedPath p = path(i);
        return (p.at(0) - r * p.at(1)) * (p.at(2) - r * p.at(1));
    });
}

TEST(CorrelatedPaths, AFunctionOfTimeAlone) {
    const CorrelatedPath one = path(5);
    std::vector<double> forward;
    for (int i = 0; i <= 300; ++i) forward.push_back(one.at(0.037 * i));
    const CorrelatedPath other = path(5);
    for (int i = 300; i >= 0; i -= 7) EXPECT_EQ(other.at(0.037 * i), forward[std::size_t(i)]);
    EXPECT_EQ(one.at(0), Draws(7).normal(Purpose::stroke_load, {5, 3, 1}));
    EXPECT_EQ(one.at(-1), one.at(0));
    EXPECT_TRUE(std::isfinite(one.at(1e300)));
    EXPECT_NE(path(6).at(1), one.at(1));
}

TreatmentSpec spec() {
    TreatmentSpec treatment;
    treatment.load = 4;
    treatment.load_cv = 0.3;
    treatment.speed = 0.05;
    return treatment;
}

TEST(Hand, WithoutACorrelationTimeTheLoadIsAsDrawnForTheStroke) {
    Stroke stroke;
    stroke.pass = 2;
    stroke.stripe = 3;
    const Draws draws(11);
    const StrokeHand hand(spec(), draws, 9, stroke, 0.06);
    const double drawn = 4 * draws.lognormal(Purpose::stroke_load, {9, 2, 3}, 0.3);
    for (const double way : {0.0, 0.01, 0.06}) {
        EXPECT_EQ(hand.load(way), drawn);
        EXPECT_EQ(hand.speed(way), 0.05);
        EXPECT_EQ(hand.lateral(way), 0);
    }
    EXPECT_EQ(hand.tilt(), 0);
    // With one the stroke begins at the same load and then drifts.
    TreatmentSpec drifting = spec();
    drifting.load_correlation_time = 0.4;
    const StrokeHand other(drifting, draws, 9, stroke, 0.06);
    EXPECT_DOUBLE_EQ(other.load(0), drawn);
    EXPECT_GT(std::abs(other.load(0.05) / drawn - 1), 1e-3);
}

TEST(Hand, LoadsAreLognormalWithTheirMeanVariationAndMemory) {
    TreatmentSpec treatment = spec();
    treatment.load_correlation_time = 0.4;
    const auto hand = [&](std::uint64_t i) { return StrokeHand(treatment, Draws(3), i, Stroke{}, 0.1); };
    const double c2 = 0.3 * 0.3, w = 1 + c2;
    expect_mean(4, 4 * 0.3, "mean", [&](std::uint64_t i) { return hand(i).load(0.03); });
    // Lognormal: kurtosis w⁴ + 2 w³ + 3 w² - 3, so the squared deviation varies by c² sqrt(kurtosis - 1).
    const double kurtosis = std::pow(w, 4) + 2 * std::pow(w, 3) + 3 * w * w - 3;
    expect_mean(c2, c2 * std::sqrt(kurtosis - 1), "variance",
                [&](std::uint64_t i) { return std::pow(hand(i).load(0.03) / 4 - 1, 2); });
    // ln load after 0.02 m, that is 0.4 s: correlation 1/e; variance ln(1 + c²), mean -half of it.
    const double variance = std::log1p(c2), r = std::exp(-1.0);
    expect_mean(r * variance, variance * std::sqrt(1 + r * r), "memory", [&](std::uint64_t i) {
        const StrokeHand h = hand(i);
        return (std::log(h.load(0.03) / 4) + variance / 2) * (std::log(h.load(0.05) / 4) + variance / 2);
    });
}

TEST(Hand, RampsUpAndDown) {
    TreatmentSpec treatment = spec();
    treatment.load_cv = 0;
    treatment.load_ramp = 0.01;
    const StrokeHand hand(treatment, Draws(1), 0, Stroke{}, 0.06);
    EXPECT_NEAR(hand.load(0.0025), 1, 1e-15);
    EXPECT_NEAR(hand.load(0.06 - 0.005), 2, 1e-14);
    EXPECT_EQ(hand.load(0.01), 4);
    EXPECT_EQ(hand.load(0.03), 4);
    EXPECT_GT(hand.load(0), 0);
    EXPECT_GT(hand.load(0.061), 0);
}

TEST(Hand, WandersAsAWaveAndTilts) {
    TreatmentSpec treatment = spec();
    treatment.wander_sd = 2e-3;
    treatment.wander_length = 0.08;
    treatment.tilt_mean = 0.01;
    treatment.tilt_sd = 0.02;
    const auto hand = [&](std::uint64_t i) { return StrokeHand(treatment, Draws(4), i, Stroke{}, 0.1); };
    const double r = std::cos(2 * std::numbers::pi * 0.013 / 0.08);
    expect_mean(4e-6 * r, 4e-6 * std::sqrt(1 + r * r), "wander",
                [&](std::uint64_t i) { return hand(i).lateral(0.02) * hand(i).lateral(0.033); });
    expect_mean(4e-6, 4e-6 * std::sqrt(2.0), "wander",
                [&](std::uint64_t i) { return std::pow(hand(i).lateral(0.07), 2); });
    expect_mean(0.01, 0.02, "tilt", [&](std::uint64_t i) { return hand(i).tilt(); });
    expect_mean(4e-4, 4e-4 * std::sqrt(2.0), "tilt",
                [&](std::uint64_t i) { return std::pow(hand(i).tilt() - 0.01, 2); });
    Stroke back;
    back.backward = true;
    EXPECT_EQ(StrokeHand(treatment, Draws(4), 0, back, 0.1).tilt(), -hand(0).tilt());
}

}  // namespace
}  // namespace puncta
