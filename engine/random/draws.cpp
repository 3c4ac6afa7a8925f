#include "engine/random/draws.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include <Random123/philox.h>

namespace puncta {
namespace {

std::array<std::uint64_t, 4> philox(std::uint64_t seed, Purpose purpose, const DrawKey& key) {
    const r123::Philox4x64 generator;
    const r123::Philox4x64::ctr_type counter = {{key.replicate, key.a, key.b, key.c}};
    const r123::Philox4x64::key_type words = {{seed, static_cast<std::uint64_t>(purpose)}};
    const auto out = generator(counter, words);
    return {out[0], out[1], out[2], out[3]};
}

/// Middle of the 2^-53 cell the word falls into: strictly between 0 and 1.
double open_unit(std::uint64_t word) {
    return (static_cast<double>(word >> 11) + 0.5) * 0x1p-53;
}

}  // namespace

std::uint64_t Draws::word(Purpose purpose, const DrawKey& key) const {
    return philox(seed_, purpose, key)[0];
}

double Draws::uniform(Purpose purpose, const DrawKey& key) const {
    return open_unit(philox(seed_, purpose, key)[0]);
}

std::array<double, 2> Draws::uniforms(Purpose purpose, const DrawKey& key) const {
    const auto words = philox(seed_, purpose, key);
    return {open_unit(words[0]), open_unit(words[1])};
}

double Draws::normal(Purpose purpose, const DrawKey& key) const {
    const auto [u, v] = uniforms(purpose, key);
    return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
}

double Draws::lognormal(Purpose purpose, const DrawKey& key, double cv) const {
    if (cv <= 0) return 1;
    const double variance = std::log1p(cv * cv);
    return std::exp(std::sqrt(variance) * normal(purpose, key) - 0.5 * variance);
}

}  // namespace puncta
