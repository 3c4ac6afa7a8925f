/// Shape of a needle: tangency, area and volume by quadrature, contact depth by its defining integral,
/// slopes.

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/units.hpp"
#include "engine/device/needle_profile.hpp"
#include "engine/numerics/gauss_legendre.hpp"
#include "tests/floating_point_traps.hpp"

namespace puncta {
namespace {

using namespace units;
using std::numbers::pi;

const std::vector<NeedleProfile>& needles() {
    static const std::vector<NeedleProfile> shapes = {{5.0_um, 0.75_mm, 0.25_mm},
                                                      {37.0_um, 0.4_mm, 0.25_mm},
                                                      {2.0_um, 1.5_mm, 0.1_mm},
                                                      {0.2_mm, 0.21_mm, 0.25_mm}};  // nearly a hemisphere
    return shapes;
}

TEST(NeedleProfile, ByHand) {
    // Tip 60, taper 150, shaft 150 um: 75 cos(alpha) - 120 sin(alpha) = 30. With 75 = r sin(phi), 120 = r
    // cos(phi), r = 15 sqrt(89), that is r sin(phi - alpha) = 30.
    const NeedleProfile needle(60.0_um, 150.0_um, 150.0_um);
    const double alpha = needle.half_angle();
    EXPECT_NEAR(75 * std::cos(alpha) - 120 * std::sin(alpha), 30, 1e-12);  // rounding
    EXPECT_NEAR(alpha, std::atan2(75, 120) - std::asin(30 / (15 * std::sqrt(89.0))), 1e-14);
    EXPECT_NEAR(needle.diameter(30.0_um * (1 - std::sin(alpha))), 60.0_um * std::cos(alpha), 1e-18);
    // Hemisphere part by hand: at s = 6 um the circle has radius sqrt(6 (60 - 6)) = 18 um.
    EXPECT_NEAR(needle.diameter(6.0_um), 36.0_um, 1e-17);
    EXPECT_NEAR(needle.wall_area(150.0_um + 1.0_mm) - needle.wall_area(150.0_um), pi * 150.0_um * 1.0_mm,
                1e-20);
    EXPECT_NEAR(needle.volume(150.0_um + 1.0_mm) - needle.volume(150.0_um), pi / 4 * 2.25e-8 * 1.0_mm, 1e-23);
}

TEST(NeedleProfile, NothingBeforeTheTip) {
    for (const NeedleProfile& needle : needles())
        for (const double s : {0.0, -1.0_um}) {
            EXPECT_EQ(needle.diameter(s), 0);
            EXPECT_EQ(needle.diameter_slope(s), 0);
            EXPECT_EQ(needle.wall_area(s), 0);
            EXPECT_EQ(needle.volume(s), 0);
        }
}

TEST(NeedleProfile, ContinuousEverywhereAndWithoutKinkAtTheCap) {
    for (const NeedleProfile& needle : needles()) {
        const double shaft = needle.shaft_diameter();
        for (const double seam : {needle.cap_length(), needle.taper_length()}) {
            const double h = 1e-9 * seam;
            // A jump would show: d changes by its slope times 2h, and no slope here exceeds 10.
            EXPECT_NEAR(needle.diameter(seam + h), needle.diameter(seam - h), 100 * h);
            EXPECT_NEAR(needle.wall_area(seam + h), needle.wall_area(seam - h), 10 * shaft * h);
            EXPECT_NEAR(needle.volume(seam + h), needle.volume(seam - h), 10 * shaft * shaft * h);
        }
        const double cap = needle.cap_length(), h = 1e-9 * cap;
        EXPECT_NEAR(needle.diameter_slope(cap - h), needle.diameter_slope(cap + h), 1e-6);
        EXPECT_NEAR(needle.diameter_slope(cap + h), 2 * std::tan(needle.half_angle()), 1e-12);
        EXPECT_NEAR(needle.diameter(cap), 2 * needle.cap_circle(), 1e-12 * shaft);
        EXPECT_EQ(needle.diameter(needle.taper_length()), shaft);
        EXPECT_EQ(needle.diameter_slope(2 * needle.taper_length()), 0);
    }
}

TEST(NeedleProfile, AreaAndVolumeByQuadrature) {
    static const GaussLegendre<40> rule;
    for (const NeedleProfile& needle : needles()) {
        const double cap = needle.cap_length(), taper = needle.taper_length();
        for (const double s : {0.3 * cap, cap, 0.5 * (cap + taper), taper, 3 * taper}) {
            // In t = sqrt(s) the cap has no singularity; each piece on its own. Tolerance: rounding.
            auto integral = [&](auto&& f) {
                double sum = rule.integrate(0, std::sqrt(std::min(s, cap)),
                                            [&](double t) { return 2 * t * f(t * t); });
                if (s > cap) sum += rule.integrate(cap, std::min(s, taper), f);
                if (s > taper) sum += rule.integrate(taper, s, f);
                return sum;
            };
            const double area = pi * integral([&](double x) { return needle.diameter(x); });
            const double volume =
                pi / 4 * integral([&](double x) { return needle.diameter(x) * needle.diameter(x); });
            EXPECT_NEAR(needle.wall_area(s) / area, 1, 1e-11);
            EXPECT_NEAR(needle.volume(s) / volume, 1, 1e-11);
        }
    }
}

TEST(NeedleProfile, ContactDepthByItsDefiningIntegral) {
    // delta(a) = a ∫_0^a f'(r)/sqrt(a² - r²) dr with r = a sin t: a ∫_0^{pi/2} f'(a sin t) dt. f' is
    // r/sqrt(rho² - r²) on the sphere, cot(alpha) on the cone; split where they meet. Tolerance: rounding.
    static const GaussLegendre<60> rule;
    for (const NeedleProfile& needle : needles()) {
        const double rho = needle.tip_radius(), circle = needle.cap_circle(),
                     shaft = needle.shaft_diameter() / 2;
        for (const double a : {0.1 * circle, 0.9 * circle, 1.001 * circle, 0.5 * (circle + shaft), shaft}) {
            const double seam = a > circle ? std::asin(circle / a) : pi / 2;
            double expected = 0;
            for (int panel = 0; panel < 8; ++panel)  // finer towards the rim, where the sphere steepens
                expected +=
                    rule.integrate(seam * (1 - std::pow(2.0, -panel)),
                                   panel < 7 ? seam * (1 - std::pow(2.0, -panel - 1)) : seam, [&](double t) {
                                       const double r = a * std::sin(t);
                                       return r / std::sqrt(rho * rho - r * r);
                                   });
            expected += (pi / 2 - seam) / std::tan(needle.half_angle());
            EXPECT_NEAR(needle.contact_depth(a) / (a * expected), 1, 1e-9) << a;
        }
    }
}

TEST(NeedleProfile, SlopesAreDerivatives) {
    for (const NeedleProfile& needle : needles()) {
        const double cap = needle.cap_length(), taper = needle.taper_length();
        for (const double s : {0.2 * cap, 0.8 * cap, 0.5 * (cap + taper)}) {
            const double h = 1e-6 * s;  // truncation h², rounding 1e-16/1e-6
            const double slope = (needle.diameter(s + h) - needle.diameter(s - h)) / (2 * h);
            const double wall = (needle.wall_area(s + h) - needle.wall_area(s - h)) / (2 * h);
            const double volume = (needle.volume(s + h) - needle.volume(s - h)) / (2 * h);
            EXPECT_NEAR(needle.diameter_slope(s) / slope, 1, 1e-7);
            EXPECT_NEAR(pi * needle.diameter(s) / wall, 1, 1e-7);
            EXPECT_NEAR(pi / 4 * needle.diameter(s) * needle.diameter(s) / volume, 1, 1e-7);
        }
        const double circle = needle.cap_circle(), shaft = needle.shaft_diameter() / 2;
        for (const double a : {0.05 * circle, 0.9 * circle, 1.01 * circle, 0.5 * (circle + shaft), shaft}) {
            const double h = 1e-6 * circle;
            const double slope = (needle.contact_depth(a + h) - needle.contact_depth(a - h)) / (2 * h);
            EXPECT_NEAR(needle.contact_depth_slope(a) / slope, 1, 1e-6) << a;
        }
    }
}

TEST(NeedleProfile, HomogeneousInLength) {
    // Lengths times 16: diameters times 16, areas times 256, volumes times 4096, bit for bit; angles stay.
    const NeedleProfile needle(5.0_um, 0.75_mm, 0.25_mm), large(16 * 5.0_um, 16 * 0.75_mm, 16 * 0.25_mm);
    EXPECT_EQ(large.half_angle(), needle.half_angle());
    for (const double s : {1.0_um, 0.1_mm, 1.0_mm}) {
        EXPECT_EQ(large.diameter(16 * s), 16 * needle.diameter(s));
        EXPECT_EQ(large.wall_area(16 * s), 256 * needle.wall_area(s));
        EXPECT_EQ(large.volume(16 * s), 4096 * needle.volume(s));
    }
    for (const double a : {1.0_um, 0.1_mm})
        EXPECT_EQ(large.contact_depth(16 * a), 16 * needle.contact_depth(a));
}

/// Flat blades: a new disc and one whose tip is nearly as blunt as it is thick.
const std::vector<NeedleProfile>& blades() {
    static const std::vector<NeedleProfile> shapes = {{8.0_um, 0.75_mm, 0.1_mm, 0.4_mm},
                                                      {0.2_mm, 0.21_mm, 0.25_mm, 0.5_mm}};
    return shapes;
}

TEST(NeedleProfile, BladeByHand) {
    // Tip 60, taper 150, thickness 150, width 450 um: breadth 300 um, of it 100 um at 50 um from the tip.
    const NeedleProfile blade(60.0_um, 150.0_um, 150.0_um, 300.0_um), round(60.0_um, 150.0_um, 150.0_um);
    EXPECT_DOUBLE_EQ(blade.breadth(50.0_um), 100.0_um);
    EXPECT_DOUBLE_EQ(blade.breadth_slope(50.0_um), 2);
    EXPECT_EQ(blade.breadth(0.2_mm), 300.0_um);
    EXPECT_EQ(blade.breadth_slope(0.2_mm), 0);
    EXPECT_NEAR(blade.section_area(0.2_mm), (pi / 4 * 150 * 150 + 300 * 150) * 1e-12, 1e-22);  // rounding
    // Two faces: 2 · 300 · 150/2 um² on the taper, 2 · 300 um · 1 mm on the shaft.
    EXPECT_NEAR(blade.wall_area(150.0_um) - round.wall_area(150.0_um), 45000e-12, 1e-21);
    EXPECT_NEAR(blade.wall_area(1.15_mm) - round.wall_area(1.15_mm), 645000e-12, 1e-20);
    EXPECT_NEAR(blade.volume(1.15_mm) - blade.volume(0.15_mm), (pi / 4 * 22500 + 45000) * 1e-15, 1e-23);
    // Without a tip d = s and b = 2 s: ∫ 2 s² ds = 2/3 · 150³ um³. Truncation: the tip over the taper.
    const NeedleProfile sharp(1e-10, 150.0_um, 150.0_um, 300.0_um), cone(1e-10, 150.0_um, 150.0_um);
    EXPECT_NEAR((sharp.volume(150.0_um) - cone.volume(150.0_um)) / (2.25e6 * 1e-18), 1, 1e-5);
}

TEST(NeedleProfile, BladeWithoutBreadthIsRound) {
    for (const NeedleProfile& round : needles()) {
        const NeedleProfile blade(round.tip_diameter(), round.taper_length(), round.shaft_diameter(), 0);
        for (const double s : {-1.0_um, 0.0, 1.0_um, 0.3_mm, 2.0_mm}) {
            EXPECT_EQ(blade.breadth(s), 0);
            EXPECT_EQ(blade.breadth_slope(s), 0);
            EXPECT_EQ(blade.diameter(s), round.diameter(s));
            EXPECT_EQ(blade.wall_area(s), round.wall_area(s));
            EXPECT_EQ(blade.volume(s), round.volume(s));
        }
    }
}

TEST(NeedleProfile, BladesSlopesAreDerivatives) {
    // The volume's slope is the section and the wall's the perimeter pi d + 2 b; all continuous at the seams.
    for (const NeedleProfile& blade : blades()) {
        const double cap = blade.cap_length(), taper = blade.taper_length();
        for (const double s : {0.2 * cap, 0.8 * cap, 0.5 * (cap + taper), 2 * taper}) {
            const double h = 1e-5 * s;  // truncation h², rounding 1e-16/1e-5
            const double wall = (blade.wall_area(s + h) - blade.wall_area(s - h)) / (2 * h);
            const double volume = (blade.volume(s + h) - blade.volume(s - h)) / (2 * h);
            EXPECT_NEAR((blade.breadth(s + h) - blade.breadth(s - h)) / (2 * h), blade.breadth_slope(s),
                        1e-9);
            EXPECT_NEAR((pi * blade.diameter(s) + 2 * blade.breadth(s)) / wall, 1, 1e-7);
            EXPECT_NEAR(blade.section_area(s) / volume, 1, 1e-7);
        }
        for (const double seam : {cap, taper}) {
            const double h = 1e-9 * seam;
            EXPECT_NEAR(blade.breadth(seam + h), blade.breadth(seam - h), 10 * h);
            EXPECT_NEAR(blade.wall_area(seam + h) / blade.wall_area(seam - h), 1, 1e-7);
            EXPECT_NEAR(blade.volume(seam + h) / blade.volume(seam - h), 1, 1e-7);
        }
        for (const double s : {0.0, -1.0_um}) {
            EXPECT_EQ(blade.breadth(s), 0);
            EXPECT_EQ(blade.breadth_slope(s), 0);
            EXPECT_EQ(blade.wall_area(s), 0);
            EXPECT_EQ(blade.volume(s), 0);
        }
    }
}

TEST(NeedleProfile, BladeHomogeneousInLength) {
    const NeedleProfile blade(5.0_um, 0.75_mm, 0.1_mm, 0.4_mm),
        large(16 * 5.0_um, 16 * 0.75_mm, 16 * 0.1_mm, 16 * 0.4_mm);
    for (const double s : {1.0_um, 0.1_mm, 1.0_mm}) {
        EXPECT_EQ(large.breadth(16 * s), 16 * blade.breadth(s));
        EXPECT_EQ(large.breadth_slope(16 * s), blade.breadth_slope(s));
        EXPECT_EQ(large.section_area(16 * s), 256 * blade.section_area(s));
        EXPECT_EQ(large.wall_area(16 * s), 256 * blade.wall_area(s));
        EXPECT_EQ(large.volume(16 * s), 4096 * blade.volume(s));
    }
}

TEST(NeedleProfile, RefusesImpossibleShapes) {
    const QuietFloatingPoint quiet;  // NaN
    EXPECT_THROW(NeedleProfile(5.0_um, 1.0_mm, 0.25_mm, -1.0_um), InputError);
    EXPECT_THROW(NeedleProfile(5.0_um, 1.0_mm, 0.25_mm, std::nan("")), InputError);
    EXPECT_THROW(NeedleProfile(0, 1.0_mm, 0.25_mm), InputError);
    EXPECT_THROW(NeedleProfile(0.25_mm, 1.0_mm, 0.25_mm), InputError);
    EXPECT_THROW(NeedleProfile(5.0_um, 5.0_um, 0.25_mm), InputError);
    EXPECT_THROW(NeedleProfile(std::nan(""), 1.0_mm, 0.25_mm), InputError);
}

}  // namespace
}  // namespace puncta
