#include "models/skin/surface_tables.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace puncta::models {
namespace {

constexpr std::size_t most_punches = 64;     // of some 25 kB each
constexpr std::size_t most_openings = 16;    // of some 65 kB each
constexpr std::size_t most_influences = 12;  // of some 1 MB each

/// Mixes the bits of every value of the stack (FNV-1a over 64-bit words).
std::size_t hash_of(const ElasticStack& stack) {
    std::uint64_t hash = 14695981039346656037u;
    for (const ElasticLayer& layer : stack)
        for (const double value : {layer.thickness, layer.modulus, layer.poisson, layer.tension}) {
            hash ^= std::bit_cast<std::uint64_t>(value);
            hash *= 1099511628211u;
            hash ^= hash >> 29;
        }
    return hash;
}

template <class T>
void keep(std::vector<T>& kept, T entry, std::size_t most) {
    if (kept.size() == most) kept.erase(kept.begin());
    kept.push_back(std::move(entry));
}

}  // namespace

const SurfaceTables::KeptPunch* SurfaceTables::find(std::size_t hash, const ElasticStack& stack) const {
    for (const KeptPunch& kept : punches_)
        if (kept.hash == hash && kept.stack == stack) return &kept;
    return nullptr;
}

std::shared_ptr<const PunchTable> SurfaceTables::punch(const ElasticStack& stack) {
    const std::size_t hash = hash_of(stack);
    {
        const std::scoped_lock lock(punch_mutex_);
        if (const KeptPunch* kept = find(hash, stack)) return kept->table;
    }
    // Computed outside the lock: other stacks need not wait. Two threads may do the same work; one is kept.
    auto table = std::make_shared<const PunchTable>(stack);
    const std::scoped_lock lock(punch_mutex_);
    if (const KeptPunch* kept = find(hash, stack)) return kept->table;
    keep(punches_, KeptPunch{hash, stack, table}, most_punches);
    return table;
}

SlitOpening SurfaceTables::opening(double exponent) {
    const std::scoped_lock lock(opening_mutex_);
    for (const KeptOpening& kept : openings_)
        if (kept.exponent == exponent) return kept.opening;
    SlitOpening opening(exponent);
    keep(openings_, KeptOpening{exponent, opening}, most_openings);
    return opening;
}

std::shared_ptr<const InfluenceQuadrature> SurfaceTables::influence(double least_reach,
                                                                    double smallest_width) {
    // Steps of a fifth, so that heads whose tips are a little off their places share one.
    constexpr double step = 1.2;
    const double steps = std::ceil(std::log(least_reach / smallest_width) / std::log(step));
    const double reach = std::max(least_reach, smallest_width * std::pow(step, steps));
    const std::scoped_lock lock(influence_mutex_);
    for (const KeptInfluence& kept : influences_)
        if (kept.quadrature->reach() == reach && kept.width == smallest_width) return kept.quadrature;
    auto quadrature = std::make_shared<const InfluenceQuadrature>(reach, smallest_width);
    keep(influences_, KeptInfluence{smallest_width, quadrature}, most_influences);
    return quadrature;
}

}  // namespace puncta::models
