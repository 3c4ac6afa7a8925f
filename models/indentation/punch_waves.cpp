#include "models/indentation/punch_waves.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "engine/numerics/lagrange.hpp"

namespace puncta::models {
namespace {

constexpr int rows = 512;
constexpr int order = 8, margin = order / 2;
constexpr double step = std::numbers::pi / 2 / rows;

/// Row n stands at the angle (n - margin + 1/2) step: at pi/2 itself the ring functions are 0/0.
double angle_of(int row) {
    return (row - margin + 0.5) * step;
}

PunchWaves exact_waves(double angle) {
    PunchWaves waves;
    // Beyond the edge the root in the ring functions goes on with the other sign.
    const double ring = angle > std::numbers::pi / 2 ? -1 : 1;
    for (std::size_t n = 0; n < punch_functions; n += 2) {
        PunchFunctions first{}, second{};
        first[n] = second[n + 1] = 1;
        const PunchSums sums = punch_sums_at(angle, first, second);
        const double sign = n < smooth_functions ? 1 : ring;
        waves.wave[n] = sign * sums.first;
        waves.wave[n + 1] = sign * sums.second;
        waves.wave[punch_functions] = sums.s;
    }
    return waves;
}

const std::vector<PunchWaves>& table() {
    static const std::vector<PunchWaves> all = [] {
        static_assert(smooth_functions % 2 == 0 && punch_functions % 2 == 0);
        std::vector<PunchWaves> made(rows + 2 * margin);
        for (int row = 0; row < rows + 2 * margin; ++row)
            made[static_cast<std::size_t>(row)] = exact_waves(angle_of(row));
        return made;
    }();
    return all;
}

}  // namespace

PunchWaves punch_waves_at(double angle) {
    static const PunchWaves* const made = table().data();
    const double position = angle / step - 0.5 + margin;  // in rows
    const int first = std::clamp(static_cast<int>(position) - margin + 1, 0, rows + 2 * margin - order);
    const auto weights = lagrange_weights<order>(position - first);
    PunchWaves waves;
    for (int i = 0; i < order; ++i)
        for (std::size_t n = 0; n < PunchWaves::size; ++n)
            waves.wave[n] =
                std::fma(weights[static_cast<std::size_t>(i)], made[first + i].wave[n], waves.wave[n]);
    return waves;
}

}  // namespace puncta::models
