/// Heads that are no lattice of equal needles, through whole replicates.

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/simulation/replicate.hpp"
#include "engine/simulation/stroke_simulation.hpp"
#include "scenarios/runner/needle_command.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace puncta {
namespace {

constexpr double direction = std::numbers::pi / 6;

/// One pass of three rows over 6 mm x 6 mm of a cheek that is the same everywhere, with needles that insert
/// alike.
RunPlan small_plan(std::vector<std::string> settings = {}) {
    for (const char* one :
         {"treatment.area=[\"6 mm\", \"6 mm\"]", "treatment.directions=[\"30 deg\"]", "treatment.passes=1",
          "model.station_step=0.125", "model.drum_cell=\"1 mm\"", "model.relaxation=false",
          "skin.variation.thickness_cv=0", "skin.variation.modulus_cv=0", "skin.variation.toughness_cv=0",
          "skin.puncture.cv=0", "treatment.load.mean=1 N", "device.needle.length_sd=0 mm",
          "device.needle.tip_diameter_cv=0"})
        settings.emplace_back(one);
    // A list says its rows itself.
    if (settings[0].find("needle_list") == std::string::npos) settings.emplace_back("device.rows=3");
    RunPlan plan = scenarios::make_plan(
        scenarios::read_scenario(PUNCTA_SOURCE_DIR "/scenarios/reference/mf8_cheek.toml", settings));
    plan.keep_punctures = true;
    return plan;
}

std::vector<Puncture> punctures_of(const RunPlan& plan) {
    std::vector<Puncture> found = simulate_replicate(plan, 0).punctures;
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return std::tie(a.row, a.x) < std::tie(b.row, b.x); });
    return found;
}

/// Three rows of the MF8 as a list.
std::string mf8_as_a_list() {
    const std::string file = testing::TempDir() + "puncta_mf8.csv";
    std::ofstream list(file);
    list << "row,angle\n";
    for (int row = 0; row < 3; ++row)
        for (int n = 0; n < 24; ++n) list << row << ',' << (n + 0.5 * (row % 2)) * 15 << " deg\n";
    return "device.needle_list=" + file;
}

TEST(Heads, AListOfTheLatticesNeedlesIsTheLattice) {
    const std::vector<Puncture> lattice = punctures_of(small_plan());
    const std::vector<Puncture> list = punctures_of(small_plan({mf8_as_a_list()}));
    ASSERT_GT(lattice.size(), 3U);
    ASSERT_EQ(lattice.size(), list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        EXPECT_NEAR(list[i].x, lattice[i].x, 1e-12);  // rounding of angles
        EXPECT_NEAR(list[i].y, lattice[i].y, 1e-12);
        EXPECT_EQ(list[i].row, lattice[i].row);
        EXPECT_NEAR(list[i].depth, lattice[i].depth, 1e-6 * lattice[i].depth);
        EXPECT_NEAR(list[i].force, lattice[i].force, 1e-6 * lattice[i].force);
    }
}

TEST(Heads, LeaningNeedlesLandBesideTheirPlaces) {
    // The tip stands lowest R_roll · angle later along the path and beside its row, in the frame of the
    // stroke.
    const RunPlan straight = small_plan();
    const RunPlan leaning =
        small_plan({"device.needle.tilt_across_sd=3 deg", "device.needle.angle_sd=0.5 deg"});
    const ReplicateSetup head(leaning, 0);
    std::size_t matched = 0;
    const std::vector<Puncture> there = punctures_of(straight);
    for (const Puncture& p : punctures_of(leaning)) {
        const auto twin = std::find_if(there.begin(), there.end(), [&](const Puncture& q) {
            return q.row == p.row && q.needle == p.needle && q.pass == p.pass;
        });
        if (twin == there.end()) continue;  // it landed on the other side of the area's edge
        ++matched;
        const HeadNeedle& needle =
            head.head[head.layout.row_begin(p.row) + static_cast<std::size_t>(p.needle)];
        const double along = needle.tip_angle * leaning.rolling_radius, across = needle.tip_across;
        const double c = std::cos(direction), s = std::sin(direction);
        EXPECT_NEAR(p.x - twin->x, along * c - across * s, 1e-12);
        EXPECT_NEAR(p.y - twin->y, along * s + across * c, 1e-12);
        EXPECT_GT(std::abs(across), 0);
    }
    EXPECT_GE(matched, 3U);
}

TEST(Heads, AMissingNeedleNeverTouches) {
    const RunPlan plan = small_plan({"device.needle.missing_share=0.5"});
    const ReplicateSetup setup(plan, 0);
    const ReplicateRecord record = simulate_replicate(plan, 0);
    ASSERT_GT(record.punctures.size(), 1U);
    for (const Puncture& p : record.punctures) {
        const std::size_t index = setup.layout.row_begin(p.row) + static_cast<std::size_t>(p.needle);
        EXPECT_FALSE(setup.head[index].missing);
        EXPECT_TRUE(std::isfinite(p.depth) && std::isfinite(p.force) && std::isfinite(p.entry_angle));
    }
    // What is left pierces as often as it touches: missing needles are no contacts that failed.
    EXPECT_EQ(at(record.values, Quantity::penetrated_share), 1);
    EXPECT_LT(record.punctures.size(), punctures_of(small_plan()).size());
    EXPECT_EQ(record.solver.failures, 0);
}

TEST(Heads, EveryLayoutRolls) {
    for (const char* layout : {"helix", "random"}) {
        const ReplicateRecord record =
            simulate_replicate(small_plan({std::string("device.layout=") + layout}), 0);
        EXPECT_GT(record.punctures.size(), 2U) << layout;
        EXPECT_EQ(record.solver.failures, 0) << layout;
        std::set<std::pair<int, int>> needles;
        for (const Puncture& p : record.punctures) needles.emplace(p.row, p.needle);
        EXPECT_EQ(needles.size(), record.punctures.size()) << layout;  // 6 mm are no whole turn
    }
}

TEST(Heads, AWornNeedleTakesTheForceOfItsTip) {
    // F_p = F_0 + Gamma d_tip of the card; 10 treatments of 0.5 um of radius make 8 um to 18 um.
    for (const auto& [wear, tip] : {std::pair("0", 8e-6), {"10", 18e-6}}) {
        const scenarios::Scenario scenario = scenarios::read_scenario(
            PUNCTA_SOURCE_DIR "/scenarios/reference/mf8_excised.toml", {std::string("device.wear=") + wear});
        const models::NeedleTrace trace = scenarios::needle_law(scenario, 1, {0, 1e-3, 2e-3});
        ASSERT_TRUE(trace.insertion) << wear;
        const models::PunctureCard& card = scenario.skin.puncture;
        EXPECT_NEAR(trace.insertion->force, card.intercept + card.slope * tip, 1e-5) << wear;
    }
}

}  // namespace
}  // namespace puncta
