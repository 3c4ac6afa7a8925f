/// Needles of any monotone profile: by hand, by quadrature of the definitions, and what is refused.

#include <cmath>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/units.hpp"
#include "engine/device/head.hpp"
#include "engine/device/needle_profile.hpp"
#include "engine/numerics/gauss_legendre.hpp"
#include "tests/floating_point_traps.hpp"

namespace puncta {
namespace {

using namespace units;
using std::numbers::pi;

/// A bullet, a flare, one with a cylinder in the middle, and twenty at random.
std::vector<NeedleProfile> needles() {
    std::vector<NeedleProfile> all = {
        NeedleProfile(
            NeedleShape{8.0_um, {{0, 0}, {50.0_um, 60.0_um}, {0.2_mm, 0.15_mm}, {0.7_mm, 0.25_mm}}, 0}),
        NeedleProfile(NeedleShape{8.0_um, {{0.3_mm, 50.0_um}, {0.5_mm, 0.1_mm}, {0.55_mm, 0.25_mm}}, 0}),
        NeedleProfile(NeedleShape{
            20.0_um, {{0.1_mm, 50.0_um}, {0.4_mm, 50.0_um}, {0.7_mm, 0.2_mm}, {1.0_mm, 0.2_mm}}, 0})};
    std::mt19937 random(7);
    std::uniform_real_distribution<double> draw(0.01, 1);
    for (int n = 0; n < 20; ++n) {
        NeedleShape shape{5.0_um + 20.0_um * draw(random), {}, n % 3 == 0 ? 0.3_mm * draw(random) : 0};
        ProfilePoint point{1.1 * shape.tip_diameter, 1.1 * shape.tip_diameter};
        for (int i = 0; i < 2 + n % 4; ++i) {
            point.distance += 0.2_mm * draw(random);
            point.diameter += 0.05_mm * draw(random);
            shape.points.push_back(point);
        }
        all.emplace_back(shape);
    }
    return all;
}

TEST(NeedlePoints, ByHand) {
    // Cylinder of 50 um between 0.1 and 0.4 mm, a cone to 200 um at 0.7 mm, the shaft.
    const NeedleProfile needle = needles()[2];
    EXPECT_EQ(needle.shaft_diameter(), 0.2_mm);
    EXPECT_EQ(needle.taper_length(), 0.7_mm);
    EXPECT_EQ(needle.contact_end(), 25.0_um);
    EXPECT_EQ(needle.diameter(0.2_mm), 50.0_um);
    EXPECT_EQ(needle.diameter_slope(0.2_mm), 0);
    EXPECT_NEAR(needle.diameter(0.55_mm), 125.0_um, 1e-18);
    EXPECT_NEAR(needle.diameter_slope(0.55_mm), 0.5, 1e-12);
    EXPECT_EQ(needle.diameter(2.0_mm), 0.2_mm);
    EXPECT_NEAR(needle.wall_area(0.4_mm) - needle.wall_area(0.1_mm), pi * 50.0_um * 0.3_mm, 1e-20);
    // Frustum: pi/2 (50 + 200) um 300 um, and pi/12 300 (50² + 50 200 + 200²) um³.
    EXPECT_NEAR(needle.wall_area(0.7_mm) - needle.wall_area(0.4_mm), pi / 2 * 75000e-12, 1e-20);
    EXPECT_NEAR(needle.volume(0.7_mm) - needle.volume(0.4_mm), pi / 12 * 300 * 52500e-18, 1e-24);
    EXPECT_NEAR(needle.volume(1.7_mm) - needle.volume(0.7_mm), pi / 4 * 4e-8 * 1e-3, 1e-22);
}

TEST(NeedlePoints, OnePointIsThePlainNeedle) {
    // Points on the straight line of the cone add nothing. Rounding: the line itself is rounded.
    const NeedleProfile plain(8.0_um, 0.75_mm, 0.25_mm, 0.1_mm);
    const double at = 0.3_mm;
    const NeedleProfile same(NeedleShape{8.0_um, {{0, 0}, {0.75_mm, 0.25_mm}}, 0.1_mm}),
        halved(
            NeedleShape{8.0_um, {{at, plain.diameter(at)}, {0.75_mm, 0.25_mm}, {1.0_mm, 0.25_mm}}, 0.1_mm});
    for (double s = 0.1_um; s < 2.0_mm; s *= 1.3) {
        EXPECT_EQ(same.diameter(s), plain.diameter(s));
        EXPECT_EQ(same.diameter_slope(s), plain.diameter_slope(s));
        EXPECT_EQ(same.wall_area(s), plain.wall_area(s));
        EXPECT_EQ(same.volume(s), plain.volume(s));
        EXPECT_NEAR(halved.diameter(s), plain.diameter(s), 1e-12 * plain.diameter(s));
        EXPECT_NEAR(halved.wall_area(s), plain.wall_area(s), 1e-12 * plain.wall_area(s));
        EXPECT_NEAR(halved.volume(s), plain.volume(s), 1e-12 * plain.volume(s));
        EXPECT_NEAR(halved.breadth(s), plain.breadth(s), 1e-12 * plain.breadth(s));
    }
    for (double a = 1.0_um; a < 0.125_mm; a *= 1.3) {
        EXPECT_EQ(same.contact_depth(a), plain.contact_depth(a));
        EXPECT_NEAR(halved.contact_depth(a), plain.contact_depth(a), 1e-10 * plain.contact_depth(a));
        EXPECT_NEAR(halved.contact_depth_slope(a), plain.contact_depth_slope(a),
                    1e-9 * plain.contact_depth_slope(a));
    }
}

TEST(NeedlePoints, AreaAndVolumeByQuadrature) {
    static const GaussLegendre<40> rule;
    for (const NeedleProfile& needle : needles())
        for (const double end : {0.2_mm, 0.45_mm, 3.0_mm}) {
            // Between the seams; in t = sqrt(s) the cap has no singularity. Tolerance: rounding.
            double area = 0, volume = 0, from = 0;
            std::vector<double> seams(needle.seams().begin(), needle.seams().end());
            seams.push_back(end);
            for (const double seam : seams) {
                const double to = std::min(seam, end);
                if (to <= from) continue;
                const double a = std::sqrt(from), b = std::sqrt(to);
                area += rule.integrate(a, b, [&](double t) {
                    return 2 * t * (pi * needle.diameter(t * t) + 2 * needle.breadth(t * t));
                });
                volume += rule.integrate(a, b, [&](double t) { return 2 * t * needle.section_area(t * t); });
                from = to;
            }
            EXPECT_NEAR(needle.wall_area(end) / area, 1, 1e-11);
            EXPECT_NEAR(needle.volume(end) / volume, 1, 1e-11);
        }
}

TEST(NeedlePoints, MonotoneAndContinuous) {
    for (const NeedleProfile& needle : needles()) {
        for (const double seam : needle.seams()) {
            const double h = 1e-10 * seam;
            EXPECT_NEAR(needle.diameter(seam - h), needle.diameter(seam + h), 1e3 * h);
            EXPECT_NEAR(needle.wall_area(seam - h) / needle.wall_area(seam + h), 1, 1e-8);
            EXPECT_NEAR(needle.volume(seam - h) / needle.volume(seam + h), 1, 1e-8);
        }
        double last = 0;
        for (double s = 0; s < 1.5_mm; s += 1.0_um) {
            EXPECT_GE(needle.diameter(s), last);
            EXPECT_GE(needle.diameter_slope(s), 0);
            last = needle.diameter(s);
        }
        EXPECT_EQ(last, needle.shaft_diameter());
    }
}

TEST(NeedlePoints, ContactDepthByItsDefiningIntegral) {
    // delta(a) = a ∫ f'(a sin t) dt with f the inverse of d/2, whose derivative is 2/d': no formula of the
    // kinks is used. Truncation: midpoint rule over the kinks, 1/20000.
    for (const NeedleProfile& needle : needles())
        for (const double part : {0.31, 0.61, 0.95}) {
            const double a = part * needle.contact_end();
            double sum = 0;
            constexpr int steps = 20000;
            std::size_t seam = 0;
            for (int n = 0; n < steps; ++n) {
                const double r = a * std::sin(pi / 2 * (n + 0.5) / steps);
                double steep =
                    r / std::sqrt(std::max(1e-30, (needle.tip_radius() - r) * (needle.tip_radius() + r)));
                if (r > needle.cap_circle()) {
                    while (2 * r > needle.diameter(needle.seams()[seam + 1])) ++seam;
                    steep =
                        2 / needle.diameter_slope(0.5 * (needle.seams()[seam] + needle.seams()[seam + 1]));
                }
                sum += pi / 2 / steps * steep;
            }
            EXPECT_NEAR(needle.contact_depth(a) / (a * sum), 1, 1e-3);
            const double h = 1e-6 * a;
            const double slope = (needle.contact_depth(a + h) - needle.contact_depth(a - h)) / (2 * h);
            EXPECT_NEAR(needle.contact_depth_slope(a), slope, 1e-4 * std::abs(slope) + 1e-4);
        }
}

TEST(NeedlePoints, HomogeneousInLength) {
    const std::vector<ProfilePoint> points = {{50.0_um, 60.0_um}, {0.2_mm, 0.1_mm}, {0.7_mm, 0.25_mm}};
    std::vector<ProfilePoint> scaled = points;
    for (ProfilePoint& p : scaled) p = {16 * p.distance, 16 * p.diameter};
    const NeedleProfile needle(NeedleShape{8.0_um, points, 0.1_mm}),
        large(NeedleShape{16 * 8.0_um, scaled, 16 * 0.1_mm});
    for (const double s : {1.0_um, 0.1_mm, 0.5_mm, 1.0_mm}) {
        EXPECT_EQ(large.diameter(16 * s), 16 * needle.diameter(s));
        EXPECT_EQ(large.wall_area(16 * s), 256 * needle.wall_area(s));
        EXPECT_EQ(large.volume(16 * s), 4096 * needle.volume(s));
    }
    for (const double a : {1.0_um, 40.0_um, 0.1_mm})
        EXPECT_EQ(large.contact_depth(16 * a), 16 * needle.contact_depth(a));
}

TEST(NeedlePoints, RefusesWhatIsNoNeedle) {
    auto told = [](const std::vector<ProfilePoint>& points, double tip = 8.0_um) -> std::string {
        try {
            const NeedleProfile needle(NeedleShape{tip, points, 0});
        } catch (const InputError& error) {
            return error.what();
        }
        return "accepted";
    };
    const ProfilePoint a{50.0_um, 30.0_um}, b{0.2_mm, 0.1_mm};
    EXPECT_EQ(told({a, b}), "accepted");
    EXPECT_NE(told({a}).find("at least two points"), std::string::npos);
    EXPECT_NE(told({b, a}).find("[50 um, 30 um] follows [200 um, 100 um]"), std::string::npos)
        << told({b, a});
    EXPECT_NE(told({a, {50.0_um, 0.1_mm}}).find("no step"), std::string::npos);
    EXPECT_NE(told({a, {0.2_mm, 20.0_um}}).find("must not shrink"), std::string::npos);
    EXPECT_NE(told({{0, 5.0_um}, b}).find("wide at the tip"), std::string::npos);
    EXPECT_NE(told({{5.0_um, 0}, b}).find("no width"), std::string::npos);
    EXPECT_NE(told({a, {std::nan(""), 0.1_mm}}).find("finite"), std::string::npos);
    EXPECT_NE(told({a, b}, 30.0_um).find("got tip 30 um"), std::string::npos);
    EXPECT_NE(told({{10.0_um, 30.0_um}, b}, 12.0_um).find("first distance 10 um"), std::string::npos);
}

TEST(NeedlePoints, BladeInContactHasTheSectionOfTheBlade) {
    // pi/4 d_c² = pi/4 d² + b d at every point behind the tip; 0.1 mm thick, 0.3 mm broader: 0.2193 mm.
    const NeedleProfile plain = NeedleProfile(8.0_um, 0.75_mm, 0.1_mm, 0.3_mm).round_of_equal_section();
    EXPECT_NEAR(plain.shaft_diameter(), 0.1_mm * std::sqrt(1 + 12 / pi), 1e-18);
    for (const NeedleProfile& needle : needles()) {
        const NeedleProfile round = needle.round_of_equal_section();
        EXPECT_EQ(round.tip_diameter(), needle.tip_diameter());
        EXPECT_EQ(round.full_breadth(), 0);
        for (const double s : needle.seams().subspan(1))
            EXPECT_NEAR(round.section_area(s) / needle.section_area(s), 1, 1e-12);
    }
}

TEST(NeedlePoints, RefusesEdgesThatCannotBe) {
    const QuietFloatingPoint quiet;  // NaN
    auto with_edge = [](double breadth, double edge) {
        return NeedleProfile(NeedleShape{8.0_um, {{0, 0}, {0.75_mm, 0.1_mm}}, breadth, edge});
    };
    EXPECT_EQ(with_edge(0.3_mm, 50.0_um).edge_radius(), 50.0_um);
    EXPECT_THROW(with_edge(0.3_mm, 51.0_um), InputError);
    EXPECT_THROW(with_edge(0.3_mm, -1.0_um), InputError);
    EXPECT_THROW(with_edge(0, 1.0_um), InputError);
    EXPECT_THROW(with_edge(0.3_mm, std::nan("")), InputError);
}

TEST(NeedlePoints, HollowTipHasTheAreaOfItsRing) {
    const QuietFloatingPoint quiet;  // NaN
    auto hollow = [](double tip, double lumen, double breadth = 0) {
        return NeedleProfile(NeedleShape{tip, {{0, 0}, {0.75_mm, 0.3_mm}}, breadth, 0, lumen});
    };
    // 50² - 30² = 40²; the outside is that of the solid needle.
    EXPECT_NEAR(hollow(50.0_um, 30.0_um).solid_tip_diameter(), 40.0_um, 1e-19);
    EXPECT_EQ(hollow(50.0_um, 0).solid_tip_diameter(), 50.0_um);
    EXPECT_EQ(hollow(50.0_um, 30.0_um).volume(1.0_mm), hollow(50.0_um, 0).volume(1.0_mm));
    EXPECT_THROW(hollow(50.0_um, 50.0_um), InputError);
    EXPECT_THROW(hollow(50.0_um, -1.0_um), InputError);
    EXPECT_THROW(hollow(50.0_um, std::nan("")), InputError);
    EXPECT_THROW(hollow(50.0_um, 30.0_um, 0.1_mm), InputError);
}

TEST(NeedlePoints, WornTipsStayBeforeTheFirstPoint) {
    RollerSpec roller;
    roller.rows = 8;
    roller.needles_per_row = 24;
    roller.needle.length = 1.5_mm;
    roller.needle.tip_diameter = 25.0_um;
    roller.needle.tip_diameter_cv = 0.5;
    roller.needle.profile = {{0, 0}, {50.0_um, 30.0_um}, {0.7_mm, 0.25_mm}};
    roller.needle.follow_profile(false, false);
    EXPECT_EQ(roller.needle.shaft_diameter, 0.25_mm);
    EXPECT_EQ(roller.needle.taper_length, 0.7_mm);
    double bluntest = 0;
    for (const HeadNeedle& needle : draw_head(roller, draw_layout(roller, Draws(1), 0), Draws(1), 0)) {
        bluntest = std::max(bluntest, needle.profile.tip_diameter());
        EXPECT_NEAR(needle.profile.diameter(50.0_um), 30.0_um, 1e-15);
    }
    EXPECT_DOUBLE_EQ(bluntest, 27.0_um);
    roller.needle.lumen_diameter = 20.0_um;
    double sharpest = 1;
    for (const HeadNeedle& needle : draw_head(roller, draw_layout(roller, Draws(1), 0), Draws(1), 0))
        sharpest = std::min(sharpest, needle.profile.tip_diameter());
    EXPECT_DOUBLE_EQ(sharpest, 20.0_um / 0.95);
}

}  // namespace
}  // namespace puncta
