/// Strokes over polygons: numbers, order, time and density by hand and closed forms; where the hand lifts.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/motion/rolling.hpp"
#include "engine/motion/strokes.hpp"
#include "engine/random/draws.hpp"

namespace puncta {
namespace {

using namespace units;
using std::numbers::pi;

constexpr double infinity = std::numeric_limits<double>::infinity();
const RollerOutline roller{20.0_mm, 8.0_mm, 11.0_mm};
/// 60 mm x 20 mm with a tower of 20 mm x 40 mm on its left end.
const Polygon ell = {{0, 0}, {0.06, 0}, {0.06, 0.02}, {0.02, 0.02}, {0.02, 0.06}, {0, 0.06}};

TreatmentSpec over(Polygon polygon, std::vector<double> degrees = {0}, int passes = 1) {
    TreatmentSpec spec;
    spec.polygon = std::move(polygon);
    const Box box = box_of(spec.polygon);
    spec.area = {box.x0 + box.width, box.y0 + box.height};
    for (const double d : degrees) spec.directions.push_back(d * pi / 180);
    spec.passes = passes;
    spec.speed = 50.0_mm;  // per second
    return spec;
}

ExclusionZone zone(double x, double y, double width, double height, ZoneAction action) {
    return {"zone", {{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}, action};
}

TEST(Treatment, StripesOfAPolygonByHand) {
    // Three stripes of 20 mm along x, around y = 10, 30, 50. A stripe looks 5 mm beyond its edges, so the
    // second runs as far as the foot below it; the third only as far as the tower.
    const auto strokes = plan_strokes(over(ell), roller);
    ASSERT_EQ(strokes.size(), 3U);
    const double ends[] = {0.06, 0.06, 0.02};
    for (int i = 0; i < 3; ++i) {
        const Stroke& s = strokes[std::size_t(i)];
        EXPECT_NEAR(s.across, 0.01 + 0.02 * i, 1e-15);
        EXPECT_NEAR(s.begin, 0, 1e-15);
        EXPECT_NEAR(s.end, ends[i], 1e-15);
        EXPECT_EQ(s.earliest, -infinity);
        EXPECT_EQ(s.latest, infinity);
    }
    // A rectangle drawn as a polygon gives the strokes of the rectangle, bit for bit.
    TreatmentSpec rectangle = over({{0, 0}, {0.06, 0}, {0.06, 0.04}, {0, 0.04}}, {0, 30, 77}, 2);
    const auto drawn = plan_strokes(rectangle, roller);
    rectangle.polygon.clear();
    const auto plain = plan_strokes(rectangle, roller);
    ASSERT_EQ(drawn.size(), plain.size());
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        EXPECT_EQ(drawn[i].across, plain[i].across);
        EXPECT_EQ(drawn[i].begin, plain[i].begin);
        EXPECT_EQ(drawn[i].end, plain[i].end);
    }
}

TEST(Treatment, AGapIsRolledOverOrLiftedOver) {
    // Two towers 30 mm apart on a base: between them the hand lifts if that is more than two run-ins.
    const Polygon u = {{0, 0},       {0.07, 0},    {0.07, 0.06}, {0.05, 0.06},
                       {0.05, 0.01}, {0.02, 0.01}, {0.02, 0.06}, {0, 0.06}};
    const auto lifted = plan_strokes(over(u), {20.0_mm, 8.0_mm, 11.0_mm});
    const auto rolled = plan_strokes(over(u), {20.0_mm, 16.0_mm, 11.0_mm});
    ASSERT_EQ(rolled.size(), 3U);
    ASSERT_EQ(lifted.size(), 5U);  // the first stripe holds the base
    EXPECT_NEAR(lifted[1].end, 0.02, 1e-15);
    EXPECT_NEAR(lifted[2].begin, 0.05, 1e-15);
    EXPECT_EQ(lifted[1].stripe, 1);
    EXPECT_EQ(lifted[2].stripe, 1 + 3);  // stripes of its own, so that random numbers are its own
}

TEST(Treatment, TimeIsWayOverSpeedAndPauses) {
    // Ways of 60, 60 and 20 mm and two run-ins of 8 mm each at 50 mm/s, twice; five pauses of 1.5 s.
    TreatmentSpec spec = over(ell, {0}, 2);
    spec.pause = 1.5;
    const auto strokes = plan_strokes(spec, roller);
    ASSERT_EQ(strokes.size(), 6U);
    const double once = (0.06 + 0.06 + 0.02 + 6 * 0.008) / 0.05;
    EXPECT_NEAR(treatment_time(strokes), 2 * once + 5 * 1.5, 1e-12);
    EXPECT_EQ(strokes[0].start_time, 0);
    EXPECT_NEAR(strokes[1].start_time, 0.076 / 0.05 + 1.5, 1e-12);
    EXPECT_NEAR(strokes[3].start_time, once + 3 * 1.5, 1e-12);
    // E[1/v] of a lognormal speed is (1 + c²)/mean.
    spec.speed_cv = 0.5;
    EXPECT_NEAR(treatment_time(plan_strokes(spec, roller)), 2 * once * 1.25 + 5 * 1.5, 1e-12);
    EXPECT_EQ(treatment_time({}), 0);
}

TEST(Treatment, BackAndForthAlternatesOverTheSameGround) {
    TreatmentSpec spec = over(ell, {20}, 2);
    const auto forth = plan_strokes(spec, roller);
    spec.strokes = "back-and-forth";
    const auto both = plan_strokes(spec, roller);
    ASSERT_EQ(both.size(), forth.size());
    for (std::size_t i = 0; i < both.size(); ++i) {
        EXPECT_EQ(both[i].backward, i % 2 == 1);
        EXPECT_EQ(both[i].pass, forth[i].pass);
        EXPECT_EQ(both[i].stripe, forth[i].stripe);
        const bool back = both[i].backward;
        const auto a = both[i].to_area(back ? both[i].end : both[i].begin, both[i].across);
        const auto b = forth[i].to_area(forth[i].begin, forth[i].across);
        EXPECT_NEAR(a[0], b[0], 1e-15);
        EXPECT_NEAR(a[1], b[1], 1e-15);
        EXPECT_LT(both[i].begin, both[i].end);
    }
}

TEST(Treatment, TheHandLiftsBeforeAZone) {
    // A zone of 4 mm from x = 28 on: the axle stays the outline's 11 mm away, so it goes to 17 and on
    // from 43.
    TreatmentSpec spec = over({{0, 0}, {0.06, 0}, {0.06, 0.04}, {0, 0.04}});
    spec.zones = {zone(0.028, 0.005, 0.004, 0.003, ZoneAction::lift)};
    const auto strokes = plan_strokes(spec, roller);
    ASSERT_EQ(strokes.size(), 3U);  // the second stripe does not come near it
    EXPECT_NEAR(strokes[0].latest, 0.017, 1e-15);
    EXPECT_EQ(strokes[0].earliest, -infinity);
    EXPECT_NEAR(strokes[1].earliest, 0.043, 1e-15);
    EXPECT_EQ(strokes[1].latest, infinity);
    EXPECT_NEAR(strokes[0].lift_off(8.0_mm), 0.017, 1e-15);
    EXPECT_NEAR(strokes[0].put_down(8.0_mm), -0.008, 1e-15);
    EXPECT_EQ(strokes[2].latest, infinity);
    EXPECT_TRUE(entered_zones(spec, strokes, roller).empty());
    // Rolled back the far part comes first.
    spec.strokes = "back-and-forth";
    spec.passes = 2;
    const auto both = plan_strokes(spec, roller);
    ASSERT_EQ(both.size(), 6U);
    EXPECT_FALSE(both[0].backward);
    EXPECT_TRUE(both[2].backward);
    EXPECT_FALSE(both[3].backward);
    spec.zones = {zone(0.028, 0.025, 0.004, 0.003, ZoneAction::lift)};  // now in the second stripe
    const auto second = plan_strokes(spec, roller);
    ASSERT_TRUE(second[1].backward && second[2].backward);
    EXPECT_NEAR(-second[1].latest, 0.043, 1e-15);
    EXPECT_NEAR(-second[2].earliest, 0.017, 1e-15);
    // Nothing is left between zones closer than two outlines.
    spec.zones = {zone(-0.005, 0, 0.015, 0.04, ZoneAction::lift), zone(0.03, 0, 0.01, 0.04, ZoneAction::lift),
                  zone(0.055, 0, 0.01, 0.04, ZoneAction::lift)};
    EXPECT_TRUE(plan_strokes(spec, roller).empty());
}

TEST(Treatment, StrokesIntoAZoneAreCounted) {
    TreatmentSpec spec = over({{0, 0}, {0.06, 0}, {0.06, 0.04}, {0, 0.04}}, {0}, 3);
    spec.zones = {zone(0.028, 0.005, 0.004, 0.003, ZoneAction::error),  // first stripe of three passes
                  zone(0.07, 0.015, 0.03, 0.01, ZoneAction::warning),   // both stripes, beyond the end
                  zone(0.08, 0.0, 0.03, 0.01, ZoneAction::error),  // 60 + 8 + 11 = 79 mm: just out of reach
                  zone(0.01, 0.01, 0.01, 0.01, ZoneAction::lift)};
    spec.zones[3].polygon = {{0.2, 0.2}, {0.21, 0.2}, {0.2, 0.21}};
    const auto strokes = plan_strokes(spec, roller);
    const auto entries = entered_zones(spec, strokes, roller);
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].zone, 0U);
    EXPECT_EQ(entries[0].count, 3U);
    EXPECT_EQ(entries[0].first, 0U);
    EXPECT_NEAR(entries[0].length, 0.004, 1e-15);
    EXPECT_EQ(entries[1].zone, 1U);
    EXPECT_EQ(entries[1].count, 6U);
    EXPECT_NEAR(entries[1].length, 0.079 - 0.07, 1e-15);
    // A path that wanders by 0.6 mm may come 2.4 mm closer than half a width: the second stripe as well.
    spec.wander_sd = 3.2_mm;
    EXPECT_EQ(entered_zones(spec, strokes, roller)[0].count, 6U);
}

