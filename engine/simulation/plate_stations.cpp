#include "engine/simulation/plate_stations.hpp"

#include <utility>

namespace puncta {

using Eigen::ArrayXXd;
using Eigen::Index;
using Eigen::VectorXd;

PlateStations::PlateStations(const PlatePattern& pattern, const RelaxationStep& step)
    : pattern_(&pattern), step_(step), balance_(pattern.drum()) {
    put_down(untouched());
}

ArrayXXd PlateStations::untouched() const {
    return step_.at_rest(Index(pattern_->cells().size()));
}

void PlateStations::put_down(ArrayXXd cell_memory) {
    needle_memory_ = step_.at_rest(Index(pattern_->needles().size()));
    cell_memory_ = std::move(cell_memory);
}

void PlateStations::enter(std::span<StationNeedle> needles) {
    const VectorXd relaxed = step_.relaxed(needle_memory_);
    for (std::size_t i = 0; i < needles.size(); ++i) needles[i].relaxed = relaxed[Index(i)];
    balance_.enter(pattern_->influence(), step_.relaxed(cell_memory_));
}

void PlateStations::leave(std::span<const StationNeedle> needles) {
    VectorXd stiff(Index(needles.size()));
    for (std::size_t i = 0; i < needles.size(); ++i) stiff[Index(i)] = needles[i].force + needles[i].relaxed;
    step_.advance(needle_memory_, stiff);
    step_.advance(cell_memory_, balance_.sinking_cell_force());
}

StationResult PlateStations::press(double load, double guess, std::span<StationNeedle> needles) {
    enter(needles);
    std::vector<StationEvent> events;
    const StationResult result = balance_.solve(load, guess, needles, events);
    leave(needles);
    return result;
}

StationResult PlateStations::drive(double body, double reach, std::span<StationNeedle> needles) {
    enter(needles);
    balance_.set_drum_offset(VectorXd::Constant(Index(pattern_->cells().size()), -reach));
    std::vector<StationEvent> events;
    // Some 50 mN a needle: only the scale of tolerances.
    const StationResult result =
        balance_.solve_at(body + reach, 0.05 * double(needles.size()), needles, events);
    leave(needles);
    return result;
}

}  // namespace puncta
