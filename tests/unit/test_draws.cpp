/// Draws against the published Philox vectors, numpy's numbers, and the moments of their distributions.

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "engine/random/draws.hpp"

namespace puncta {
namespace {

constexpr std::uint64_t all_ones = std::numeric_limits<std::uint64_t>::max();

/// Middle of the 2^-53 cell of a 64-bit word: the mapping the header promises, written again.
double unit(std::uint64_t word) {
    return (static_cast<double>(word / 2048) + 0.5) / 9007199254740992.0;
}

struct Vector {
    std::uint64_t seed, purpose;
    DrawKey key;
    std::uint64_t first, second;  ///< first two words of the block
};

double normal_of(const Vector& v) {
    constexpr double two_pi = 6.283185307179586;
    return std::sqrt(-2 * std::log(unit(v.first))) * std::cos(two_pi * unit(v.second));
}

void expect_words(const Vector& v) {
    const Draws draws(v.seed);
    const auto purpose = static_cast<Purpose>(v.purpose);
    EXPECT_EQ(draws.uniform(purpose, v.key), unit(v.first));
    EXPECT_NEAR(draws.normal(purpose, v.key), normal_of(v), 1e-14);  // rounding
}

TEST(Draws, PublishedKnownAnswers) {
    // tests/kat_vectors of Random123 (Salmon et al. 2011), "philox4x64 10": all zeros, all ones, digits of
    // pi. Purpose is an enum over 64 bits, so the whole key of the generator can be reached.
    expect_words({0, 0, {}, 0x16554d9eca36314c, 0xdb20fe9d672d0fdc});
    expect_words({all_ones,
                  all_ones,
                  {all_ones, all_ones, all_ones, all_ones},
                  0x87b092c3013fe90b,
                  0x438c3c67be8d0224});
    expect_words({0x452821e638d01377,
                  0xbe5466cf34e90c6c,
                  {0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
                  0xa528f45403e61d95,
                  0x38c72dbd566e9788});
}

TEST(Draws, NumbersOfNumpy) {
    // numpy 1.24: np.random.Philox(key=[seed, purpose], counter=c - 1).random_raw(2), where c is the 256-bit
    // little-endian number (replicate, a, b, c): numpy steps its counter before it makes the first block.
    expect_words({1, 21, {0, 0, 0, 0}, 0xca924d04d57bcf24, 0xfd7983d0fb51f318});
    expect_words({1, 30, {3, 1, 4, 159}, 0x6265a60cf3084699, 0x073720ec3fb1a5e0});
    expect_words({2026, 10, {7, 5, 23, 0}, 0xbb0d6797e630e4cd, 0x7df692ad8c4610ed});
    expect_words({0x8000000000000005, 2, {1ULL << 40, 0, 0, 9}, 0x876390c5a428ae50, 0x64da6bbbf1778b96});
    // The same as numbers, by Python from the words above; tolerance: rounding of log and cos.
    const Draws draws(2026);
    EXPECT_EQ(draws.uniform(Purpose::needle_length, {7, 5, 23, 0}), 0.730673288903009);
    EXPECT_NEAR(draws.normal(Purpose::needle_length, {7, 5, 23, 0}), -0.7912083336701657, 1e-14);
}

TEST(Draws, PurposesKeepTheirNumbers) {
    // A renumbered purpose would silently change the meaning of every old seed.
    EXPECT_EQ(static_cast<int>(Purpose::layer_thickness), 1);
    EXPECT_EQ(static_cast<int>(Purpose::layer_modulus), 2);
    EXPECT_EQ(static_cast<int>(Purpose::layer_toughness), 3);
    EXPECT_EQ(static_cast<int>(Purpose::layer_wall_shear), 4);
    EXPECT_EQ(static_cast<int>(Purpose::needle_length), 10);
    EXPECT_EQ(static_cast<int>(Purpose::needle_tip), 11);
    EXPECT_EQ(static_cast<int>(Purpose::stroke_load), 20);
    EXPECT_EQ(static_cast<int>(Purpose::start_phase), 21);
    EXPECT_EQ(static_cast<int>(Purpose::lateral_offset), 22);
    EXPECT_EQ(static_cast<int>(Purpose::puncture_threshold), 30);
    EXPECT_EQ(static_cast<int>(Purpose::random_field), 40);
}

TEST(Draws, DependOnEveryPartOfTheKeyAndOnNothingElse) {
    const Draws draws(5), again(5), other(6);
    const DrawKey key{3, 2, 1, 7};
    EXPECT_EQ(draws.uniform(Purpose::start_phase, key), again.uniform(Purpose::start_phase, key));
    EXPECT_EQ(draws.normal(Purpose::start_phase, key), draws.normal(Purpose::start_phase, key));
    // All 2^-53-cells differ: seed, purpose and each of the four counters enter.
    const std::set<double> values = {
        draws.uniform(Purpose::start_phase, key),          other.uniform(Purpose::start_phase, key),
        draws.uniform(Purpose::lateral_offset, key),       draws.uniform(Purpose::start_phase, {4, 2, 1, 7}),
        draws.uniform(Purpose::start_phase, {3, 3, 1, 7}), draws.uniform(Purpose::start_phase, {3, 2, 2, 7}),
        draws.uniform(Purpose::start_phase, {3, 2, 1, 8})};
    EXPECT_EQ(values.size(), 7u);
}

constexpr int sample_size = 200000;

struct Moments {
    double mean = 0, variance = 0, skewness = 0, kurtosis = 0;
};

template <class Draw>
Moments moments(Draw&& draw) {
    std::vector<double> values(sample_size);
    Moments m;
    for (int i = 0; i < sample_size; ++i) {
        values[static_cast<std::size_t>(i)] = draw(static_cast<std::uint64_t>(i));
        m.mean += values[static_cast<std::size_t>(i)] / sample_size;
    }
    for (const double v : values) {
        const double d = v - m.mean;
        m.variance += d * d / sample_size;
        m.skewness += d * d * d / sample_size;
        m.kurtosis += d * d * d * d / sample_size;
    }
    m.skewness /= std::pow(m.variance, 1.5);
    m.kurtosis /= m.variance * m.variance;
    return m;
}

// Statistical tolerances below: 4 standard errors of a sample of n.
const double root_n = std::sqrt(double(sample_size));

TEST(Draws, UniformMoments) {
    // Mean 1/2, variance 1/12, kurtosis 9/5; standard errors sqrt(1/12 n) and sqrt((1/80 - 1/144)/n).
    const Draws draws(11);
    const Moments m = moments([&](std::uint64_t i) { return draws.uniform(Purpose::start_phase, {i}); });
    EXPECT_NEAR(m.mean, 0.5, 4 * std::sqrt(1.0 / 12) / root_n);
    EXPECT_NEAR(m.variance, 1.0 / 12, 4 * std::sqrt(1.0 / 80 - 1.0 / 144) / root_n);
}

TEST(Draws, NormalMoments) {
    // Standard errors of mean, variance, skewness, kurtosis of a normal sample: 1, sqrt 2, sqrt 6, sqrt 24
    // over sqrt n. The counter runs in another place of the key each time.
    const Draws draws(12);
    for (int place = 0; place < 4; ++place) {
        const Moments m = moments([&](std::uint64_t i) {
            std::array<std::uint64_t, 4> c{};
            c[static_cast<std::size_t>(place)] = i;
            return draws.normal(Purpose::needle_length, {c[0], c[1], c[2], c[3]});
        });
        EXPECT_NEAR(m.mean, 0, 4 / root_n) << place;
        EXPECT_NEAR(m.variance, 1, 4 * std::sqrt(2.0) / root_n) << place;
        EXPECT_NEAR(m.skewness, 0, 4 * std::sqrt(6.0) / root_n) << place;
        EXPECT_NEAR(m.kurtosis, 3, 4 * std::sqrt(24.0) / root_n) << place;
    }
}

TEST(Draws, LognormalMeanIsOneAndCvAsGiven) {
    // For a lognormal of cv c, w = 1 + c²: kurtosis w^4 + 2w^3 + 3w^2 - 3, so the variance of the sample
    // variance is c^4 (kurtosis - 1)/n.
    const Draws draws(13);
    for (const double cv : {0.05, 0.3, 0.6}) {
        const Moments m =
            moments([&](std::uint64_t i) { return draws.lognormal(Purpose::layer_modulus, {i}, cv); });
        const double w = 1 + cv * cv, kurtosis = w * w * w * w + 2 * w * w * w + 3 * w * w - 3;
        EXPECT_NEAR(m.mean, 1, 4 * cv / root_n) << cv;
        EXPECT_NEAR(m.variance, cv * cv, 4 * cv * cv * std::sqrt(kurtosis - 1) / root_n) << cv;
    }
    EXPECT_EQ(draws.lognormal(Purpose::layer_modulus, {1}, 0), 1.0);  // no scatter: exactly the mean
    // By hand from the normal of the same key: exp(sqrt(ln 1.09) z - ln(1.09)/2). Tolerance: rounding.
    const double z = draws.normal(Purpose::layer_modulus, {1, 2}), v = std::log(1.09);
    EXPECT_NEAR(draws.lognormal(Purpose::layer_modulus, {1, 2}, 0.3), std::exp(std::sqrt(v) * z - v / 2),
                1e-14);
}

TEST(Draws, NeighbouringKeysAreIndependent) {
    // Correlation of normals of neighbouring keys, purposes and seeds: standard error 1/sqrt n each.
    const Draws draws(14), next_seed(15);
    double key = 0, purpose = 0, seed = 0, squares = 0;
    for (std::uint64_t i = 0; i < sample_size; ++i) {
        const double z = draws.normal(Purpose::layer_thickness, {i});
        const double y = draws.normal(Purpose::layer_thickness, {i + 1});
        key += z * y / sample_size;
        squares += (z * z - 1) * (y * y - 1) / (2.0 * sample_size);
        purpose += z * draws.normal(Purpose::layer_modulus, {i}) / sample_size;
        seed += z * next_seed.normal(Purpose::layer_thickness, {i}) / sample_size;
    }
    EXPECT_NEAR(key, 0, 4 / root_n);
    EXPECT_NEAR(squares, 0, 4 / root_n);
    EXPECT_NEAR(purpose, 0, 4 / root_n);
    EXPECT_NEAR(seed, 0, 4 / root_n);
}

}  // namespace
}  // namespace puncta
