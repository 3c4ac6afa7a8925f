#include "models/skin/first_crossing.hpp"

#include <algorithm>
#include <vector>

namespace puncta::models {

double dimple_force(const RoundNeedleLaw& law, double dimple) {
    return dimple > 0 ? std::max(law.contact_force(dimple), law.deep_force(dimple)) : 0;
}

double first_crossing(const RoundNeedleLaw& law, std::span<const double> turns, double length,
                      const DimpleForce& force, double displacement, double from) {
    auto excess = [&](double p) { return force(displacement - p) - law.resistance(p).value; };
    const double deepest = std::min(length, displacement);
    if (deepest <= from || excess(from) <= 0) return from;
    std::vector<double> edges = {from};
    bool rising = true;
    std::vector<bool> rises;
    for (const double turn : turns) {
        if (turn > from && turn < deepest) {
            rises.push_back(rising);
            edges.push_back(turn);
        }
        rising = !rising;
        if (turn >= deepest) break;
    }
    // State of the last piece: the number of turns before its end decides.
    const auto passed = std::count_if(turns.begin(), turns.end(), [&](double t) { return t < deepest; });
    rises.push_back(passed % 2 == 0);
    edges.push_back(deepest);
    for (std::size_t piece = 0; piece + 1 < edges.size(); ++piece) {
        // On a falling piece the excess may dip below zero and return: look in small steps.
        const int steps = rises[piece] ? 1 : 256;
        double low = edges[piece];
        for (int s = 1; s <= steps; ++s) {
            double high = edges[piece] + (edges[piece + 1] - edges[piece]) * s / steps;
            if (excess(high) > 0) {
                low = high;
                continue;
            }
            for (int i = 0; i < 200 && high - low > 1e-15 * high; ++i) {
                const double middle = 0.5 * (low + high);
                (excess(middle) > 0 ? low : high) = middle;
            }
            return high;
        }
    }
    return deepest;
}

}  // namespace puncta::models
