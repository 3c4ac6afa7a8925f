/// Rolling against the table of theory.md section 7, closed forms and brute force; strokes against the area
/// they cover.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/motion/rolling.hpp"
#include "engine/motion/strokes.hpp"

namespace puncta {
namespace {

using namespace units;
using std::numbers::pi;

TEST(Rolling, TableOfTheTheory) {
    // theory.md section 7: R = 10 mm, u_0 = L, R_roll = R. Tolerance: half a unit of the last digit printed.
    struct Row {
        double length, angle, slit, digit;
    };
    for (const Row& row : {Row{0.25_mm, 12.680, 0.07371, 1e-5}, Row{0.5_mm, 17.753, 0.20623, 1e-5},
                           Row{1.0_mm, 24.620, 0.57116, 1e-5}, Row{1.5_mm, 29.592, 1.0283, 1e-4},
                           Row{2.0_mm, 33.557, 1.5528, 1e-4}}) {
        const double tip = 10.0_mm + row.length;
        EXPECT_NEAR(entry_angle(tip, row.length) * 180 / pi, row.angle, 0.5e-3) << row.length;
        EXPECT_NEAR(rigid_slit(tip, row.length, 10.0_mm) * 1e3, row.slit, 0.5 * row.digit) << row.length;
    }
}

TEST(Rolling, ClosedForms) {
    for (const double length : {0.25_mm, 1.5_mm})
        for (const double depth : {0.1_mm, 1.0_mm, 2.5_mm}) {
            const double tip = 8.0_mm + length, height = tip - depth;
            const double theta = entry_angle(tip, depth);
            EXPECT_NEAR(tip * std::cos(theta), height, 1e-15);  // rounding
            EXPECT_NEAR(depth + tip_offset(tip, tip, theta), 0,
                        1e-15);  // the tip stands on the surface there
            // R_roll = H: x = H (tan - theta) never turns back, so the slit is 2 H (tan(theta_e) - theta_e).
            EXPECT_NEAR(rigid_slit(tip, depth, height), 2 * height * (std::tan(theta) - theta), 1e-15);
            EXPECT_NEAR(surface_crossing(height, 8.0_mm, 0.3), height * std::tan(0.3) - 8.0_mm * 0.3, 1e-17);
        }
    EXPECT_EQ(entry_angle(10.0_mm, 0), 0);
    EXPECT_EQ(entry_angle(10.0_mm, -0.1_mm), 0);  // axle above reach
    EXPECT_EQ(rigid_slit(10.0_mm, 0, 10.0_mm), 0);
    // A needle 20 um longer than nominal stands 20 um deeper at the bottom, less by the cosine ahead of it.
    EXPECT_NEAR(tip_offset(10.02_mm, 10.0_mm, 0), 20.0_um, 1e-16);
    EXPECT_NEAR(tip_offset(10.02_mm, 10.0_mm, pi / 3), 5.01_mm - 10.0_mm, 1e-16);
}

TEST(Rolling, TurningPointsByBruteForce) {
    // max x - min x over the reach in 200001 steps; truncation: half a step at a smooth extreme, below 1e-9
    // of R.
    for (const double rolling : {7.0_mm, 9.0_mm, 10.0_mm, 10.5_mm, 12.0_mm, 20.0_mm})
        for (const double depth : {0.05_mm, 0.5_mm, 1.5_mm, 4.0_mm}) {
            const double tip = 11.5_mm, height = tip - depth, end = entry_angle(tip, depth);
            double low = 0, high = 0;
            constexpr int steps = 100000;
            for (int i = -steps; i <= steps; ++i) {
                const double theta = end * i / steps, x = rolling * theta - height * std::tan(theta);
                low = std::min(low, x);
                high = std::max(high, x);
            }
            EXPECT_NEAR(rigid_slit(tip, depth, rolling), high - low, 1e-9 * rolling)
                << rolling << " " << depth;
        }
}

TEST(Rolling, NominalDensity) {
    // theory.md section 7: 192 needles, 15 passes, W = 20 mm: 270, 250, 229, 199 per cm² for these R_roll. By
    // hand for 10 mm: 2880/(2 pi · 1 cm · 2 cm) = 229.18. Tolerance: half a unit of the last digit.
    EXPECT_NEAR(nominal_density(192, 15, 8.5_mm, 20.0_mm) * 1e-4, 270, 0.5);
    EXPECT_NEAR(nominal_density(192, 15, 9.17_mm, 20.0_mm) * 1e-4, 250, 0.5);
    EXPECT_NEAR(nominal_density(192, 15, 10.0_mm, 20.0_mm) * 1e-4, 229, 0.5);
    EXPECT_NEAR(nominal_density(192, 15, 11.5_mm, 20.0_mm) * 1e-4, 199, 0.5);
    EXPECT_NEAR(nominal_density(192, 15, 10.0_mm, 20.0_mm), 720e4 / pi, 1e-6);
}

TreatmentSpec treatment(double x, double y, std::vector<double> degrees, int passes, double overlap) {
    TreatmentSpec spec;
    spec.area = {x, y};
    for (const double d : degrees) spec.directions.push_back(d * pi / 180);
    spec.passes = passes;
    spec.overlap = overlap;
    return spec;
}

TEST(Strokes, CountsAndEndsByHand) {
    // 60 mm x 40 mm under a 20 mm roller. Along x: 40/20 = 2 stripes at y = 10, 30 from 0 to 60. Along y (90
    // deg): 60/20 = 3, across = -x: middles -10, -30, -50, from 0 to 40.
    const auto along_x = plan_strokes(treatment(60.0_mm, 40.0_mm, {0}, 1, 0), RollerOutline{20.0_mm});
    ASSERT_EQ(along_x.size(), 2u);
    for (const Stroke& s : along_x) {
        EXPECT_NEAR(s.across, s.stripe == 0 ? 10.0_mm : 30.0_mm, 1e-15);
        EXPECT_NEAR(s.begin, 0, 1e-15);
        EXPECT_NEAR(s.end, 60.0_mm, 1e-15);
    }
    const auto along_y = plan_strokes(treatment(60.0_mm, 40.0_mm, {90}, 1, 0), RollerOutline{20.0_mm});
    ASSERT_EQ(along_y.size(), 3u);
    for (const Stroke& s : along_y) {
        EXPECT_NEAR(s.across, -50.0_mm + 20.0_mm * s.stripe, 1e-15);
        EXPECT_NEAR(s.begin, 0, 1e-15);
        EXPECT_NEAR(s.end, 40.0_mm, 1e-15);
    }
    // 45 deg: extent (60 + 40)/sqrt 2 = 70.7 mm: 1 + ceil(50.7/20) = 4 stripes around the middle (40 - 60)/(2
    // sqrt 2).
    const auto slanted = plan_strokes(treatment(60.0_mm, 40.0_mm, {45}, 1, 0), RollerOutline{20.0_mm});
    ASSERT_EQ(slanted.size(), 4u);
    EXPECT_NEAR(0.5 * (slanted.front().across + slanted.back().across), -10.0_mm / std::sqrt(2.0), 1e-15);
    // One stripe where the roller is as wide as the area or wider; half overlap: pitch 10 mm, 1 + 20/10 = 3.
    EXPECT_EQ(plan_strokes(treatment(60.0_mm, 20.0_mm, {0}, 1, 0), RollerOutline{20.0_mm}).size(), 1u);
    EXPECT_EQ(plan_strokes(treatment(60.0_mm, 5.0_mm, {0}, 1, 0.5), RollerOutline{20.0_mm}).size(), 1u);
    EXPECT_EQ(plan_strokes(treatment(60.0_mm, 40.0_mm, {0}, 1, 0.5), RollerOutline{20.0_mm}).size(), 3u);
}

TEST(Strokes, PassesCountThroughTheDirections) {
    const auto strokes = plan_strokes(treatment(40.0_mm, 40.0_mm, {0, 90}, 3, 0), RollerOutline{20.0_mm});
    ASSERT_EQ(strokes.size(), 12u);  // 2 directions x 3 passes x 2 stripes
    for (std::size_t i = 0; i < strokes.size(); ++i) {
        EXPECT_EQ(strokes[i].pass, static_cast<int>(i / 2));
        EXPECT_EQ(strokes[i].stripe, static_cast<int>(i % 2));
        EXPECT_EQ(strokes[i].direction, i < 6 ? 0.0 : pi / 2);
    }
}

TEST(Strokes, EveryPointOfTheAreaIsRolledOver) {
    // Brute force: each point of a fine grid lies under some stripe (half a width from its middle) within its
    // run, and in no pass under more stripes than the overlap allows.
    const double width = 20.0_mm;
    for (const double overlap : {0.0, 0.3})
        for (const double degrees : {0.0, 17.0, 45.0, 90.0, 135.0, 180.0, -60.0}) {
            const TreatmentSpec spec = treatment(61.0_mm, 43.0_mm, {degrees}, 1, overlap);
            const auto strokes = plan_strokes(spec, RollerOutline{width});
            const double c = std::cos(degrees * pi / 180), s = std::sin(degrees * pi / 180);
            for (int i = 0; i <= 100; ++i)
                for (int j = 0; j <= 100; ++j) {
                    const double x = spec.area[0] * i / 100, y = spec.area[1] * j / 100;
                    const double along = x * c + y * s, across = -x * s + y * c;
                    const auto over =
                        std::count_if(strokes.begin(), strokes.end(), [&](const Stroke& stroke) {
                            return std::abs(across - stroke.across) <= width / 2 + 1e-12 &&
                                   along >= stroke.begin - 1e-12 && along <= stroke.end + 1e-12;
                        });
                    ASSERT_GE(over, 1) << degrees << " " << x << " " << y;
                    ASSERT_LE(over, overlap > 0 ? 3 : 2) << degrees << " " << x << " " << y;
                }
            for (const Stroke& stroke : strokes) {
                EXPECT_LT(stroke.begin, stroke.end);
                const auto [x, y] = stroke.to_area(1.0_mm, -3.0_mm);  // the frame is that of the direction
                EXPECT_NEAR(x, 1.0_mm * c + 3.0_mm * s, 1e-15);
                EXPECT_NEAR(y, 1.0_mm * s - 3.0_mm * c, 1e-15);
            }
        }
}

TEST(Strokes, RunsEndWhereTheAreaEndsUnderTheStripe) {
    // Brute force over the area's points within 3/4 of a width of the stripe's middle: a slanted stripe does
    // not run on beside the area. Truncation: the grid's spacing, 0.1 mm.
    const TreatmentSpec spec = treatment(60.0_mm, 40.0_mm, {30}, 1, 0);
    const double c = std::cos(pi / 6), s = std::sin(pi / 6);
    for (const Stroke& stroke : plan_strokes(spec, RollerOutline{20.0_mm})) {
        double low = std::numeric_limits<double>::infinity(), high = -low;
        for (int i = 0; i <= 600; ++i)
            for (int j = 0; j <= 400; ++j) {
                const double x = 0.1_mm * i, y = 0.1_mm * j;
                if (std::abs(-x * s + y * c - stroke.across) > 15.0_mm) continue;
                low = std::min(low, x * c + y * s);
                high = std::max(high, x * c + y * s);
            }
        EXPECT_NEAR(stroke.begin, low, 0.15_mm) << stroke.stripe;
        EXPECT_NEAR(stroke.end, high, 0.15_mm) << stroke.stripe;
    }
}

}  // namespace
}  // namespace puncta
