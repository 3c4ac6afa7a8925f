/// Resistance of round needles and blades against hand arithmetic and brute force.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "models/cards/catalog.hpp"
#include "models/shaft/channel.hpp"
#include "models/shaft/cutting_resistance.hpp"
#include "models/shaft/slit_opening.hpp"
#include "models/skin/layered_skin.hpp"
#include "tests/unit/needle_shapes.hpp"

namespace puncta::models {
namespace {

using namespace units;
using std::numbers::pi;

/// The plain blade with edges as dull as it is thick.
const NeedleProfile& dull() {
    static const NeedleProfile shape(NeedleShape{10.0_um, {{0, 0}, {0.75_mm, 0.25_mm}}, 0.3_mm, 0.125_mm});
    return shape;
}

/// As long as the needle, with a belly, a cylinder and a flare.
const NeedleProfile& stepped() {
    static const NeedleProfile shape(NeedleShape{10.0_um,
                                                 {{0, 0},
                                                  {50.0_um, 40.0_um},
                                                  {0.3_mm, 0.1_mm},
                                                  {0.5_mm, 0.1_mm},
                                                  {0.6_mm, 0.25_mm},
                                                  {1.0_mm, 0.25_mm}}});
    return shape;
}

/// Layers as {top, J, mu, tau}, without tension.
CuttingSkin skin_with(std::vector<CuttingLayer> layers, double exponent = 6) {
    return {std::move(layers), SlitOpening(exponent)};
}

CuttingSkin two_layers() {
    return skin_with({{0, 1.0_kJ_m2, 0.1_MPa, 3.0_kPa}, {0.1_mm, 2.0_kJ_m2, 0.2_MPa, 5.0_kPa}});
}

/// The definition as STATION.md writes it, layer by layer, without telescoping.
double by_definition(const CuttingSkin& skin, const NeedleProfile& shape, double p) {
    double sum = 0;
    for (std::size_t l = 0; l < skin.layers.size(); ++l) {
        const CuttingLayer& layer = skin.layers[l];
        const bool last = l + 1 == skin.layers.size();
        const double top = p - layer.top, bottom = last ? -1 : p - skin.layers[l + 1].top;
        auto energy = [&](double s) {
            return skin.opening.energy(layer.toughness, layer.shear_modulus, shape.diameter(s)).total();
        };
        const double edge =
            skin.opening.edge_toughness(layer.toughness, layer.shear_modulus, shape.edge_radius());
        sum += energy(top) - energy(bottom) + edge * (shape.breadth(top) - shape.breadth(bottom)) +
               layer.wall_shear * (shape.wall_area(top) - shape.wall_area(bottom));
    }
    return sum;
}

TEST(Cutting, OneLayerIsTheEnergyOfItsSection) {
    const CuttingSkin skin = skin_with({{0, 1.0_kJ_m2, 0.1_MPa, 3.0_kPa}});
    const ResistanceParts parts = resistance_parts(skin, plain_needle(), 1.0_mm);
    const auto shaft = skin.opening.energy(1.0_kJ_m2, 0.1_MPa, 0.25_mm);
    EXPECT_DOUBLE_EQ(parts.cutting, shaft.crack);
    EXPECT_DOUBLE_EQ(parts.spreading, shaft.spreading);
    EXPECT_NEAR(parts.friction, 3.0_kPa * plain_needle().wall_area(1.0_mm), 1e-15);
    EXPECT_NEAR(parts.total(), resistance(skin, plain_needle(), 1.0_mm).value, 1e-15);
    for (const double p : {0.0, -1.0_um}) {
        EXPECT_EQ(resistance(skin, plain_needle(), p).value, 0);
        EXPECT_EQ(resistance_parts(skin, plain_needle(), p).total(), 0);
    }
}

TEST(Cutting, UpperLayerIsPaidOnlyWhileItWidens) {
    // 2 mm deep the shaft has passed both layers' tops: only the lower layer is still paid.
    const ResistanceParts deep = resistance_parts(two_layers(), plain_needle(), 2.0_mm);
    EXPECT_NEAR(deep.cutting, two_layers().opening.energy(2.0_kJ_m2, 0.2_MPa, 0.25_mm).crack, 1e-15);
    // Wall between 0 and 0.1 mm of depth is shaft here: 3 kPa · pi · 0.25 mm · 0.1 mm; below it 5 kPa · A(1.9
    // mm).
    EXPECT_NEAR(deep.friction, 3.0_kPa * pi * 0.25_mm * 0.1_mm + 5.0_kPa * plain_needle().wall_area(1.9_mm),
                1e-15);
}

TEST(Cutting, ForceIsTheDerivativeOfTheEnergySpent) {
    // U(p) = Σ_l ∫ e_l(d(p - z)) dz + friction work: no energy appears or vanishes on the way in.
    const CuttingSkin skin = two_layers();
    double work = 0, energy = 0;
    constexpr int steps = 20000;
    const double end = 0.6_mm, step = end / steps;
    for (int n = 0; n < steps; ++n) {
        work += step * resistance_parts(skin, plain_needle(), step * (n + 0.5)).cutting;
        const double z = step * (n + 0.5);
        const CuttingLayer& layer = skin.layers[z < skin.layers[1].top ? 0 : 1];
        energy +=
            step *
            skin.opening.energy(layer.toughness, layer.shear_modulus, plain_needle().diameter(end - z)).crack;
    }
    EXPECT_NEAR(work, energy, 5e-5 * energy);  // truncation of the midpoint rule at the cap and the seam
}

TEST(Cutting, EqualLayersEqualOneAndDefinitionHolds) {
    CuttingSkin many = skin_with({});
    for (int l = 0; l < 20; ++l) many.layers.push_back({l * 37.0_um, 1.1_kJ_m2, 0.1_MPa, 2.0_kPa});
    const CuttingSkin one = skin_with({{0, 1.1_kJ_m2, 0.1_MPa, 2.0_kPa}});
    for (const NeedleProfile* shape : {&plain_needle(), &plain_blade(), &dull(), &stepped()})
        for (double p = 1e-7; p < 2.0_mm; p *= 1.3) {
            EXPECT_NEAR(resistance(many, *shape, p).value, resistance(one, *shape, p).value, 2e-15);
            const double defined = by_definition(two_layers(), *shape, p);
            EXPECT_NEAR(resistance(two_layers(), *shape, p).value, defined, 2e-15);
            EXPECT_NEAR(resistance_parts(two_layers(), *shape, p).total(), defined, 2e-15);
        }
}

TEST(Cutting, BladeAddsWhatItsEdgesCutAndItsFacesRub) {
    // Half the taper deep b = 0.15 mm, and 0.1 mm above it 0.11 mm. Edges: 1 kJ/m² · 0.15 mm = 0.15 N in one
    // layer, 0.15 + (2 - 1) 0.11 = 0.26 N with the tougher layer 0.1 mm down. Faces 2 ∫ b: 0.05625 mm² in
    // all, of it 0.3 · 0.275²/0.75 = 0.03025 mm² below 0.1 mm.
    const CuttingSkin one = skin_with({{0, 1.0_kJ_m2, 0.1_MPa, 3.0_kPa}});
    const double p = 0.375_mm;
    const ResistanceParts flat = resistance_parts(one, plain_blade(), p),
                          round = resistance_parts(one, plain_needle(), p);
    EXPECT_NEAR(flat.cutting - round.cutting, 0.15, 1e-15);
    EXPECT_EQ(flat.spreading, round.spreading);
    EXPECT_NEAR(flat.friction - round.friction, 3.0_kPa * 0.05625e-6, 1e-17);
    const ResistanceParts deep = resistance_parts(two_layers(), plain_blade(), p),
                          round_deep = resistance_parts(two_layers(), plain_needle(), p);
    EXPECT_NEAR(deep.cutting - round_deep.cutting, 0.26, 1e-15);
    EXPECT_NEAR(deep.friction - round_deep.friction, 3.0_kPa * 0.026e-6 + 5.0_kPa * 0.03025e-6, 1e-17);
    EXPECT_NEAR(resistance(two_layers(), plain_blade(), p).value, deep.total(), 1e-15);
    // Beyond the taper the edges cut a slit of one length: 2 kJ/m² · 0.3 mm, the upper layer is paid no more.
    EXPECT_NEAR(resistance_parts(two_layers(), plain_blade(), 2.0_mm).cutting -
                    resistance_parts(two_layers(), plain_needle(), 2.0_mm).cutting,
                0.6, 1e-15);
}

TEST(Cutting, DullEdgesCutTheBreadthAtTheirOwnToughness) {
    // One layer, half the taper deep: b = 0.15 mm, cut at J_edge instead of J; nothing else changes.
    const CuttingSkin one = skin_with({{0, 0.1_kJ_m2, 0.5_MPa, 3.0_kPa}});
    const double edge = one.opening.edge_toughness(0.1_kJ_m2, 0.5_MPa, 0.125_mm), p = 0.375_mm;
    EXPECT_GT(edge, 0.2_kJ_m2);
    const ResistanceParts sharp = resistance_parts(one, plain_blade(), p),
                          blunt = resistance_parts(one, dull(), p);
    EXPECT_NEAR(blunt.cutting - sharp.cutting, 0.15_mm * (edge - 0.1_kJ_m2), 1e-15);
    EXPECT_EQ(blunt.spreading, sharp.spreading);
    EXPECT_EQ(blunt.friction, sharp.friction);
    EXPECT_NEAR(resistance(one, dull(), p).value, blunt.total(), 1e-15);
}

TEST(Cutting, BladeWithoutBreadthIsTheRoundNeedle) {
    const NeedleProfile flat(10.0_um, 0.75_mm, 0.25_mm, 0);
    for (double p = 1e-7; p < 2.0_mm; p *= 1.3) {
        EXPECT_EQ(resistance(two_layers(), flat, p).value, resistance(two_layers(), plain_needle(), p).value);
        EXPECT_EQ(resistance(two_layers(), flat, p).slope, resistance(two_layers(), plain_needle(), p).slope);
        EXPECT_EQ(channel_left(two_layers(), flat, p).slit_length,
                  channel_left(two_layers(), plain_needle(), p).slit_length);
    }
}

TEST(Cutting, BladeOnlyAddsWhereToughnessGrowsDownwards) {
    double last = 0;
    for (const double breadth : {0.0, 0.1_mm, 0.3_mm, 1.0_mm}) {
        const double force =
            resistance(two_layers(), NeedleProfile(10.0_um, 0.75_mm, 0.25_mm, breadth), 0.5_mm).value;
        EXPECT_GT(force, last);
        last = force;
    }
}

CuttingSkin of_card(const std::string& name) {
    SurfaceTables cache;
    return LayeredSkin(shipped_skin_card(name).card, 1, cache).cutting();
}

/// Skins whose resistance turns: a tough film on soft tissue, a hard layer in the middle, every shipped card.
std::vector<CuttingSkin> skins() {
    std::vector<CuttingSkin> all = {
        two_layers(), skin_with({{0, 2.0_kJ_m2, 0.1_MPa, 3.0_kPa}, {0.1_mm, 0.2_kJ_m2, 0.1_MPa, 3.0_kPa}}),
        skin_with({{0, 0.2_kJ_m2, 0.1_MPa, 1.0_kPa},
                   {0.3_mm, 3.0_kJ_m2, 0.1_MPa, 20.0_kPa},
                   {0.4_mm, 0.1_kJ_m2, 0.1_MPa, 1.0_kPa}}),
        skin_with({{0, 1.0_kJ_m2, 0.1_MPa, 50.0_kPa}, {0.2_mm, 1.0_kJ_m2, 0.1_MPa, 0}}),
        skin_with({{0, 2.0_kJ_m2, 1.0_MPa, 0},
                   {30.0_um, 1.0_kJ_m2, 0.1_MPa, 0},
                   {0.9_mm, 0.5_kJ_m2, 0.1_MPa, 1.0_kPa}})};
    for (const std::string& name : skin_card_names()) all.push_back(of_card(name));
    return all;
}

TEST(Cutting, SlopeIsTheDerivative) {
    for (const CuttingSkin& skin : skins())
        for (double p = 0.7_um; p < 3.0_mm; p *= 1.17) {
            for (const NeedleProfile* shape : {&plain_needle(), &plain_blade(), &dull(), &stepped()}) {
                const double h = 1e-5 * p;
                bool seam = false;  // layer tops and the needle's seams behind them are kinks
                for (const CuttingLayer& layer : skin.layers) {
                    seam = seam || std::abs(p - layer.top) < 0.05 * p;
                    for (const double offset : shape->seams())
                        seam = seam || std::abs(p - layer.top - offset) < 0.05 * p;
                }
                if (seam) continue;
                const double difference =
                    (resistance(skin, *shape, p + h).value - resistance(skin, *shape, p - h).value) / (2 * h);
                // Truncation h², rounding 1e-16/1e-5 of the force over the depth.
                EXPECT_NEAR(resistance(skin, *shape, p).slope, difference,
                            1e-7 * std::abs(difference) + 1e-9 * resistance(skin, *shape, p).value / p);
            }
        }
}

TEST(Cutting, TurningDepthsMissNothingNextToATop) {
    // Between the turns the slope has one sign, from 1e-7 of the cap's length behind every top on, in steps
    // far finer than those of the search. Some of the rises are a few nm long: the cap's own slope makes
    // them.
    int narrow = 0;
    for (const NeedleProfile* shape : {&plain_needle(), &plain_blade(), &dull(), &stepped()})
        for (const CuttingSkin& skin : skins()) {
            const double limit = 3.0_mm;
            const std::vector<double> turns = turning_depths(skin, *shape, limit);
            for (std::size_t t = 1; t < turns.size(); ++t) {
                EXPECT_GT(turns[t], turns[t - 1]);
                narrow += turns[t] - turns[t - 1] < 10e-9 ? 1 : 0;
            }
            for (std::size_t l = 1; l < skin.layers.size(); ++l)
                for (double s = 1e-7 * shape->cap_length(); s < 0.1_mm; s *= 1.1) {
                    const double p = skin.layers[l].top + s;
                    if (p >= limit) break;
                    const auto passed = std::lower_bound(turns.begin(), turns.end(), p) - turns.begin();
                    const double slope = resistance(skin, *shape, p).slope;
                    double nearest = limit;  // turns are found to rounding
                    for (const double turn : turns) nearest = std::min(nearest, std::abs(p - turn));
                    if (nearest > 1e-13 * p) {
                        EXPECT_EQ(slope >= 0, passed % 2 == 0) << p << ' ' << s;
                    }
                }
        }
    EXPECT_GT(narrow, 0);
}

TEST(Cutting, TurningDepthsByBruteForce) {
    // Scan of F_res in steps of 0.02 um: it must rise, fall, rise … between the reported turns and change
    // nowhere else. Truncation: turns closer than one step to each other cannot be seen.
    int turning_skins = 0;
    for (const NeedleProfile* shape : {&plain_needle(), &plain_blade(), &dull(), &stepped()})
        for (const CuttingSkin& skin : skins()) {
            const double limit = 3.0_mm, step = 0.02_um;
            // A rise or dip narrower than the scan's step goes unseen in pairs.
            auto keep = [&](std::vector<double>& all, double turn) {
                if (!all.empty() && turn - all.back() < 2 * step)
                    all.pop_back();
                else
                    all.push_back(turn);
            };
            std::vector<double> turns, scanned;
            for (const double turn : turning_depths(skin, *shape, limit)) keep(turns, turn);
            bool rising = true;
            double last = 0;
            for (double p = step; p < limit; p += step) {
                const double value = resistance(skin, *shape, p).value;
                const bool up = value >= last * (1 - 1e-14);
                if (up != rising) {
                    keep(scanned, p - step);
                    rising = up;
                }
                last = value;
            }
            ASSERT_EQ(turns.size(), scanned.size()) << "skin " << turning_skins;
            for (std::size_t t = 0; t < turns.size(); ++t) EXPECT_NEAR(turns[t], scanned[t], 1.5 * step);
            turning_skins += turns.empty() ? 0 : 1;
        }
    EXPECT_GE(turning_skins, 3);
    EXPECT_TRUE(turning_depths(two_layers(), plain_needle(), 3.0_mm).empty());  // tougher below: only rises
}

}  // namespace
}  // namespace puncta::models
