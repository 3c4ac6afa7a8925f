/// Needles that slide into holes already there: the law they meet, and what becomes of counts and depth.

#include <cmath>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/insertion/local_law.hpp"
#include "engine/simulation/replicate.hpp"
#include "models/cards/catalog.hpp"
#include "models/shaft/cutting_resistance.hpp"
#include "models/skin/layered_skin.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace puncta {
namespace {

using namespace units;

TEST(Reentry, OpensAtTheShareThatCuttingLeaves) {
    models::SurfaceTables tables;
    const models::LayeredSkin skin(models::shipped_skin_card("cheek").card, 1.8, tables);
    const NeedleProfile needle(8.0_um, 0.75_mm, 0.25_mm);
    const models::RoundNeedleLaw law(skin, needle);
    for (const double hole : {0.05_mm, 0.2_mm, 0.43_mm, 1.1_mm}) {
        LocalLaw fresh(law, 0, 1.5_mm), reopened(law, 0, 1.5_mm);
        reopened.slide_into(hole);
        // By the parts of the resistance: at the hole's end everything but cutting.
        const auto parts = models::resistance_parts(skin.cutting(), needle, hole);
        const double share = (parts.spreading + parts.friction) / parts.total();
        EXPECT_LT(share, 0.95);
        double end = hole;  // of the hole, or the maximum of F_res before it
        for (const double turn : fresh.turning_depths())
            if (turn < hole && fresh.resistance(turn * (1 + 1e-9)).slope < 0) end = turn;
        if (fresh.resistance(hole).slope > 0) end = hole;
        EXPECT_NEAR(reopened.resistance(0.3 * end).value / fresh.resistance(0.3 * end).value, share, 1e-9);
        EXPECT_EQ(reopened.resistance(1.001 * end).value, fresh.resistance(1.001 * end).value);
        // Continuous, and turning where the fresh law turns.
        double before = 0;
        for (int n = 1; n <= 4000; ++n) {
            const double p = 1.05 * end * n / 4000, force = reopened.resistance(p).value;
            EXPECT_LT(std::abs(force - before), 0.02 * fresh.resistance(end).value) << p;
            EXPECT_EQ(reopened.resistance(p).slope > 0, fresh.resistance(p).slope > 0) << p;
            before = force;
        }
    }
}

TEST(Reentry, HolesAreCountedOnceAndOpenMoreEasily) {
    // So many passes of a stamp that one puncture in five lands in a hole: those go deeper than fresh ones,
    // unique punctures are the holes, and total ones are all.
    const std::string text =
        "[skin]\nsite = \"excised_human\"\n[device]\npreset = \"array-4x4\"\narray.pitch_x = \"0.6 mm\"\n"
        "array.pitch_y = \"0.6 mm\"\narray.plate = [\"2.4 mm\", \"2.4 mm\"]\nneedle.length = \"0.8 mm\"\n"
        "[treatment]\narea = [\"5 mm\", \"5 mm\"]\ndirections = [\"0 deg\"]\npasses = 25\nload = \"2 N\"\n"
        "hold_time = \"0 s\"\n[model]\ndrum_cell = \"1 mm\"\nstation_step = 0.25\n";
    RunPlan plan = scenarios::make_plan(scenarios::read_scenario_text(text, "test", {}));
    plan.keep_punctures = true;
    const ReplicateRecord record = simulate_replicate(plan, 0);
    double depth[2] = {0, 0}, count[2] = {0, 0};
    for (const Puncture& p : record.punctures) {
        const int again = p.flags & puncture_existing_hole;
        depth[again] += p.depth;
        count[again] += 1;
    }
    ASSERT_GT(count[1], 30);
    EXPECT_GT(depth[1] / count[1], 1.05 * depth[0] / count[0]);
    const auto value = [&](Quantity q) { return record.values[std::size_t(q)]; };
    EXPECT_NEAR(value(Quantity::density_unique) * 25e-6, count[0], 1e-6);
    EXPECT_NEAR(value(Quantity::density_total) * 25e-6, count[0] + count[1], 1e-6);
}

}  // namespace
}  // namespace puncta
