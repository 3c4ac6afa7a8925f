// Where needles stand on a drum: phases of the layouts, lists, neighbours.
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "engine/device/roller_layout.hpp"
#include "models/cards/catalog.hpp"

namespace puncta {
namespace {

constexpr double turn = 2 * std::numbers::pi;

DeviceSpec mf8() {
    return models::shipped_device_card("dermaroller-mf8").device;
}

RollerLayout layout_of(const RollerSpec& roller, std::uint64_t replicate = 0) {
    return draw_layout(roller, Draws(7), replicate);
}

TEST(RollerLayout, StaggerShiftsEveryOtherRow) {
    const RollerLayout layout = layout_of(mf8());
    ASSERT_EQ(layout.sites.size(), 8U);
    EXPECT_EQ(layout.repeats, 24);
    EXPECT_DOUBLE_EQ(layout.period(), turn / 24);
    for (const LayoutSite& site : layout.sites) EXPECT_EQ(site.phase, site.row % 2 == 1 ? 0.5 : 0.0);
}

TEST(RollerLayout, HelixShiftsEachRowFurtherAndStaysWithinAPitch) {
    DeviceSpec roller = mf8();
    roller.layout = "helix";
    roller.stagger = 0.3;  // by hand: 0, 0.3, 0.6, 0.9, 1.2 - 1, …
    const double expected[] = {0, 0.3, 0.6, 0.9, 0.2, 0.5, 0.8, 0.1};
    for (const LayoutSite& site : layout_of(roller).sites)
        EXPECT_NEAR(site.phase, expected[site.row], 1e-14) << site.row;
}

TEST(RollerLayout, RandomPhasesAreEvenAndBelongToTheHead) {
    DeviceSpec roller = mf8();
    roller.layout = "random";
    double sum = 0, squares = 0;
    constexpr int heads = 500;
    for (std::uint64_t head = 0; head < heads; ++head)
        for (const LayoutSite& site : layout_of(roller, head).sites) {
            sum += site.phase;
            squares += site.phase * site.phase;
        }
    // Uniform on (0, 1): mean 1/2, mean square 1/3; standard errors of 4000 draws, held to four of them.
    const double n = heads * 8.0;
    EXPECT_NEAR(sum / n, 0.5, 4 * std::sqrt(1 / 12.0 / n));
    EXPECT_NEAR(squares / n, 1 / 3.0, 4 * std::sqrt(4 / 45.0 / n));
    EXPECT_EQ(layout_of(roller, 3).sites[2].phase, layout_of(roller, 3).sites[2].phase);
    EXPECT_NE(layout_of(roller, 3).sites[2].phase, layout_of(roller, 4).sites[2].phase);
    roller.same_head = true;
    EXPECT_EQ(layout_of(roller, 3).sites[2].phase, layout_of(roller, 4).sites[2].phase);
}

TEST(RollerLayout, IndicesRunThroughTheNeedlesOfARow) {
    const RollerLayout layout = layout_of(mf8());
    EXPECT_EQ(layout.needle_index(0, 0), 0U);
    EXPECT_EQ(layout.needle_index(2, 5), 53U);   // 2·24 + 5
    EXPECT_EQ(layout.needle_index(2, 29), 53U);  // one turn on
    EXPECT_EQ(layout.needle_index(2, -19), 53U);
    EXPECT_EQ(layout.row_begin(3), 72U);
}

TEST(RollerLayout, AListIsOnePeriodAndSettlesInOrder) {
    DeviceSpec roller = mf8();
    roller.listed = {{2, 0.5, 0, 0}, {0, turn + 0.25, 1e-3, 0}, {0, -0.25, 2e-3, 5e-6}};
    settle(roller);
    EXPECT_EQ(roller.layout, "list");
    EXPECT_EQ(roller.rows, 3);
    EXPECT_EQ(roller.needle_count(), 3);
    EXPECT_EQ(roller.needle.length, 2e-3);       // the longest
    EXPECT_EQ(roller.listed[2].length, 1.5e-3);  // the card's, where the list gives none
    const RollerLayout layout = layout_of(roller);
    EXPECT_EQ(layout.repeats, 1);
    EXPECT_EQ(layout.pitches, 24);
    ASSERT_EQ(layout.sites.size(), 3U);
    EXPECT_NEAR(layout.sites[0].phase, 0.25 / turn, 1e-15);
    EXPECT_NEAR(layout.sites[1].phase, 1 - 0.25 / turn, 1e-15);
    EXPECT_EQ(layout.sites[2].row, 2);
    EXPECT_EQ(layout.row_begin(0), 0U);
    EXPECT_EQ(layout.row_begin(1), 2U);  // an empty row begins where the next one does
    EXPECT_EQ(layout.row_begin(2), 2U);
}

TEST(RollerLayout, NeighboursOfTheLatticeByHand) {
    // MF8: pitch 2 pi/24 · 11.5 mm = 3.0107 mm; the nearest needle is in the next row, half a pitch on.
    const DeviceSpec roller = mf8();
    const double pitch = turn / 24 * 11.5e-3;
    EXPECT_NEAR(tributary_radius(roller, layout_of(roller)), std::hypot(2.5e-3, pitch / 2) / 2, 1e-12);
    DeviceSpec one_row = roller;
    one_row.rows = 1;
    EXPECT_NEAR(tributary_radius(one_row, layout_of(one_row)), pitch / 2, 1e-12);
    DeviceSpec helix = roller;  // rows 2.5 mm apart, 1 mm rows apart would be two on: nearest across the seam
    helix.layout = "helix";
    helix.stagger = 0.9;
    helix.row_spacing = 1e-3;
    EXPECT_NEAR(tributary_radius(helix, layout_of(helix)), std::hypot(1e-3, 0.1 * pitch) / 2, 1e-12);
}

TEST(RollerLayout, ADrumMeasuredOverItsTips) {
    DeviceSpec roller = mf8();
    roller.drum_is = "tips";
    settle(roller);
    EXPECT_DOUBLE_EQ(roller.drum_radius, 8.5e-3);
    EXPECT_DOUBLE_EQ(roller.tip_radius(), 10e-3);
}

}  // namespace
}  // namespace puncta