TEST(Treatment, ContactsPerAreaOfAPolygonAreNominal) {
    // Rows of needles with random phase and lateral offset, rolled as planned: contacts in the region over
    // its area against N/(2 pi R_roll W), within 3 standard errors over 400 treatments.
    TreatmentSpec spec =
        over({{0, 0.01}, {0.03, 0}, {0.05, 0.03}, {0.025, 0.02}, {0.01, 0.05}}, {0, 40, 110}, 1);
    spec.zones = {zone(0.015, 0.012, 0.01, 0.006, ZoneAction::warning)};
    spec.strokes = "back-and-forth";
    const Region region = region_of(spec);
    const int rows = 8, per_row = 24;
    const double spacing = 2.5_mm, radius = 10.0_mm, advance = 2 * pi * radius / per_row;
    const auto strokes = plan_strokes(spec, {rows * spacing, 8.0_mm, 11.0_mm});
    const Draws draws(5);
    constexpr std::uint64_t treatments = 400;
    double sum = 0, squares = 0;
    for (std::uint64_t t = 0; t < treatments; ++t) {
        int contacts = 0;
        for (const Stroke& stroke : strokes) {
            const auto pass = std::uint64_t(stroke.pass);
            const double phase = draws.uniform(Purpose::start_phase, {t, pass, std::uint64_t(stroke.stripe)});
            double lateral = (draws.uniform(Purpose::lateral_offset, {t, pass}) - 0.5) * spacing;
            if (stroke.backward) lateral = -lateral;
            const auto first = static_cast<int>(std::floor((stroke.begin - 0.01) / advance));
            const auto last = static_cast<int>(std::ceil((stroke.end + 0.01) / advance));
            for (int n = first; n <= last; ++n)
                for (int row = 0; row < rows; ++row) {
                    const auto [x, y] = stroke.to_area(
                        (n + phase) * advance, stroke.across + lateral + (row - 0.5 * (rows - 1)) * spacing);
                    contacts += region.contains(x, y) ? 1 : 0;
                }
        }
        const double density = contacts / region.area();
        sum += density;
        squares += density * density;
    }
    const double mean = sum / treatments;
    const double error = std::sqrt((squares / treatments - mean * mean) / (treatments - 1));
    const double nominal = nominal_density(rows * per_row, 3, radius, rows * spacing);
    EXPECT_NEAR(mean, nominal, 3 * error);
    EXPECT_LT(error, 0.005 * nominal);  // or the line above would show nothing
}

