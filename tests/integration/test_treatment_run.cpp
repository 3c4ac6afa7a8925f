/// Treatments through whole replicates: polygons, zones, the hand. A small roller, so that it is quick.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/motion/rolling.hpp"
#include "engine/simulation/replicate.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace puncta {
namespace {

/// Four rows of twelve needles, 10 mm wide, over 20 mm x 10 mm of a cheek unless told otherwise.
RunPlan plan_of(std::vector<std::string> settings) {
    std::vector<std::string> all = {"device.rows=4",
                                    "device.needles_per_row=12",
                                    "treatment.load=1 N",
                                    "treatment.area=[\"20 mm\", \"10 mm\"]",
                                    "treatment.directions=[\"0 deg\"]",
                                    "treatment.passes=1",
                                    "treatment.load.cv=0",
                                    "model.station_step=0.25",
                                    "model.drum_cell=1 mm",
                                    "model.relaxation=false"};
    for (std::string& setting : settings) {
        if (setting.starts_with("treatment.polygon"))
            std::erase_if(all, [](const std::string& one) { return one.starts_with("treatment.area"); });
        all.push_back(std::move(setting));
    }
    RunPlan plan = scenarios::make_plan(
        scenarios::read_scenario(PUNCTA_SOURCE_DIR "/scenarios/reference/mf8_cheek.toml", all));
    plan.keep_punctures = true;
    return plan;
}

const std::string l_shape =
    "treatment.polygon=[[\"2 mm\",\"1 mm\"],[\"22 mm\",\"1 mm\"],[\"22 mm\",\"7 mm\"],[\"12 mm\",\"7 mm\"],"
    "[\"10 mm\",\"15 mm\"],[\"2 mm\",\"13 mm\"]]";
const std::string mole =
    "treatment.exclude=[{ name = \"mole\", polygon = [[\"5 mm\",\"3 mm\"],[\"9 mm\",\"3 mm\"],"
    "[\"7 mm\",\"6 mm\"]], action = \"warning\" }]";

TEST(TreatmentRun, ContactsPerAreaOfAPolygonAreNominal) {
    // N·passes/(2 pi R_roll W), with slip, within 3 standard errors over the replicates.
    const RunPlan plan = plan_of({l_shape, mole, "treatment.directions=[\"0 deg\", \"50 deg\"]",
                                  "treatment.strokes=back-and-forth", "treatment.slip=0.1",
                                  "treatment.wander.sd=0.3 mm", "treatment.overlap=0"});
    EXPECT_DOUBLE_EQ(plan.rolling_radius, plan.device.drum_radius / 0.9);
    constexpr int count = 8;
    double sum = 0, squares = 0;
    for (int i = 0; i < count; ++i) {
        const ReplicateRecord record = simulate_replicate(plan, i);
        const double contacts =
            at(record.values, Quantity::density_total) / at(record.values, Quantity::penetrated_share);
        sum += contacts;
        squares += contacts * contacts;
        for (const Puncture& p : record.punctures) EXPECT_TRUE(plan.region.contains(p.x, p.y));
    }
    const double mean = sum / count, error = std::sqrt((squares / count - mean * mean) / (count - 1));
    const double nominal = nominal_density(48, 2, plan.rolling_radius, plan.device.width());
    EXPECT_NEAR(mean, nominal, 3 * error);
    EXPECT_LT(error, 0.08 * nominal);
}

TEST(TreatmentRun, MapsCoverTheBoxAndCountTheRegion) {
    const RunPlan plan = plan_of({l_shape, mole, "output.map_cell=0.8 mm"});
    const MapGrid& grid = plan.grid;
    EXPECT_NEAR(grid.x0, 2e-3, 1e-15);
    EXPECT_NEAR(grid.y0, 1e-3, 1e-15);
    EXPECT_EQ(grid.nx, 25);  // 20 mm and 14 mm in cells of 0.8 mm
    EXPECT_EQ(grid.ny, 18);
    double area = 0;
    for (std::size_t c = 0; c < grid.size(); ++c) area += grid.area_inside(c);
    // By hand, shoelace of the six corners and the triangle: (-20 + 132 + 70 + 110 + 100 - 24)/2 - 4·3/2 mm².
    EXPECT_NEAR(area, 178e-6, 1e-12);
    EXPECT_NEAR(plan.region.area(), area, 1e-15);
    const ReplicateRecord record = simulate_replicate(plan, 0);
    EXPECT_DOUBLE_EQ(at(record.values, Quantity::density_total),
                     double(record.punctures.size()) / plan.region.area());
    double covered = 0;
    for (std::size_t c = 0; c < grid.size(); ++c)
        covered += record.tallies.map_covered[c] > 0 ? grid.area_inside(c) : 0;
    EXPECT_NEAR(at(record.values, Quantity::covered_share), covered / area, 1e-12);
}

TEST(TreatmentRun, ChannelsAddUpOverDepth) {
    const RunPlan plan = plan_of({});
    const ReplicateRecord record = simulate_replicate(plan, 0);
    const double width = plan.bins.width, area = plan.region.area();
    double volume = 0, first = 0, lengths = 0, deepest = 0;
    for (std::size_t bin = 0; bin < record.channels.open_area.size(); ++bin) {
        volume += record.channels.open_area[bin] * width;
        lengths += record.channels.holes_deeper[bin] * width;
        if (bin > 0) {
            EXPECT_LE(record.channels.holes_deeper[bin], record.channels.holes_deeper[bin - 1]);
        }
        if (record.channels.open_area[bin] > 0) deepest = double(bin + 1) * width;
    }
    EXPECT_NEAR(volume, at(record.values, Quantity::channel_volume), 1e-12 * volume);  // rounding
    // Holes that no second needle went into are the punctures: their lengths add up, and all pass the first
    // bin that are deeper than it.
    std::size_t holes = 0;
    double depths = 0, most = 0;
    for (const Puncture& p : record.punctures) {
        ASSERT_EQ(p.flags & puncture_existing_hole, 0) << "this scenario has no second visits";
        ++holes;
        depths += p.depth / area;
        first += std::min(p.depth, width) / width / area;
        most = std::max(most, p.depth);
    }
    ASSERT_GT(holes, 10U);
    EXPECT_NEAR(lengths, depths, 1e-12 * depths);
    EXPECT_NEAR(record.channels.holes_deeper[0], first, 1e-12 * first);
    // What is seen from above is the mean over the first needle diameter of depth; sections shrink with
    // depth.
    const auto shaft = static_cast<std::size_t>(plan.device.needle.shaft_diameter / width);
    EXPECT_LT(at(record.values, Quantity::open_area_share), record.channels.open_area[0]);
    EXPECT_GT(at(record.values, Quantity::open_area_share), record.channels.open_area[shaft]);
    EXPECT_GE(deepest, most);
    EXPECT_LT(deepest, most + width);
}

TEST(TreatmentRun, LayersOfTheMapAddUp) {
    const ReplicateRecord record = simulate_replicate(plan_of({l_shape, "output.map_cell=2 mm"}), 0);
    const Tallies& t = record.tallies;
    const std::size_t cells = t.map_count.size();
    ASSERT_EQ(t.map_layers.size(), t.layer_counts.size() * cells);
    for (std::size_t l = 0; l < t.layer_counts.size(); ++l) {
        std::uint64_t all = 0;
        for (std::size_t c = 0; c < cells; ++c) all += t.map_layers[l * cells + c];
        EXPECT_EQ(all, t.layer_counts[l]);
    }
    for (std::size_t c = 0; c < cells; ++c) {
        std::uint64_t all = 0;
        for (std::size_t l = 0; l < t.layer_counts.size(); ++l) all += t.map_layers[l * cells + c];
        EXPECT_EQ(all, t.map_count[c]);
    }
}

TEST(TreatmentRun, NoNeedleComesDownInAZoneToLiftBefore) {
    const std::string zone =
        "treatment.exclude=[{ name = \"lid\", polygon = [[\"29 mm\",\"0 mm\"],[\"31 mm\",\"0 mm\"],[\"31 "
        "mm\",\"10 mm\"],"
        "[\"29 mm\",\"10 mm\"]], action = \"lift\" }]";
    RunPlan plan = plan_of({"treatment.area=[\"60 mm\",\"10 mm\"]", zone, "treatment.load.ramp=5 mm"});
    plan.region = Region(plan.treatment.area);  // count in the zone as well
    const ReplicateRecord record = simulate_replicate(plan, 0);
    int before = 0, behind = 0;
    for (const Puncture& p : record.punctures) {
        EXPECT_FALSE(p.x >= 29e-3 && p.x <= 31e-3) << p.x;
        before += p.x < 29e-3 ? 1 : 0;
        behind += p.x > 31e-3 ? 1 : 0;
    }
    EXPECT_GT(before, 10);
    EXPECT_GT(behind, 10);
    EXPECT_EQ(record.solver.failures, 0U);
}

TEST(TreatmentRun, TheLowerSideGoesDeeper) {
    const auto means = [](const char* tilt) {
        const RunPlan plan =
            plan_of({std::string("treatment.tilt.mean=") + tilt, "device.needle.length_sd=0 mm",
                     "skin.puncture.cv=0", "treatment.strokes=back-and-forth"});
        std::array<double, 4> sum{}, count{};
        for (const Puncture& p : simulate_replicate(plan, 0).punctures) {
            sum[std::size_t(p.row)] += p.depth;
            ++count[std::size_t(p.row)];
        }
        for (std::size_t row = 0; row < 4; ++row) sum[row] /= count[row];
        return sum;
    };
    const auto level = means("0 deg"), left = means("2 deg"), right = means("-2 deg");
    // Row 3 lies to the left. Outer rows share their skin with fewer: equal on either side when level.
    EXPECT_GT(left[3], 1.05 * level[3]);
    EXPECT_LT(left[0], 0.95 * level[0]);
    EXPECT_GT(right[0], 1.05 * level[0]);
    EXPECT_LT(right[3], 0.95 * level[3]);
}

TEST(TreatmentRun, TimeGrowsByTheWay) {
    // Four needle pitches more of the way take 4 · 2 pi R/12 at 50 mm/s longer, stations falling alike.
    const double more = 4 * 2 * std::numbers::pi * 0.01 / 12;
    const auto time = [](double side) {
        return at(simulate_replicate(plan_of({fmt::format("treatment.area=[\"{:.17g} m\", \"10 mm\"]", side),
                                              "treatment.passes=2", "treatment.pause=3 s"}),
                                     0)
                      .values,
                  Quantity::treatment_time);
    };
    const double once = time(0.0203);
    EXPECT_NEAR(time(0.0203 + more) - once, 2 * more / 0.05, 1e-9);
    EXPECT_GT(once, 3 + 2 * 0.0203 / 0.05);
    EXPECT_LT(once, 3 + 2 * 0.06 / 0.05);
}

TEST(TreatmentRun, AHandThatDriftsSpreadsTheDepthAndRepeatsItsBits) {
    const std::vector<std::string> drifting = {
        "treatment.area=[\"40 mm\",\"10 mm\"]",   "treatment.load.cv=0.4",
        "treatment.load.correlation_time=0.05 s", "treatment.speed.cv=0.2",
        "treatment.speed.correlation_time=0.1 s", "skin.puncture.cv=0",
        "device.needle.length_sd=0 mm",           "treatment.wander.sd=1 mm"};
    const RunPlan plan = plan_of(drifting);
    const ReplicateRecord one = simulate_replicate(plan, 1), again = simulate_replicate(plan, 1);
    EXPECT_EQ(one.values, again.values);
    auto steady = drifting;
    steady.emplace_back("treatment.load.cv=0");
    const ReplicateRecord even = simulate_replicate(plan_of(steady), 1);
    EXPECT_GT(at(one.values, Quantity::depth_sd), 1.2 * at(even.values, Quantity::depth_sd));
    EXPECT_EQ(one.punctures.size(), even.punctures.size());
    // A finer walk meets the same hand: the needles land at the same places.
    auto finer = drifting;
    finer.emplace_back("model.station_step=0.125");
    const ReplicateRecord fine = simulate_replicate(plan_of(finer), 1);
    ASSERT_EQ(fine.punctures.size(), one.punctures.size());
    const auto across = [](const ReplicateRecord& record) {
        std::vector<double> y;
        for (const Puncture& p : record.punctures) y.push_back(p.y);
        std::sort(y.begin(), y.end());
        return y;
    };
    const auto here = across(one), there = across(fine);
    for (std::size_t i = 0; i < here.size(); ++i) EXPECT_NEAR(here[i], there[i], 1e-12);
    // Strokes begin and end at stations: two steps of 2 pi R/48 at 50 mm/s.
    EXPECT_NEAR(at(fine.values, Quantity::treatment_time), at(one.values, Quantity::treatment_time), 0.06);
}

}  // namespace
}  // namespace puncta
