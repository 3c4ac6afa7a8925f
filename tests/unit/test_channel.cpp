/// The channel that stays open, against hand arithmetic and brute force.

#include <numbers>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "models/shaft/channel.hpp"
#include "tests/unit/needle_shapes.hpp"

namespace puncta::models {
namespace {

using namespace units;
using std::numbers::pi;

/// A needle of several pieces.
const NeedleProfile& stepped() {
    static const NeedleProfile shape(
        NeedleShape{10.0_um, {{50.0_um, 40.0_um}, {0.3_mm, 0.1_mm}, {0.5_mm, 0.1_mm}, {0.6_mm, 0.25_mm}}});
    return shape;
}

CuttingSkin skin_with(std::vector<CuttingLayer> layers) {
    return {std::move(layers), SlitOpening(6)};
}

TEST(Channel, OpenedByTensionAsByHand) {
    // One layer, sigma = 20 kPa, resting mu = 100 kPa: width over length 20/(2·100) = 0.1 of the mean slit.
    CuttingSkin skin = skin_with({{0, 1.0_kJ_m2, 0.18_MPa, 3.0_kPa, 20.0_kPa, 0.1_MPa}});
    auto slit = [&](double s) {
        return plain_needle().diameter(s) *
               skin.opening.ratio(1.0_kJ_m2, 0.18_MPa, plain_needle().diameter(s));
    };
    const double depth = 2.0_mm;
    double mean = 0;
    constexpr int steps = 20000;
    for (int n = 0; n < steps; ++n) mean += slit(depth * (n + 0.5) / steps) / steps;  // taper, then shaft
    const auto channel = channel_left(skin, plain_needle(), depth);
    EXPECT_DOUBLE_EQ(channel.slit_length, slit(depth));
    // Truncation: Gauss rule over the cap's square root, 1e-4 of its 5 um in 2 mm.
    EXPECT_NEAR(channel.open_area, pi / 4 * 0.1 * mean * slit(depth), 1e-5 * channel.open_area);
    EXPECT_NEAR(channel.volume, pi / 4 * 0.1 * mean * mean * depth, 1e-5 * channel.volume);
    // Two equal parts are one layer; without tension nothing stays open.
    CuttingSkin parts = skin;
    parts.layers.push_back(skin.layers[0]);
    parts.layers[1].top = 0.9_mm;
    EXPECT_NEAR(channel_left(parts, plain_needle(), depth).volume, channel.volume, 1e-6 * channel.volume);
    skin.layers[0].stress = 0;
    EXPECT_EQ(channel_left(skin, plain_needle(), depth).open_area, 0);
    EXPECT_EQ(channel_left(skin, plain_needle(), depth).volume, 0);
    EXPECT_EQ(channel_left(skin, plain_needle(), 0).slit_length, 0);
    // A blade 2 mm deep: its shaft at the surface cut a slit longer by all of its breadth.
    EXPECT_NEAR(channel_left(skin, plain_blade(), depth).slit_length, slit(depth) + 0.3_mm, 1e-15);
}

TEST(Channel, OfAnyProfileByBruteForce) {
    const CuttingSkin skin = skin_with({{0, 1.0_kJ_m2, 0.18_MPa, 3.0_kPa, 20.0_kPa, 0.1_MPa},
                                        {0.2_mm, 2.0_kJ_m2, 0.3_MPa, 3.0_kPa, 10.0_kPa, 0.1_MPa}});
    for (const double depth : {0.1_mm, 0.45_mm, 1.0_mm}) {
        double face = 0;
        constexpr int steps = 40000;
        for (int n = 0; n < steps; ++n) {
            const double z = depth * (n + 0.5) / steps, d = stepped().diameter(depth - z);
            const CuttingLayer& layer = skin.layers[z < skin.layers[1].top ? 0 : 1];
            face += depth / steps * d * skin.opening.ratio(layer.toughness, layer.shear_modulus, d);
        }
        const double width = channel_aspect(skin, depth) * face / depth;
        // Truncation: Gauss rule over the cap, 1e-4 of its 5 um; midpoint rule.
        EXPECT_NEAR(channel_left(skin, stepped(), depth).volume, pi / 4 * width * face, 2e-4 * width * face);
    }
}

TEST(Channel, SectionsByHandAndBinsByBruteForce) {
    const CuttingSkin skin = skin_with({{0, 1.0_kJ_m2, 0.18_MPa, 3.0_kPa, 20.0_kPa, 0.1_MPa},
                                        {0.2_mm, 2.0_kJ_m2, 0.3_MPa, 3.0_kPa, 10.0_kPa, 0.1_MPa}});
    constexpr double bin = 70.0e-6;
    for (const double depth : {0.03_mm, 0.45_mm, 1.0_mm}) {
        // The section is pi/4 times width times the slit that the needle's section there cut.
        const double volume = channel_left(skin, stepped(), depth).volume;
        const double z = 0.3 * depth, d = stepped().diameter(depth - z);
        const CuttingLayer& layer = skin.layers[z < 0.2_mm ? 0 : 1];
        double face = 0;
        constexpr int steps = 1000;  // of the midpoint rule, per bin
        std::vector<double> expected(6, 0), volumes(6, 0);
        for (std::size_t n = 0; n < expected.size(); ++n)
            for (int i = 0; i < steps; ++i) {
                const double at = bin * (double(n) + (i + 0.5) / steps);
                expected[n] += bin / steps * channel_section(skin, stepped(), depth, at);
            }
        for (double at = 0.5e-7; at < depth; at += 1e-7) {
            const double width_there = stepped().diameter(depth - at);
            const CuttingLayer& there = skin.layers[at < 0.2_mm ? 0 : 1];
            face +=
                1e-7 * width_there * skin.opening.ratio(there.toughness, there.shear_modulus, width_there);
        }
        // Truncation: midpoint rule over the cap's square root.
        EXPECT_NEAR(channel_section(skin, stepped(), depth, z),
                    pi / 4 * channel_aspect(skin, depth) * face / depth * d *
                        skin.opening.ratio(layer.toughness, layer.shear_modulus, d),
                    2e-3 * volume / depth);
        add_channel_volumes(skin, stepped(), depth, bin, volumes);
        double sum = 0;
        for (std::size_t n = 0; n < volumes.size(); ++n) {
            sum += volumes[n];
            // The last bin holds all that is deeper. Truncation of both rules at the seams.
            if (n + 1 < volumes.size()) {
                EXPECT_NEAR(volumes[n], expected[n], 1e-3 * volume) << n;
            }
        }
        EXPECT_NEAR(sum, volume, 5e-4 * volume);  // Gauss rule over the cap
        EXPECT_EQ(channel_section(skin, stepped(), depth, depth), 0);
        EXPECT_EQ(channel_section(skin, stepped(), depth, -1e-9), 0);
    }
}

}  // namespace
}  // namespace puncta::models
