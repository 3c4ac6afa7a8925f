#include "models/aftermath/capillary_trials.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/parallel/ordered_map.hpp"

namespace puncta::models {
namespace {

/// Sums over a fixed number of trials, so that they do not depend on who made them. Hits are whole numbers:
/// exact.
struct Sums {
    double total = 0, total_squares = 0, direct = 0, direct_squares = 0;
};
constexpr std::int64_t block = 1024;

Sums run_block(const CapillaryTrialSpec& spec, const Draws& draws, std::int64_t first, std::int64_t last) {
    Sums sums;
    for (std::int64_t trial = first; trial < last; ++trial) {
        const auto replicate = static_cast<std::uint64_t>(trial);
        const CapillaryField field(spec.capillaries, spec.side, draws, replicate);
        const auto [u, v] = draws.uniforms(Purpose::capillary_needle, {replicate});
        CapillaryHits hits;
        for (int row = 0; row < spec.rows; ++row)
            for (int column = 0; column < spec.columns; ++column)
                field.count({u * spec.side + column * spec.pitch, v * spec.side + row * spec.pitch},
                            spec.width, spec.height, spec.shape, hits);
        const auto total = double(hits.total()), direct = double(hits.direct);
        sums.total += total;
        sums.total_squares += total * total;
        sums.direct += direct;
        sums.direct_squares += direct * direct;
    }
    return sums;
}

double standard_error(double sum, double squares, double count) {
    const double variance = std::max(0.0, (squares - sum * sum / count) / (count - 1));
    return std::sqrt(variance / count);
}

void require_sensible(const CapillaryTrialSpec& spec) {
    if (spec.trials < 2) throw InputError(fmt::format("{} trials: at least two are needed", spec.trials));
    if (spec.columns < 1 || spec.rows < 1 || !(spec.width > 0) || !(spec.height > 0) || !(spec.pitch >= 0))
        throw InputError("an array needs at least one needle, and a footprint above 0");
    const double largest = std::max(spec.width, spec.height) + spec.capillaries.diameter;
    if (!(largest < spec.side))
        throw InputError(fmt::format("a box of {} m is too small for a footprint and a capillary of {} m",
                                     spec.side, largest));
}

}  // namespace

CapillaryTrials run_capillary_trials(const CapillaryTrialSpec& spec, std::uint64_t seed, int threads) {
    require_sensible(spec);
    const Draws draws(seed);
    Sums sums;
    ordered_map<Sums>(
        0, (spec.trials + block - 1) / block, threads,
        [&](std::int64_t index) {
            return run_block(spec, draws, index * block, std::min((index + 1) * block, spec.trials));
        },
        [&](Sums&& part) {
            sums.total += part.total;
            sums.total_squares += part.total_squares;
            sums.direct += part.direct;
            sums.direct_squares += part.direct_squares;
        });
    const auto count = double(spec.trials);
    CapillaryTrials found;
    found.total = sums.total / count;
    found.direct = sums.direct / count;
    found.total_error = standard_error(sums.total, sums.total_squares, count);
    found.direct_error = standard_error(sums.direct, sums.direct_squares, count);
    found.insertions = spec.trials * spec.columns * spec.rows;
    return found;
}

}  // namespace puncta::models
