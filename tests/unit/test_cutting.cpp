/// Resistance, puncture line, breach and ramp stiffening against hand arithmetic and brute force.

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/units.hpp"
#include "models/cards/catalog.hpp"
#include "models/puncture/puncture_force.hpp"
#include "models/shaft/cutting_resistance.hpp"
#include "models/viscosity/relaxation.hpp"

namespace puncta::models {
namespace {

using namespace units;
using std::numbers::pi;

const NeedleProfile& needle() {
    static const NeedleProfile shape(10.0_um, 0.75_mm, 0.25_mm);
    return shape;
}

CuttingSkin skin_with(std::vector<CuttingLayer> layers) {
    return {std::move(layers), 0.5, 0.3};
}

CuttingSkin two_layers() {
    return skin_with({{0, 1.0_kJ_m2, 3.0_kPa}, {0.1_mm, 2.0_kJ_m2, 5.0_kPa}});
}

/// The definition as STATION.md writes it, layer by layer, without telescoping.
double by_definition(const CuttingSkin& skin, const NeedleProfile& shape, double p) {
    double cut = 0, friction = 0;
    for (std::size_t l = 0; l < skin.layers.size(); ++l) {
        const CuttingLayer& layer = skin.layers[l];
        const bool last = l + 1 == skin.layers.size();
        const double top = p - layer.top, bottom = last ? -1 : p - skin.layers[l + 1].top;
        cut += layer.toughness * (shape.diameter(top) - shape.diameter(bottom));
        friction += layer.wall_shear * (shape.wall_area(top) - shape.wall_area(bottom));
    }
    return skin.slit_ratio * (1 + skin.spreading) * cut + friction;
}

TEST(Cutting, OneLayerByHand) {
    // 1 mm deep: the shaft, 0.25 mm wide, stands in one layer: F_cut = 0.5 · 1000 J/m² · 0.25 mm = 125 mN,
    // spreading 0.3 of it = 37.5 mN, friction 3 kPa times the wall A(1 mm).
    const CuttingSkin skin = skin_with({{0, 1.0_kJ_m2, 3.0_kPa}});
    const ResistanceParts parts = resistance_parts(skin, needle(), 1.0_mm);
    EXPECT_NEAR(parts.cutting, 125.0_mN, 1e-15);  // rounding
    EXPECT_NEAR(parts.spreading, 37.5_mN, 1e-15);
    EXPECT_NEAR(parts.friction, 3.0_kPa * needle().wall_area(1.0_mm), 1e-15);
    EXPECT_NEAR(parts.total(), resistance(skin, needle(), 1.0_mm).value, 1e-15);
    // On the hemisphere at s = rho (1 - 0.6) = 2 um the circle has the diameter 0.8 d_tip = 8 um: 0.5 · 1000
    // · 8 um = 4 mN.
    EXPECT_NEAR(resistance_parts(skin, needle(), 2.0_um).cutting, 4.0_mN, 1e-15);
    for (const double p : {0.0, -1.0_um}) {
        EXPECT_EQ(resistance(skin, needle(), p).value, 0);
        EXPECT_EQ(resistance_parts(skin, needle(), p).total(), 0);
    }
}

TEST(Cutting, TwoLayersByHand) {
    // 2 mm deep the shaft has passed both layers' tops: the upper one is no longer widened, only the lower is
    // paid: 0.5 · 2000 · 0.25 mm = 250 mN. 0.1 mm + 2 um deep: upper 0.5 · 1000 · [d(0.102 mm) - 8 um], lower
    // 0.5 · 2000 · 8 um = 8 mN.
    const CuttingSkin skin = two_layers();
    const ResistanceParts deep = resistance_parts(skin, needle(), 2.0_mm);
    EXPECT_NEAR(deep.cutting, 250.0_mN, 1e-15);
    // Wall between 0 and 0.1 mm of depth is shaft here: 3 kPa · pi · 0.25 mm · 0.1 mm; below it 5 kPa · A(1.9
    // mm).
    EXPECT_NEAR(deep.friction, 3.0_kPa * pi * 0.25_mm * 0.1_mm + 5.0_kPa * needle().wall_area(1.9_mm), 1e-15);
    const double passing = resistance_parts(skin, needle(), 0.102_mm).cutting;
    EXPECT_NEAR(passing, 0.5 * 1.0_kJ_m2 * (needle().diameter(0.102_mm) - 8.0_um) + 8.0_mN, 1e-15);
}

TEST(Cutting, EqualLayersEqualOneAndDefinitionHolds) {
    CuttingSkin many = skin_with({});
    for (int l = 0; l < 20; ++l) many.layers.push_back({l * 37.0_um, 1.1_kJ_m2, 2.0_kPa});
    const CuttingSkin one = skin_with({{0, 1.1_kJ_m2, 2.0_kPa}});
    for (double p = 1e-7; p < 2.0_mm; p *= 1.3) {
        EXPECT_NEAR(resistance(many, needle(), p).value, resistance(one, needle(), p).value, 1e-15);
        EXPECT_NEAR(resistance(two_layers(), needle(), p).value, by_definition(two_layers(), needle(), p),
                    1e-15);
        const auto parts = resistance_parts(two_layers(), needle(), p);
        EXPECT_NEAR(parts.total(), by_definition(two_layers(), needle(), p), 1e-15);
        EXPECT_DOUBLE_EQ(parts.spreading, 0.3 * parts.cutting);
    }
}

TEST(Cutting, ProportionalToToughnessAndShear) {
    CuttingSkin twice = two_layers();
    for (CuttingLayer& layer : twice.layers) {
        layer.toughness *= 2;
        layer.wall_shear *= 4;
    }
    for (const double p : {1.0_um, 0.15_mm, 1.0_mm}) {
        const auto a = resistance_parts(two_layers(), needle(), p), b = resistance_parts(twice, needle(), p);
        EXPECT_EQ(b.cutting, 2 * a.cutting);  // powers of two: exact
        EXPECT_EQ(b.friction, 4 * a.friction);
    }
}

CuttingSkin of_card(const std::string& name) {
    const SkinCard card = shipped_skin_card(name).card;
    CuttingSkin skin{{}, card.slit_ratio, card.spreading};
    double top = 0;
    for (const LayerCard& layer : card.layers) {
        skin.layers.push_back({top, layer.toughness, layer.wall_shear});
        top += layer.thickness;
    }
    return skin;
}

/// Skins whose resistance turns: a tough film on soft tissue, a hard layer in the middle, every shipped card.
std::vector<CuttingSkin> skins() {
    std::vector<CuttingSkin> all = {
        two_layers(), skin_with({{0, 2.0_kJ_m2, 3.0_kPa}, {0.1_mm, 0.2_kJ_m2, 3.0_kPa}}),
        skin_with({{0, 0.2_kJ_m2, 1.0_kPa}, {0.3_mm, 3.0_kJ_m2, 20.0_kPa}, {0.4_mm, 0.1_kJ_m2, 1.0_kPa}}),
        skin_with({{0, 1.0_kJ_m2, 50.0_kPa}, {0.2_mm, 1.0_kJ_m2, 0}}),
        skin_with({{0, 2.0_kJ_m2, 0}, {30.0_um, 1.0_kJ_m2, 0}, {0.9_mm, 0.5_kJ_m2, 1.0_kPa}})};
    for (const std::string& name : skin_card_names()) all.push_back(of_card(name));
    return all;
}

TEST(Cutting, SlopeIsTheDerivative) {
    for (const CuttingSkin& skin : skins())
        for (double p = 0.7_um; p < 3.0_mm; p *= 1.17) {
            const double h = 1e-5 * p;
            bool seam = false;  // layer tops and the ends of cap and taper behind them are kinks
            for (const CuttingLayer& layer : skin.layers)
                for (const double offset : {0.0, needle().cap_length(), needle().taper_length()})
                    seam = seam || std::abs(p - layer.top - offset) < 0.05 * p;
            if (seam) continue;
            const double difference =
                (resistance(skin, needle(), p + h).value - resistance(skin, needle(), p - h).value) / (2 * h);
            // Truncation h², rounding 1e-16/1e-5 of the force over the depth.
            EXPECT_NEAR(resistance(skin, needle(), p).slope, difference,
                        1e-7 * std::abs(difference) + 1e-9 * resistance(skin, needle(), p).value / p);
        }
}

TEST(Cutting, TurningDepthsByBruteForce) {
    // Scan of F_res in steps of 0.1 um: it must rise, fall, rise … between the reported turns and change
    // nowhere else. Truncation: turns closer than one step to each other cannot be seen.
    int turning_skins = 0;
    for (const CuttingSkin& skin : skins()) {
        const double limit = 3.0_mm, step = 0.1_um;
        const std::vector<double> turns = turning_depths(skin, needle(), limit);
        std::vector<double> scanned;
        bool rising = true;
        double last = 0;
        for (double p = step; p < limit; p += step) {
            const double value = resistance(skin, needle(), p).value;
            const bool up = value >= last * (1 - 1e-14);
            if (up != rising) {
                scanned.push_back(p - step);
                rising = up;
            }
            last = value;
        }
        ASSERT_EQ(turns.size(), scanned.size()) << "skin " << turning_skins;
        for (std::size_t t = 0; t < turns.size(); ++t) EXPECT_NEAR(turns[t], scanned[t], 1.5 * step);
        turning_skins += turns.empty() ? 0 : 1;
    }
    EXPECT_GE(turning_skins, 3);
    EXPECT_TRUE(turning_depths(two_layers(), needle(), 3.0_mm).empty());  // tougher below: only rises
}

TEST(Puncture, RoemgensLine) {
    // F = -3 mN + 4.6 mN/um · d: 20, 66, 112, 167.2 mN for 5, 15, 25, 37 um; by hand.
    const PunctureCard line{-3.0_mN, 4.6e3, 40.0_um, 0};
    EXPECT_NEAR(puncture_force(line, 5.0_um), 20.0_mN, 1e-16);
    EXPECT_NEAR(puncture_force(line, 15.0_um), 66.0_mN, 1e-16);
    EXPECT_NEAR(puncture_force(line, 25.0_um), 112.0_mN, 1e-16);
    EXPECT_NEAR(puncture_force(line, 37.0_um), 167.2_mN, 1e-16);
    EXPECT_NEAR(puncture_force(line, 40.0_um), 181.0_mN, 1e-16);
    EXPECT_NEAR(puncture_force(line, 40.0_um * (1 + 1e-12)), 181.0_mN, 1e-12);  // continuous
    EXPECT_NEAR(puncture_force(line, 80.0_um), 4 * 181.0_mN, 1e-15);            // area law
    EXPECT_EQ(puncture_force(line, 0.5_um), 0);  // 4.6 · 0.5 < 3: as sharp as that, it inserts at once
    const SkinCard excised = shipped_skin_card("excised_human").card;  // calibrated to the same line
    EXPECT_NEAR(puncture_force(excised.puncture, 15.0_um), 66.0_mN, 1e-15);
}

TEST(Puncture, BreachComesNoLaterThanInsertion) {
    for (const std::string& name : skin_card_names()) {
        const SkinCard card = shipped_skin_card(name).card;
        for (double tip = 0.3_um; tip < 0.2_mm; tip *= 1.3)
            EXPECT_LE(breach_force(card, tip, card.layers.front().toughness),
                      puncture_force(card.puncture, tip));
    }
    // By hand: (1 + 0.3) · 0.5 · 1000 J/m² · 15 um = 9.75 mN, before the 66 mN of the insertion.
    SkinCard card;
    card.slit_ratio = 0.5;
    card.spreading = 0.3;
    card.puncture = {-3.0_mN, 4.6e3, 40.0_um, 0};
    EXPECT_NEAR(breach_force(card, 15.0_um, 1.0_kJ_m2), 9.75_mN, 1e-16);
}

TEST(RampStiffening, LimitsAndHandValue) {
    const std::vector<PronyTerm> series = {{0.4, 0.35}, {0.1, 5.0}};
    EXPECT_NEAR(ramp_stiffening(series, 1e-9), 1 / 0.5,
                1e-8);                                   // t -> 0: instantaneous, 1/g_inf; next order t/2tau
    EXPECT_NEAR(ramp_stiffening(series, 1e9), 1, 2e-9);  // t -> infinity: long-time modulus; g tau/(t g_inf)
    // t = tau: (0.5 + 0.5 (1 - 1/e))/0.5 = 2 - 1/e.
    const std::vector<PronyTerm> single = {{0.5, 2.0}};
    EXPECT_NEAR(ramp_stiffening(single, 2.0), 2 - std::exp(-1), 1e-15);
    // t = 0.35 s of the two terms: (0.5 + 0.4 (1 - 1/e) + 0.1 (1 - exp(-0.07))/0.07)/0.5.
    EXPECT_NEAR(ramp_stiffening(series, 0.35),
                1 + 0.8 * (1 - std::exp(-1)) + 0.2 * (1 - std::exp(-0.07)) / 0.07, 1e-14);
    EXPECT_EQ(ramp_stiffening({}, 1), 1);  // elastic
    double last = 2.1;
    for (double t = 1e-3; t < 1e3; t *= 1.5) {  // the longer the ramp, the softer
        EXPECT_LT(ramp_stiffening(series, t), last);
        last = ramp_stiffening(series, t);
        EXPECT_EQ(ramp_stiffening(single, t), ramp_stiffening(std::vector<PronyTerm>{{0.5, 8.0}}, 4 * t));
    }
    EXPECT_THROW(ramp_stiffening(series, 0), ContractError);
}

}  // namespace
}  // namespace puncta::models
