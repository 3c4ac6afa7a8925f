#include "engine/simulation/pen_nose.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/simulation/plate_stations.hpp"
#include "engine/simulation/replicate_setup.hpp"

namespace puncta {

using Eigen::ArrayXXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double reaction_tolerance = 1e-4;  ///< of the load
constexpr int reaction_rounds = 20;

}  // namespace

PenNose::PenNose(const ReplicateSetup& setup)
    : setup_(&setup), step_(setup.subject->relaxation(), setup.site.press.step_time) {
    const TreatmentSpec& treatment = setup.site.treatment;
    glide_ =
        RelaxationStep(setup.subject->relaxation(), setup.plan.device.pen.nose_diameter / treatment.speed);
    offset_.resize(Index(setup.head.size()));
    for (std::size_t i = 0; i < setup.head.size(); ++i) offset_[Index(i)] = setup.offset(i, 0);
    rest(setup.plate());
    for (int round = 0; round < reaction_rounds; ++round) {
        const double before = reaction_;
        reaction_ = cycle_excess(treatment.load);
        if (std::abs(reaction_ - before) <= reaction_tolerance * treatment.load) break;
    }
}

/// The nose alone under a newton; the tables of the pattern are those of a short step, in which the same sink
/// takes gain/gain as much force.
void PenNose::rest(const PlatePattern& plate) {
    const StationInfluence alone{MatrixXd(0, 0), MatrixXd(Index(plate.cells().size()), 0)};
    LoadBalance balance(plate.drum());
    balance.set_drum_offset(VectorXd::Zero(Index(plate.cells().size())));
    balance.enter(alone);
    std::vector<StationEvent> events;
    const StationResult result = balance.solve(1, 0, {}, events);
    if (!result.converged) throw NumericsError("the nose of the pen finds no rest on the skin");
    share_ = balance.sinking_cell_force();
    const double softer = step_.gain() / glide_.gain();
    depression_ = result.axle_depression * softer;
    sink_ = plate.influence().cell_needle.transpose() * share_ * softer;
}

ArrayXXd PenNose::memory(double load) const {
    ArrayXXd memory = glide_.at_rest(share_.size());
    glide_.advance(memory, share_ * resting(load));
    return memory;
}

int PenNose::steps_in(double load, double error, int least) const {
    const RunPlan& plan = setup_->plan;
    const double step = setup_->site.press.step_time;
    const int most = std::max(least, static_cast<int>(std::floor(0.5 / (plan.device.pen.frequency * step))));
    const double rest = depression(load) + error;
    const VectorXd room = sink_ * resting(load) - offset_;  // of a tip to the skin, from the nose's depth
    int steps = least;
    while (steps < most && rest + pen_reach(plan.device.pen, steps * step) > room.minCoeff()) ++steps;
    return steps;
}

/// E of one stroke of the nominal threshold in and out of the mean skin [N].
double PenNose::cycle_excess(double load) const {
    const ReplicateSetup& setup = *setup_;
    const PressSchedule& schedule = setup.site.press;
    std::vector<LocalLaw> laws;
    std::vector<StationNeedle> needles(setup.head.size());
    laws.reserve(needles.size());
    for (std::size_t i = 0; i < needles.size(); ++i) {
        needles[i].law = &laws.emplace_back(setup.law_at(i, {}));
        needles[i].offset = offset_[Index(i)];
        needles[i].longest = setup.head[i].length;
    }
    PlateStations stations(setup.plate(), step_);
    stations.put_down(memory(load));
    const int steps = steps_in(load, 0, static_cast<int>(schedule.steps()));
    const double body = depression(load);
    double excess = 0;
    for (int k = 1 - steps; k < steps; ++k) {
        const double reach = pen_reach(setup.plan.device.pen, k * schedule.step_time);
        if (body + reach > 0) excess += stations.drive(body, reach, needles).load - resting(load);
    }
    return excess * schedule.step_time / schedule.duration;
}

}  // namespace puncta