TEST(Rolling, PathOfATip) {
    const double tip = 11.5_mm, depression = 3.0_mm, height = tip - depression;
    const double end = entry_angle(tip, depression);
    // Lowest at 0; on the surface at the entry angle, where the shaft crosses it at the tip.
    EXPECT_EQ(tip_path(tip, depression, 10.0_mm, 0).along, 0);
    EXPECT_EQ(tip_path(tip, depression, 10.0_mm, 0).depth, depression);
    EXPECT_NEAR(tip_path(tip, depression, 10.0_mm, end).depth, 0, 1e-17);
    EXPECT_NEAR(tip_path(tip, depression, 10.0_mm, end).along, surface_crossing(height, 10.0_mm, end), 1e-16);
    // Axle, surface crossing and tip lie on one line: the needle.
    for (const double angle : {-0.6, -0.2, 0.1, 0.5}) {
        const TipPosition at = tip_path(tip, depression, 10.0_mm, angle);
        const double axle = -10.0_mm * angle, crossing = surface_crossing(height, 10.0_mm, angle);
        EXPECT_NEAR((at.along - axle) * height, (crossing - axle) * (height + at.depth), 1e-17);
        EXPECT_NEAR(std::hypot(at.along - axle, height + at.depth), tip, 1e-16);
    }
    // Rolling on the circle of the tips is a cycloid: the tip stands still at its lowest point.
    const double step = 1e-4;
    const double there = tip_path(tip, depression, tip, step).along;
    EXPECT_NEAR(there, -tip * step * step * step / 6, 1e-20);  // (sin x - x) = -x³/6; next term x⁵/120
}

TEST(Rolling, SlipIsThatOfABrakedWheel) {
    EXPECT_EQ(rolling_radius(10.0_mm, 0), 10.0_mm);
    EXPECT_DOUBLE_EQ(rolling_radius(10.0_mm, 0.2), 12.5_mm);
    EXPECT_DOUBLE_EQ(rolling_radius(10.0_mm, -0.25), 8.0_mm);
}

}  // namespace
}  // namespace puncta
