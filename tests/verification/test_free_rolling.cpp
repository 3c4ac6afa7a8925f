/// The radius of free rolling between the limits that are known: a drum that grips, and skin that goes along.

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/simulation/free_rolling.hpp"
#include "engine/simulation/replicate.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace puncta {
namespace {

using namespace units;

RunPlan small_plan(std::vector<std::string> settings) {
    for (const char* one : {"device.rows=3", "treatment.load=\"1.5 N\"", "model.station_step=0.125",
                            "model.drum_cell=\"1 mm\"", "treatment.area=[\"8 mm\", \"8 mm\"]"})
        settings.emplace_back(one);
    return scenarios::make_plan(
        scenarios::read_scenario(PUNCTA_SOURCE_DIR "/scenarios/reference/mf8_cheek.toml", settings));
}

TEST(FreeRolling, LongNeedlesCarryTheRollerOnTheirMouths) {
    // Skin sinks with the needles and goes along: the mouths of the holes, p above the tips, turn with the
    // roller, R + L - p. Stiffness of the skin and what it does beside that is worth a few percent.
    const RunPlan plan = small_plan({});
    const ReplicateRecord record = simulate_replicate(plan, 0);
    const double depth = record.values[std::size_t(Quantity::depth_mean)];
    ASSERT_GT(depth, 0.1_mm);
    const double radius = free_rolling_radius(plan, 0);
    EXPECT_NEAR(radius / (plan.device.tip_radius() - depth), 1, 0.03);
}

TEST(FreeRolling, ADrumThatGripsKeepsItsOwnRadius) {
    const RunPlan plan = small_plan({"device.needle.length=\"0.25 mm\""});
    EXPECT_EQ(free_rolling_radius(plan, 5), plan.device.drum_radius);
    // Without friction even short needles take over: from R towards R + L.
    const double without = free_rolling_radius(plan, 0);
    EXPECT_GT(without, 1.001 * plan.device.drum_radius);
    EXPECT_LT(without, 1.01 * plan.device.tip_radius());
}

TEST(FreeRolling, TheRunUsesItAndShaftsPassTheirMouthsByLess) {
    const RunPlan own = small_plan({}), free = small_plan({"treatment.rolling=\"free\""});
    EXPECT_GT(free.rolling_radius, 1.03 * own.rolling_radius);
    const auto swept = [](RunPlan plan) {
        plan.keep_punctures = true;
        double sum = 0;
        const ReplicateRecord record = simulate_replicate(plan, 0);
        for (const Puncture& p : record.punctures) sum += p.swept_length / double(record.punctures.size());
        return sum;
    };
    EXPECT_LT(swept(free), 0.6 * swept(own));
}

}  // namespace
}  // namespace puncta
