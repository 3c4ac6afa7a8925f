// A head is an individual: its draws have the card's scatter, its needles stand where geometry puts them.
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "engine/device/head.hpp"
#include "models/cards/catalog.hpp"

namespace puncta {
namespace {

constexpr double degree = 0.017453292519943295;

RollerSpec perfect() {
    return without_scatter(models::shipped_device_card("dermaroller-mf8").device);
}

Head head_of(const RollerSpec& roller, std::uint64_t replicate = 0, std::uint64_t seed = 5) {
    const Draws draws(seed);
    return draw_head(roller, draw_layout(roller, draws, replicate), draws, replicate);
}

/// Mean and standard deviation over the needles of many heads.
struct Moments {
    double n = 0, mean = 0, sd = 0;
};
Moments moments(const RollerSpec& roller, const std::function<double(const HeadNeedle&)>& of) {
    Moments m;
    double squares = 0;
    for (std::uint64_t replicate = 0; replicate < 20; ++replicate)
        for (const HeadNeedle& needle : head_of(roller, replicate)) {
            m.n += 1;
            m.mean += of(needle);
            squares += of(needle) * of(needle);
        }
    m.mean /= m.n;
    m.sd = std::sqrt(squares / m.n - m.mean * m.mean);
    return m;
}

/// Mean and sd of n normal draws: standard errors sd/sqrt(n) and sd/sqrt(2n), held to four of them.
void expect_normal(const Moments& m, double mean, double sd) {
    EXPECT_NEAR(m.mean, mean, 4 * sd / std::sqrt(m.n));
    EXPECT_NEAR(m.sd, sd, 4 * sd / std::sqrt(2 * m.n));
}

TEST(Head, WithoutScatterEveryNeedleIsTheCards) {
    const RollerSpec roller = perfect();
    for (const HeadNeedle& needle : head_of(roller)) {
        EXPECT_EQ(needle.length, 1.5e-3);
        EXPECT_EQ(needle.tip_radius, roller.tip_radius());
        EXPECT_EQ(needle.tip_angle, 0);
        EXPECT_EQ(needle.tip_across, 0);
        EXPECT_EQ(needle.profile.tip_diameter(), 8e-6);
        EXPECT_FALSE(needle.missing);
    }
}

TEST(Head, LengthsAndAnglesScatterAsTheCardSays) {
    RollerSpec roller = perfect();
    roller.needle.length_sd = 30e-6;
    expect_normal(moments(roller, [](const auto& n) { return n.length; }), 1.5e-3, 30e-6);
    roller = perfect();
    roller.needle.angle_sd = 0.5 * degree;
    expect_normal(moments(roller, [](const auto& n) { return n.tip_angle; }), 0, 0.5 * degree);
    roller = perfect();
    roller.needle.tilt_along_sd = 2 * degree;
    expect_normal(moments(roller, [](const auto& n) { return n.axis_angle; }), 0, 2 * degree);
}

TEST(Head, ALeaningNeedleReachesLessAndStandsBeside) {
    // One needle by hand: root at R on the axis of angle 0, L along (1, tan a, tan b)/norm.
    RollerSpec roller = perfect();
    roller.needle.tilt_along_sd = 5 * degree;
    roller.needle.tilt_across_sd = 8 * degree;
    const double r = roller.drum_radius, length = roller.needle.length;
    for (const HeadNeedle& needle : head_of(roller)) {
        const double a = needle.axis_angle, out = needle.tip_radius * std::cos(needle.tip_angle) - r;
        const double ahead = needle.tip_radius * std::sin(needle.tip_angle);
        EXPECT_NEAR(std::hypot(out, ahead, needle.tip_across), length, 1e-15);
        EXPECT_NEAR(ahead, out * std::tan(a), 1e-15);
        EXPECT_LT(out, length);
        // Nearly upright needles: L (1 - cos) is what the reach loses, less what the arc gives back.
        EXPECT_LT(needle.tip_radius, roller.tip_radius());
    }
    const Moments across = moments(roller, [](const auto& n) {
        return std::atan2(n.tip_across, n.tip_radius * std::cos(n.tip_angle) - 10e-3);
    });
    expect_normal(across, 0, 8 * degree);
}

TEST(Head, MissingAndBentSharesAreBinomial) {
    RollerSpec roller = perfect();
    roller.needle.missing_share = 0.07;
    roller.needle.bent_share = 0.2;
    roller.needle.bend_sd = 10 * degree;
    const Moments missing = moments(roller, [](const auto& n) { return n.missing ? 1.0 : 0.0; });
    EXPECT_NEAR(missing.mean, 0.07, 4 * std::sqrt(0.07 * 0.93 / missing.n));
    const auto is_bent = [](const auto& n) { return n.axis_angle != 0 ? 1.0 : 0.0; };
    const Moments bent = moments(roller, is_bent);
    EXPECT_NEAR(bent.mean, 0.2, 4 * std::sqrt(0.2 * 0.8 / bent.n));
    // The bent ones lean with the sd asked for: the variance over all needles is the share times its square.
    // Relative error of a variance from 0.2·3840 normals: sqrt(2/768) = 5 %, and 3 % of the share.
    const Moments lean = moments(roller, [](const auto& n) { return n.axis_angle; });
    EXPECT_NEAR(lean.sd * lean.sd / (0.2 * std::pow(10 * degree, 2)), 1, 0.24);
}

TEST(Head, OneHeadForAllSubjectsOrOneForEach) {
    RollerSpec roller = models::shipped_device_card("home-100").device;
    const auto equal = [](const Head& a, const Head& b) {
        for (std::size_t i = 0; i < a.size(); ++i)
            if (a[i].length != b[i].length || a[i].tip_across != b[i].tip_across ||
                a[i].missing != b[i].missing)
                return false;
        return true;
    };
    EXPECT_TRUE(equal(head_of(roller, 3), head_of(roller, 3)));
    EXPECT_FALSE(equal(head_of(roller, 3), head_of(roller, 4)));
    roller.same_head = true;
    EXPECT_TRUE(equal(head_of(roller, 3), head_of(roller, 4)));
    EXPECT_FALSE(equal(head_of(roller, 3, 5), head_of(roller, 3, 6)));  // another seed, another head
}

TEST(Head, WearBluntsTheTipAndKeepsTheCone) {
    RollerSpec roller = perfect();
    roller.needle.wear_rate = 0.5e-6;
    roller.wear = 12;
    const HeadNeedle sharp = head_of(perfect())[0], blunt = head_of(roller)[0];
    EXPECT_NEAR(blunt.profile.tip_radius(), 4e-6 + 12 * 0.5e-6, 1e-18);
    EXPECT_NEAR(blunt.profile.half_angle(), sharp.profile.half_angle(), 1e-12);
    // Metal is taken off the tip alone: the flank stays where it was on the drum.
    const double lost = sharp.length - blunt.length;
    EXPECT_NEAR(lost, 6e-6 * (1 / std::sin(sharp.profile.half_angle()) - 1), 1e-12);
    for (const double s : {100e-6, 400e-6, 900e-6})
        EXPECT_NEAR(blunt.profile.diameter(s - lost), sharp.profile.diameter(s), 1e-12) << s;
    roller.wear = 1e4;  // however long: still a needle
    const HeadNeedle stump = head_of(roller)[0];
    EXPECT_LT(stump.profile.tip_diameter(), stump.profile.shaft_diameter());
    EXPECT_GT(stump.length, 0);
}

TEST(Head, NeedlesOfAListHaveTheirOwnLengthAndTip) {
    DeviceSpec roller = models::shipped_device_card("dermaroller-mf8").device;
    roller.needle.length_sd = roller.needle.tip_diameter_cv = 0;
    roller.listed = {{0, 0, 1e-3, 20e-6}, {1, 1, 0, 0}};
    settle(roller);
    const Head head = head_of(roller);
    ASSERT_EQ(head.size(), 2U);
    EXPECT_EQ(head[0].length, 1e-3);
    EXPECT_EQ(head[0].profile.tip_diameter(), 20e-6);
    EXPECT_DOUBLE_EQ(head[0].profile.taper_length(), 0.5e-3);  // two thirds of the nominal needle's
    EXPECT_EQ(head[1].length, 1.5e-3);
    EXPECT_EQ(head[1].profile.tip_diameter(), 8e-6);
}

}  // namespace
}  // namespace puncta
