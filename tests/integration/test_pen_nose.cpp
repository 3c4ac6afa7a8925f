/// The nose of a pen: a flat punch in closed form, the load it carries over a cycle of the needles, and what
/// it becomes where it is not pressed, is far away, or is cut finer.

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/simulation/plate_stations.hpp"
#include "engine/simulation/replicate.hpp"
#include "engine/simulation/replicate_setup.hpp"
#include "models/skin/layered_skin.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace puncta {
namespace {

using namespace units;

RunPlan plan_of(const std::string& site, const std::vector<std::string>& settings) {
    const std::string text = "[skin]\nsite = \"" + site +
                             "\"\n[device]\npreset = \"dermapen\"\n[treatment]\narea = [\"4 mm\", \"4 mm\"]\n"
                             "directions = [\"0 deg\"]\npasses = 1\nload = \"2 N\"\nspeed = \"40 mm/s\"\n";
    RunPlan plan = scenarios::make_plan(scenarios::read_scenario_text(text, "test", settings));
    plan.keep_punctures = true;
    return plan;
}

const std::array<std::string, 2> one_needle = {"device.cartridge.ring_needles=[1]",
                                               "device.cartridge.ring_radii=[\"0 mm\"]"};

/// Needles of a head on the mean skin.
struct Needles {
    explicit Needles(const ReplicateSetup& setup) : states(setup.head.size()) {
        laws.reserve(states.size());
        for (std::size_t i = 0; i < states.size(); ++i) {
            states[i].law = &laws.emplace_back(setup.law_at(i, {}));
            states[i].offset = setup.offset(i, 0);
            states[i].longest = setup.head[i].length;
        }
    }
    [[nodiscard]] double mean_depth() const {
        return std::accumulate(states.begin(), states.end(), 0.0,
                               [](double sum, const StationNeedle& n) { return sum + n.depth; }) /
               double(states.size());
    }
    std::vector<LocalLaw> laws;
    std::vector<StationNeedle> states;
};

PlateStations stations_of(const ReplicateSetup& setup) {
    return {setup.plate(), RelaxationStep(setup.subject->relaxation(), setup.plan.press.step_time)};
}

TEST(PenNose, WithoutOpeningIsTheFlatPunch) {
    // P = 2 a E* D_0 on a half-space; an opening of a fifteenth takes 4e-5 of it (Smythe 1951: 4 eps³/3 pi²).
    // The edge of a punch is singular: cells of side s leave an error of the order s/a, which halves with
    // them.
    const double load = 2.0_N, radius = 4.5_mm;
    std::vector<double> errors;
    for (const char* cell : {"1 mm", "0.5 mm", "0.25 mm"}) {
        RunPlan plan =
            plan_of("homogeneous_block",
                    {one_needle[0], one_needle[1], "model.relaxation=false", "skin.support.modulus=0.3 MPa",
                     "skin.support.poisson=0.49", "model.drum_cell=" + std::string(cell)});
        plan.device.pen.opening_diameter = 0.3_mm;
        const ReplicateSetup setup(plan, 0);
        const double stiff = 0.3_MPa / (1 - 0.49 * 0.49);  // of the card
        const double rest = load - setup.nose()->reaction();
        errors.push_back(setup.nose()->depression(load) / (rest / (2 * radius * stiff)) - 1);
    }
    EXPECT_LT(std::abs(errors[2]), 0.01);
    EXPECT_NEAR(errors[0] / errors[1], 2, 0.5);
    EXPECT_NEAR(errors[1] / errors[2], 2, 0.5);
}

TEST(PenNose, UnpressedIsNoNose) {
    const ReplicateRecord flush = simulate_replicate(plan_of("cheek", {"treatment.load=0 N"}), 0);
    const ReplicateRecord none = simulate_replicate(
        plan_of("cheek", {"treatment.load=0 N", "device.cartridge.nose_diameter=0 mm"}), 0);
    ASSERT_EQ(flush.punctures.size(), none.punctures.size());
    ASSERT_GT(none.punctures.size(), 30U);
    for (std::size_t i = 0; i < none.punctures.size(); ++i)  // the tables of influence are cut elsewhere
        EXPECT_NEAR(flush.punctures[i].depth, none.punctures[i].depth, 1e-4 * none.punctures[i].depth);
    // A load far below what the needles push back leaves the nose flush, too.
    const ReplicateRecord light = simulate_replicate(plan_of("cheek", {"treatment.load=1 mN"}), 0);
    ASSERT_EQ(light.punctures.size(), flush.punctures.size());
    EXPECT_EQ(light.punctures.front().depth, flush.punctures.front().depth);
}

TEST(PenNose, ForcesComeToTheLoadOverACycle) {
    // At 0.5 N the needles add a quarter of the load, at 2 N hardly anything: they take over from the nose.
    for (const char* asked : {"0.5 N", "2 N"}) {
        const RunPlan plan = plan_of("cheek", {std::string("treatment.load=") + asked});
        const ReplicateSetup setup(plan, 0);
        const PenNose& nose = *setup.nose();
        const double load = plan.treatment.load, body = nose.depression(load), step = plan.press.step_time;
        PlateStations stations = stations_of(setup);
        // Tips held high over the skin: the nose alone carries what the needles leave to it. Its memory of
        // the glide and the tables of a short step must agree on that; a step relaxes less than 1e-3.
        Needles high(setup);
        stations.put_down(nose.memory(load));
        const double resting = stations.drive(body, -0.95 * body, high.states).drum_load;
        EXPECT_EQ(high.mean_depth(), 0);
        EXPECT_NEAR(resting, load - nose.reaction(), 1e-3 * load);
        EXPECT_GT(nose.reaction(), 0);

        // One whole turn of the crank, from its top, in steps of the schedule.
        Needles needles(setup);
        stations.put_down(nose.memory(load));
        const int half = static_cast<int>(0.5 / (plan.device.pen.frequency * step));
        double impulse = 0, fullest = 0, at_bottom = 0;
        for (int k = -half; k <= half; ++k) {
            const double reach = pen_reach(plan.device.pen, k * step);
            if (body + reach <= 0) {  // no tip touches
                impulse += resting * step;
                continue;
            }
            const StationResult result = stations.drive(body, reach, needles.states);
            ASSERT_TRUE(result.converged);
            impulse += result.load * step;
            fullest = std::max(fullest, result.drum_load);
            if (k == 0) at_bottom = result.drum_load;
        }
        // Forces that relax while the nose stands still, and the part of a step that is left over: 1 %.
        EXPECT_NEAR(impulse / ((2 * half + 1) * step), load, 0.01 * load);
        EXPECT_LT(at_bottom, 0.7 * fullest);  // the needles take the skin away from under the rim
    }
}

TEST(PenNose, FarAwayItDoesNothing) {
    // A nose in full contact holds the skin at its place. What the needles then do, beyond the depression of
    // the skin at rest, is what they do without a nose, up to their influence over its radius: 1/b on a
    // homogeneous half-space. The force of one needle at 0.6 mm.
    const auto force_in = [](double opening, bool nose) {
        RunPlan plan =
            plan_of("homogeneous_block", {one_needle[0], one_needle[1], "model.relaxation=false",
                                          "skin.support.modulus=0.3 MPa", "skin.support.poisson=0.49"});
        plan.device = without_scatter(plan.device);
        plan.cell_limit = 2.0_mm;
        plan.device.pen.opening_diameter = opening;
        plan.device.pen.nose_diameter = nose ? opening + 4.0_mm : 0;
        const ReplicateSetup setup(plan, 0);
        PlateStations stations = stations_of(setup);
        Needles needle(setup);
        if (!nose) {
            stations.drive(0, 0.6_mm, needle.states);
            return needle.states[0].force;
        }
        const double body = 1.0_mm;
        // How far the skin in the middle has sunk: where the tip begins to feel it.
        double low = -body, high = 0;
        for (int n = 0; n < 50; ++n) {
            const double middle = 0.5 * (low + high);
            Needles probe(setup);
            stations.drive(body, middle, probe.states);
            (probe.states[0].force > 0 ? high : low) = middle;
        }
        stations.drive(body, low + 0.6_mm, needle.states);
        return needle.states[0].force;
    };
    const double free = force_in(3.0_mm, false);
    std::vector<double> errors;
    for (const double opening : {10.0_mm, 20.0_mm, 40.0_mm})
        errors.push_back(force_in(opening, true) / free - 1);
    EXPECT_GT(errors[0], 0);  // the nose holds the skin up
    EXPECT_LT(errors[2], 0.05);
    EXPECT_NEAR(errors[0] / errors[1], 2, 0.5);
    EXPECT_NEAR(errors[1] / errors[2], 2, 0.5);
}

TEST(PenNose, HalvingItsCellsChangesLittle) {
    std::vector<double> depths;
    for (const double cell : {0.5_mm, 0.25_mm}) {
        RunPlan plan = plan_of("cheek", {});
        plan.device = without_scatter(plan.device);
        plan.cell_limit = cell;
        const ReplicateSetup setup(plan, 0);
        const PenNose& nose = *setup.nose();
        PlateStations stations = stations_of(setup);
        stations.put_down(nose.memory(plan.treatment.load));
        Needles needles(setup);
        const double body = nose.depression(plan.treatment.load);
        for (int k = nose.steps_in(plan.treatment.load, 0, plan.phases) - 1; k >= 0; --k)
            stations.drive(body, pen_reach(plan.device.pen, k * plan.press.step_time), needles.states);
        depths.push_back(needles.mean_depth());
    }
    EXPECT_GT(depths[1], 100.0_um);
    EXPECT_NEAR(depths[0] / depths[1], 1, 0.03);
}

}  // namespace
}  // namespace puncta
