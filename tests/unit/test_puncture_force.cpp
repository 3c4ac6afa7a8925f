/// Puncture line, breach and ramp stiffening against hand arithmetic.

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/units.hpp"
#include "models/cards/catalog.hpp"
#include "models/puncture/puncture_force.hpp"
#include "models/skin/layered_skin.hpp"
#include "models/viscosity/relaxation.hpp"

namespace puncta::models {
namespace {

using namespace units;

CuttingSkin two_layers() {
    return {{{0, 1.0_kJ_m2, 0.1_MPa, 3.0_kPa}, {0.1_mm, 2.0_kJ_m2, 0.2_MPa, 5.0_kPa}}, SlitOpening(6)};
}

CuttingSkin of_card(const std::string& name) {
    SurfaceTables cache;
    return LayeredSkin(shipped_skin_card(name).card, 1, cache).cutting();
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

TEST(Puncture, HollowTipsGoByTheirRing) {
    // Tip 160 um, lumen 96 um: the ring has the area of a tip of 128 um, 0.64 of the disc; so has the force.
    SurfaceTables cache;
    const LayeredSkin skin(shipped_skin_card("excised_human").card, 1, cache);
    const NeedleProfile hollow(NeedleShape{160.0_um, {{0, 0}, {0.75_mm, 0.3_mm}}, 0, 0, 96.0_um});
    const RoundNeedleLaw ring(skin, hollow), disc(skin, NeedleProfile(160.0_um, 0.75_mm, 0.3_mm));
    EXPECT_NEAR(ring.puncture_force() / disc.puncture_force(), 0.64, 1e-12);
    EXPECT_LE(ring.breach_force(), ring.puncture_force());
    EXPECT_EQ(ring.resistance(0.5_mm).value, disc.resistance(0.5_mm).value);
    EXPECT_EQ(ring.dimple(0.1).value, disc.dimple(0.1).value);
    // Thin rings fall back on the line: sqrt(50² - 48²) = 14 um, 4.6 · 14 - 3 = 61.4 mN.
    const NeedleProfile thin(NeedleShape{50.0_um, {{0, 0}, {0.75_mm, 0.3_mm}}, 0, 0, 48.0_um});
    EXPECT_NEAR(RoundNeedleLaw(skin, thin).puncture_force(), 61.4_mN, 1e-15);
}

TEST(Puncture, BreachComesNoLaterThanInsertion) {
    for (const std::string& name : skin_card_names()) {
        const PunctureCard line = shipped_skin_card(name).card.puncture;
        for (double tip = 0.3_um; tip < 0.2_mm; tip *= 1.3)
            EXPECT_LE(breach_force(of_card(name), line, tip), puncture_force(line, tip));
    }
    // Before the 66 mN of the insertion: the energy per depth of opening the top layer to 15 um.
    const PunctureCard line{-3.0_mN, 4.6e3, 40.0_um, 0};
    EXPECT_EQ(breach_force(two_layers(), line, 15.0_um),
              two_layers().opening.energy(1.0_kJ_m2, 0.1_MPa, 15.0_um).total());
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
