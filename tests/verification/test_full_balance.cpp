// The fast balance against the full solve (bench/baselines) on stations in the middle of strokes, with all
// they remember: random rollers, loads and skins.

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "bench/baselines/full_load_balance.hpp"
#include "engine/simulation/solved_station.hpp"
#include "engine/simulation/stroke_simulation.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace puncta {
namespace {

struct Design {
    std::vector<std::string> settings;
    std::int64_t replicate;
};

template <class T>
const T& any_of(const std::vector<T>& values, std::mt19937& random) {
    return values[random() % values.size()];
}

/// Roller, load and skin at random; the settings are the scenario's own keys.
Design random_design(std::mt19937& random) {
    const auto rows = any_of<int>({4, 8, 12}, random), per_row = any_of<int>({18, 24, 30}, random);
    const auto length = any_of<double>({0.5, 1.0, 1.5, 2.0}, random),
               load = any_of<double>({1, 2, 4, 6}, random);
    const auto tip = any_of<double>({4, 8, 20}, random);
    return {{fmt::format("device.rows={}", rows), fmt::format("device.needles_per_row={}", per_row),
             fmt::format("device.row_spacing=\"{} mm\"", 16.0 / rows),
             fmt::format("device.needle.length=\"{} mm\"", length),
             fmt::format("device.needle.tip_diameter=\"{} um\"", tip),
             fmt::format("treatment.load=\"{} N\"", load),
             fmt::format("skin.site=\"{}\"", any_of<std::string>({"cheek", "forehead", "abdomen"}, random)),
             "treatment.area=[\"4 mm\",\"4 mm\"]", "treatment.passes=1", "treatment.directions=[\"0 deg\"]"},
            static_cast<std::int64_t>(random() % 50)};
}

struct Differences {
    std::vector<double> depth;                ///< relative, of needles in the skin
    double load = 0;                          ///< largest, of the load
    std::size_t stations = 0, elsewhere = 0;  ///< elsewhere: with another state of some needle
};

void compare(const SolvedStation& at, Differences& found) {
    full::LoadBalance slow(at.pattern->drum());
    std::vector<StationNeedle> needles(at.before.begin(), at.before.end());
    std::vector<StationEvent> events;
    slow.enter(at.pattern->influence(at.phase), at.balance.relaxed_cells());
    const StationResult result = slow.solve(at.load, at.result.axle_depression, needles, events);
    ASSERT_TRUE(result.converged && at.result.converged);
    ++found.stations;
    found.load = std::max(found.load, std::abs(at.result.load / at.load - 1));
    bool elsewhere = false;
    for (std::size_t i = 0; i < needles.size(); ++i) {
        elsewhere = elsewhere || needles[i].inserted != at.after[i].inserted;
        if (needles[i].depth <= 0) continue;
        found.depth.push_back(std::abs(at.after[i].depth / needles[i].depth - 1));
        elsewhere = elsewhere || found.depth.back() > 5e-3;
    }
    found.elsewhere += elsewhere;
}

/// By how far a cell of the drum without a force stands in the skin, and one with a force apart from it, at
/// most, over the axle depression: from the influences as they are, nothing condensed or left out.
double worst_contact(const SolvedStation& at) {
    const DrumInfluence& drum = at.pattern->drum();
    Eigen::VectorXd needle_force(Eigen::Index(at.after.size()));
    for (std::size_t i = 0; i < at.after.size(); ++i)
        needle_force[Eigen::Index(i)] = at.after[i].force + at.after[i].relaxed;
    const Eigen::VectorXd sink = at.pattern->influence(at.phase).cell_needle * needle_force +
                                 drum.cell_cell * at.balance.sinking_cell_force();
    const double depression = at.result.axle_depression;
    const Eigen::VectorXd overlap = (depression + drum.offset.array() - sink.array()) / depression;
    double worst = std::max(0.0, overlap.maxCoeff());
    for (const Eigen::Index cell : at.balance.cells_in_contact())
        worst = std::max(worst, std::abs(overlap[cell]));
    return worst;
}

void run_a_stroke(const RunPlan& plan, std::int64_t replicate) {
    ReplicateSetup setup(plan, replicate);
    StrokeTotals totals;
    SolverCounts counts;
    simulate_stroke(
        setup, strokes_of(plan, plan.site(0)).front(), [](const Puncture&, std::size_t, const LocalSkin&) {},
        totals, counts);
    ASSERT_EQ(counts.failures, 0U);
}

// From the first station on, where the roller is pressed in, and where needles break through into the fat
// and the skin springs back: both bring cells to the skin that were far from it a moment before.
TEST(FullBalance, NoCellOfTheDrumIsOverlooked) {
    const std::vector<std::vector<std::string>> designs{
        {"device.rows=4", "device.row_spacing=\"4 mm\"", "treatment.load=\"4.4 N\""},
        {"device.rows=2", "device.row_spacing=\"8 mm\""},
        {"device.needle.length=\"0.25 mm\""}};
    for (const std::vector<std::string>& design : designs) {
        std::vector<std::string> settings = design;
        settings.insert(settings.end(), {"treatment.area=[\"4 mm\",\"4 mm\"]", "treatment.passes=1"});
        RunPlan plan = scenarios::make_plan(
            scenarios::read_scenario(PUNCTA_SOURCE_DIR "/scenarios/reference/mf8_cheek.toml", settings));
        std::size_t touching = 0;
        double worst = 0;
        plan.observe = [&](const SolvedStation& at) {
            touching += at.balance.cells_in_contact().empty() ? 0 : 1;
            worst = std::max(worst, worst_contact(at));
        };
        for (const std::int64_t replicate : {0, 1}) run_a_stroke(plan, replicate);
        EXPECT_GT(touching, 20U) << design.front();
        EXPECT_LT(worst, 1e-9);  // to which a station closes
    }
}

TEST(FullBalance, FastOneGoesAsDeepOnRandomDesigns) {
    std::mt19937 random(6);
    Differences found;
    for (int design = 0; design < 12; ++design) {
        const Design drawn = random_design(random);
        RunPlan plan = scenarios::make_plan(scenarios::read_scenario(
            PUNCTA_SOURCE_DIR "/scenarios/reference/mf8_cheek.toml", drawn.settings));
        int station = 0;
        plan.observe = [&](const SolvedStation& at) {
            if (station++ % 3 == 0) compare(at, found);
        };
        run_a_stroke(plan, drawn.replicate);
    }
    ASSERT_GT(found.stations, 200U);
    ASSERT_GT(found.depth.size(), 2000U);
    std::sort(found.depth.begin(), found.depth.end());
    const double p99 = found.depth[found.depth.size() * 99 / 100];
    RecordProperty("p99", fmt::format("{:.2g}", p99));
    fmt::print("{} stations, {} elsewhere, {} needles: median {:.1e}, p99 {:.1e}; load {:.1e}\n",
               found.stations, found.elsewhere, found.depth.size(), found.depth[found.depth.size() / 2], p99,
               found.load);
    // Both are solved to 1e-9 of the axle depression. Asked for: 0.5 % at the 99th percentile, forces adding
    // up to 1e-8 of the load.
    EXPECT_LT(p99, 1e-5);
    EXPECT_EQ(found.elsewhere, 0U);
    EXPECT_LT(found.load, 1e-8);
}

}  // namespace
}  // namespace puncta
