/// Every device of the catalogue does a small treatment, and lands as many needles as its geometry says.

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <numbers>

#include <gtest/gtest.h>

#include "engine/simulation/replicate.hpp"
#include "engine/simulation/stroke_simulation.hpp"
#include "models/cards/catalog.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace puncta {
namespace {

/// Its sides are no near multiple of rows or pitches, so that counts scatter evenly. On a block, coarse and
/// elastic: quick, and what is asked here does not depend on it.
scenarios::Scenario small_treatment(const std::string& device) {
    const std::string kind = models::shipped_device_card(device).device.kind;
    std::string text =
        "[skin]\nsite = \"homogeneous_block\"\n[device]\npreset = \"" + device +
        "\"\n[treatment]\narea = [\"7 mm\", \"5.3 mm\"]\ndirections = [\"0 deg\"]\npasses = 1\n"
        "speed = \"50 mm/s\"\n";
    text += "load = \"1 N\"\n";
    if (kind == "stamp") text += "hold_time = \"0 s\"\n";
    text += "[model]\nstation_step = 0.25\ndrum_cell = \"1 mm\"\nrelaxation = false\n";
    return scenarios::read_scenario_text(text, device);
}

/// All needles of a head share the law of the nominal one, which takes a millisecond to make.
class SharedLaw final : public NeedleLaw {
  public:
    explicit SharedLaw(const NeedleLaw& law) : law_(law) {}
    Value dimple(double force, const LocalSkin& local) const override { return law_.dimple(force, local); }
    Value resistance(double depth, const LocalSkin& local) const override {
        return law_.resistance(depth, local);
    }
    std::vector<double> turning_depths(double limit, const LocalSkin& local) const override {
        return law_.turning_depths(limit, local);
    }
    double reopening_share(double depth, const LocalSkin& local) const override {
        return law_.reopening_share(depth, local);
    }
    Sideways sideways(double depth, double held_at, const LocalSkin& local) const override {
        return law_.sideways(depth, held_at, local);
    }
    Channel channel(double depth, const LocalSkin& local) const override {
        return law_.channel(depth, local);
    }
    void add_channel_volumes(double depth, double bin_width, std::span<double> volumes,
                             const LocalSkin& local) const override {
        law_.add_channel_volumes(depth, bin_width, volumes, local);
    }
    double breach_force(const LocalSkin& local) const override { return law_.breach_force(local); }
    double puncture_force() const override { return law_.puncture_force(); }

  private:
    const NeedleLaw& law_;
};

class OneNeedleSkin final : public SkinSubject {
  public:
    OneNeedleSkin(const SkinSubject& skin, const NeedleLaw& law) : skin_(skin), law_(law) {}
    const LayerDepths& layers() const override { return skin_.layers(); }
    LocalSkin local(double, double) const override { return {}; }
    std::unique_ptr<NeedleLaw> needle_law(const NeedleProfile&) const override {
        return std::make_unique<SharedLaw>(law_);
    }
    InfluenceTables influence(double reach, double own, double side) const override {
        return skin_.influence(reach, own, side);
    }
    std::span<const PronyTerm> relaxation() const override { return {}; }
    double puncture_cv() const override { return 0; }
    double capillary_density() const override { return 0; }
    double capillary_diameter() const override { return 0; }

  private:
    const SkinSubject& skin_;
    const NeedleLaw& law_;
};

/// Gives the plan that skin, for all replicates.
void share_the_law(RunPlan& plan) {
    struct Kept {
        std::function<std::unique_ptr<SkinSubject>(std::int64_t)> real;  // owns the tables of its skins
        std::unique_ptr<SkinSubject> skin;
        std::unique_ptr<NeedleLaw> law;
    };
    auto kept = std::make_shared<Kept>(plan.subject, plan.subject(0));
    kept->law = kept->skin->needle_law(nominal_needle(plan.device.needle));
    plan.subject = [kept](std::int64_t) { return std::make_unique<OneNeedleSkin>(*kept->skin, *kept->law); };
}

class EveryDevice : public testing::TestWithParam<std::string> {};
class EveryRoller : public testing::TestWithParam<std::string> {};

std::vector<std::string> rollers() {
    std::vector<std::string> names = models::device_card_names();
    std::erase_if(names,
                  [](const auto& name) { return models::shipped_device_card(name).device.kind != "roller"; });
    return names;
}

std::string test_name(const testing::TestParamInfo<std::string>& device) {
    std::string name = device.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

TEST_P(EveryDevice, DoesASmallTreatment) {
    const scenarios::Scenario scenario = small_treatment(GetParam());
    EXPECT_EQ(scenarios::read_scenario_text(scenario.resolved, "resolved").resolved, scenario.resolved);
    RunPlan plan = scenarios::make_plan(scenario);
    plan.keep_punctures = true;
    if (needle_total(plan.device) > 200) share_the_law(plan);
    const ReplicateRecord record = simulate_replicate(plan, 0);
    EXPECT_GT(record.solver.stations, 0U);
    EXPECT_EQ(record.solver.failures, 0U);
    // The hand cannot push a needle in further than it is long, its scatter included.
    const NeedleSpec& needle = plan.device.needle;
    for (const Puncture& puncture : record.punctures) {
        EXPECT_TRUE(plan.region.contains(puncture.x, puncture.y));
        EXPECT_GT(puncture.depth, 0);
        EXPECT_LE(puncture.depth, needle.length + 4 * needle.length_sd);
        EXPECT_TRUE(std::isfinite(puncture.force));
    }
    const double depression = record.values[std::size_t(Quantity::axle_depression_mean)];
    EXPECT_GT(depression, 0);
}

TEST_P(EveryRoller, LandsAsManyNeedlesAsItsGeometrySays) {
    RunPlan plan = scenarios::make_plan(small_treatment(GetParam()));
    const DeviceSpec& device = plan.device;
    share_the_law(plan);
    plan.treatment.load = 0.1;   // few needles in reach
    plan.treatment.passes = 24;  // each with a phase and an offset of its own
    ReplicateSetup setup(plan, 0);
    double mean = 0, squares = 0;
    const auto strokes = plan_strokes(plan.treatment, device, plan.rolling_radius);
    const auto passes = double(strokes.size());  // a stroke each: the region is narrower than any roller
    for (const Stroke& stroke : strokes) {
        StrokeTotals totals;
        SolverCounts counts;
        simulate_stroke(setup, stroke, [](const Puncture&, std::size_t, const LocalSkin&) {}, totals, counts);
        const double density = double(totals.contacts) / plan.region.area();
        mean += density / passes;
        squares += density * density / passes;
    }
    ASSERT_EQ(passes, plan.treatment.passes);
    const double error = std::sqrt((squares - mean * mean) / (passes - 1));
    // N/(2 pi R_roll W) a pass, free rolling: R_roll is the body's radius. Three standard errors.
    const double expected = device.needle_count() /
                            (2 * std::numbers::pi * device.drum_radius * device.rows * device.row_spacing);
    EXPECT_NEAR(mean, expected, 3 * error);
    EXPECT_LT(error, 0.15 * expected);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryDevice, testing::ValuesIn(models::device_card_names()), test_name);
INSTANTIATE_TEST_SUITE_P(Catalogue, EveryRoller, testing::ValuesIn(rollers()), test_name);

}  // namespace
}  // namespace puncta
