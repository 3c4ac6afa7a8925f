/// Needles and drum on skin that relaxes, between the two limits that are known without a history.

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/insertion/force_memory.hpp"
#include "engine/simulation/replicate.hpp"
#include "models/cards/catalog.hpp"
#include "models/skin/station_problem.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace puncta {
namespace {

using namespace units;

/// Three needles and a strip of drum pressed on the cheek without tension, none of them going in.
models::StationProblem pressed(double stiffening) {
    models::StationProblem problem;
    problem.skin = models::shipped_skin_card("cheek").card;
    for (models::LayerCard& layer : problem.skin.layers) {
        layer.modulus *= stiffening;
        layer.stress = 0;
    }
    problem.tributary_radius = 0.6_mm;
    problem.cell_side = 0.5_mm;
    problem.load = 1.5_N;
    for (const double x : {-1.2_mm, 0.1_mm, 1.3_mm}) {
        models::PlacedNeedle needle;
        needle.x = x;
        needle.offset = -x * x / 20.0_mm;
        needle.tip_diameter = 15.0_um;
        needle.taper_length = 0.15_mm;
        needle.shaft_diameter = 0.25_mm;
        needle.threshold_factor = 1e6;
        problem.needles.push_back(needle);
    }
    for (int i = -4; i < 4; ++i) {
        const double x = (i + 0.5) * 0.5_mm;
        problem.cells.push_back({x, 0.8_mm, -0.25_mm - x * x / 20.0_mm});
    }
    return problem;
}

TEST(RelaxingBalance, CreepsFromTheStiffToTheLongTimeStation) {
    // Quasi-linear skin with one g under a constant load: at first it stands as on the stack of one step,
    // after many relaxation times as on the long-time stack. Both are stations without a history.
    const auto series = models::shipped_skin_card("cheek").card.relaxation;
    const RelaxationStep step(series, 0.1);
    const double long_time = 0.5;  // 1 - 0.4 - 0.1 of the card
    models::StationProblem problem = pressed(step.gain() / long_time);
    Eigen::ArrayXXd of_needles = step.at_rest(3), of_cells = step.at_rest(8);
    models::StationSolution now;
    double first = 0, last = 0;
    for (int n = 0; n < 600; ++n) {
        const Eigen::VectorXd needle_part = step.relaxed(of_needles), cell_part = step.relaxed(of_cells);
        for (Eigen::Index i = 0; i < 3; ++i) problem.needles[std::size_t(i)].relaxed = needle_part[i];
        for (Eigen::Index k = 0; k < 8; ++k) problem.cells[std::size_t(k)].relaxed = cell_part[k];
        // Forces change slowly after the beginning: then every twentieth step is solved, to save time.
        if (n < 20 || n % 20 == 0 || n == 599) {
            now = solve_station(problem);
            ASSERT_TRUE(now.converged);
        }
        if (n == 0) first = now.axle_depression;
        EXPECT_GE(now.axle_depression, last);
        last = now.axle_depression;
        const Eigen::VectorXd needles = Eigen::Map<const Eigen::VectorXd>(now.needle_force.data(), 3);
        const Eigen::VectorXd cells = Eigen::Map<const Eigen::VectorXd>(now.cell_force.data(), 8);
        step.advance(of_needles, needles + needle_part);
        step.advance(of_cells, cells + cell_part);
    }
    const models::StationSolution stiff = solve_station(pressed(step.gain() / long_time));
    const models::StationSolution slow = solve_station(pressed(1));
    EXPECT_GT(slow.drum_share, 0.05);
    EXPECT_NEAR(first / stiff.axle_depression, 1, 1e-12);
    // What is left after 60 s is exp(-60 s/10 s), the creep time of the slow term (5 s · 0.6/0.5 and more).
    EXPECT_NEAR(now.axle_depression / slow.axle_depression, 1, 3e-4);
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_NEAR(now.needle_force[i], slow.needle_force[i], 1e-3 * problem.load);
}

/// One pass over a small area of the cheek.
ReplicateRecord rolled(std::vector<std::string> settings) {
    for (const char* setting :
         {"treatment.area=[\"10 mm\", \"10 mm\"]", "treatment.directions=[\"0 deg\"]", "treatment.passes=1",
          "device.needle.length=\"0.5 mm\"", "model.drum_cell=\"1 mm\""})
        settings.emplace_back(setting);
    return simulate_replicate(scenarios::make_plan(scenarios::read_scenario(
                                  PUNCTA_SOURCE_DIR "/scenarios/reference/mf8_cheek.toml", settings)),
                              0);
}

void expect_equal(const ReplicateRecord& a, const ReplicateRecord& b, double tolerance) {
    for (const Quantity quantity : {Quantity::punctures_total, Quantity::depth_mean, Quantity::depth_sd,
                                    Quantity::drum_load_share, Quantity::axle_depression_mean}) {
        const double of_a = a.values[std::size_t(quantity)], of_b = b.values[std::size_t(quantity)];
        EXPECT_NEAR(of_a, of_b, tolerance * of_b) << int(quantity);
    }
    EXPECT_GT(b.values[std::size_t(Quantity::drum_load_share)], 0.05);
}

TEST(RelaxingBalance, RelaxedAtOnceIsTheLongTimeSkin) {
    // Relaxation 3,000 times faster than a station: the roller feels the long-time moduli, but for some 1e-4.
    expect_equal(rolled({"skin.relaxation=[{share = 0.5, time = \"0.001 ms\"}]"}),
                 rolled({"model.relaxation=false"}), 3e-4);
}

TEST(RelaxingBalance, NeverRelaxedIsTheInstantaneousSkin) {
    // Relaxation far slower than the stroke: everywhere the instantaneous moduli, twice the card's.
    std::vector<std::string> doubled = {"model.relaxation=false"};
    for (const models::LayerCard& layer : models::shipped_skin_card("cheek").card.layers)
        doubled.push_back("skin." + layer.name + ".modulus=\"" + std::to_string(2 * layer.modulus) + " Pa\"");
    expect_equal(rolled({"skin.relaxation=[{share = 0.5, time = \"1000000 s\"}]"}), rolled(doubled), 1e-4);
}

TEST(RelaxingBalance, LeavingNeedlesPushLess) {
    // The skin comes up later than it went down: at equal load the axle sinks deeper than on skin that
    // springs back at once with the stiffness it has at the bottom. Only the sign is known beforehand.
    const auto depression = [](const ReplicateRecord& record) {
        return record.values[std::size_t(Quantity::axle_depression_mean)];
    };
    const ReplicateRecord slow = rolled({}),
                          fast = rolled({"skin.relaxation=[{share = 0.5, time = \"1000000 s\"}]"}),
                          relaxed = rolled({"model.relaxation=false"});
    EXPECT_GT(depression(slow), depression(fast));
    EXPECT_LT(depression(slow), depression(relaxed));
}

}  // namespace
}  // namespace puncta
