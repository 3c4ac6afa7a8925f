/// The law of a needle at one place of the skin: the factors of the place against a skin that is like that
/// everywhere.

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/insertion/local_law.hpp"
#include "models/cards/catalog.hpp"
#include "models/puncture/puncture_force.hpp"
#include "models/shaft/channel.hpp"
#include "models/skin/layered_skin.hpp"

namespace puncta::models {
namespace {

using namespace units;

constexpr LocalSkin place{1.3, 0.7, 1.6};

NeedleProfile needle(double scale = 1) {
    return {scale * 8.0_um, scale * 0.75_mm, scale * 0.25_mm};
}

SurfaceTables& cache() {
    static SurfaceTables shared;
    return shared;
}

SkinCard cheek() {
    return shipped_skin_card("cheek").card;
}

/// The cheek as it would be if all of it were like the place; `stress` times the last factor.
SkinCard all_like(const LocalSkin& local, double stress) {
    SkinCard card = cheek();
    for (LayerCard& layer : card.layers) {
        layer.thickness *= local.thickness;
        layer.modulus *= local.modulus;
        layer.toughness *= local.toughness;
        layer.wall_shear *= local.toughness;
        layer.stress *= stress;
    }
    return card;
}

void expect_close(double value, double expected, double relative) {
    EXPECT_NEAR(value, expected, relative * std::abs(expected));
}

TEST(LocalSkin, AgainstSkinThatIsLikeThatEverywhere) {
    // Cutting, breach and channel know nothing of the far field: the same numbers, up to rounding.
    const LayeredSkin mean(cheek(), 1.8, cache()), all(all_like(place, 1), 1.8, cache());
    const RoundNeedleLaw law(mean, needle()), other(all, needle());
    for (double p = 0.5_um; p < 3.0_mm; p *= 1.2) {
        expect_close(law.resistance(p, place).value, other.resistance(p).value, 1e-13);
        expect_close(law.resistance(p, place).slope, other.resistance(p).slope, 1e-9);  // steep at the tip
        expect_close(resistance_parts(mean.cutting(), needle(), p, place).total(),
                     law.resistance(p, place).value, 1e-13);
        const auto left = law.channel(p, place), expected = other.channel(p);
        expect_close(left.slit_length, expected.slit_length, 1e-12);
        expect_close(left.open_area, expected.open_area, 1e-12);
        expect_close(left.volume, expected.volume, 1e-12);
    }
    const auto turns = law.turning_depths(3.0_mm, place), expected = other.turning_depths(3.0_mm);
    ASSERT_EQ(turns.size(), expected.size());
    EXPECT_FALSE(turns.empty());
    for (std::size_t i = 0; i < turns.size(); ++i) expect_close(turns[i], expected[i], 1e-13);
    const double tip = needle().tip_diameter();
    expect_close(law.breach_force(place), other.breach_force(), 1e-13);
    EXPECT_LT(law.breach_force(place), puncture_force(cheek().puncture, tip));  // not the other bound
    // The insertion force has the scatter of places in its own.
    EXPECT_EQ(law.puncture_force(), other.puncture_force());
}

TEST(LocalSkin, DimpleScalesWithTheModulusExactly) {
    const LayeredSkin mean(cheek(), 1.8, cache()), all(all_like({1, 0.7, 1}, 0.7), 1.8, cache());
    const RoundNeedleLaw law(mean, needle()), other(all, needle());
    for (double force = 1e-6; force < 1; force *= 1.7) {
        const auto there = law.dimple(force, place), at_mean = law.dimple(force / 0.7);
        expect_close(there.value, at_mean.value, 1e-14);
        expect_close(there.slope, at_mean.slope / 0.7, 1e-14);
        // All moduli and tensions times e is a skin e times as stiff; rounding of two compliance tables.
        expect_close(there.value, other.dimple(force).value, 1e-9);
    }
}

TEST(LocalSkin, HomogeneousInLength) {
    // Skin and needle four times as large, toughness too: J/(mu R) stays, so the slit keeps its shape. The
    // energy per depth grows 16 times, friction, tau times the wall, 64 times.
    const LayeredSkin skin(cheek(), 1, cache());
    const LocalSkin large{4, 1, 4};
    for (double p = 1.0_um; p < 2.0_mm; p *= 1.3) {
        const auto small = resistance_parts(skin.cutting(), needle(), p),
                   scaled = resistance_parts(skin.cutting(), needle(4), 4 * p, large);
        expect_close(scaled.cutting, 16 * small.cutting, 1e-12);
        expect_close(scaled.spreading, 16 * small.spreading, 1e-12);
        expect_close(scaled.friction, 64 * small.friction, 1e-12);
        EXPECT_EQ(skin.layers().reached(4 * p, 4), skin.layers().reached(p, 1));
    }
}

TEST(LocalSkin, LayersLieDeeperWhereTheSkinIsThicker) {
    const LayerDepths depths{{0, 20.0_um, 0.1_mm}};
    EXPECT_EQ(depths.reached(0, 1), 0u);
    EXPECT_EQ(depths.reached(20.0_um, 1), 1u);  // touching its face
    EXPECT_EQ(depths.reached(20.0_um, 1.01), 0u);
    EXPECT_EQ(depths.reached(30.0_um, 0.2), 2u);
    EXPECT_EQ(depths.reached(1.0_m, 1), 2u);
}

TEST(LocalLaw, FarPartStaysThatOfTheMeanSkin) {
    // local(F) = D(F/e) - g F: e times the force on a skin of e times the self-compliance, held part too.
    const LayeredSkin skin(cheek(), 1, cache());
    const RoundNeedleLaw law(skin, needle());
    constexpr double e = 0.5, g = 6e-3;
    const LocalLaw there(law, g, 1.5_mm, {1, e, 1}), mean(law, e * g, 1.5_mm);
    bool held = false;
    for (double force = 1e-6; force < 2; force *= 1.5) {
        EXPECT_EQ(there.dimple(e * force).value, mean.dimple(force).value);
        EXPECT_EQ(there.dimple(e * force).slope, mean.dimple(force).slope / e);
        held = held || mean.dimple(force).slope == 0;
    }
    EXPECT_TRUE(held);
}

TEST(LocalLaw, AnotherFarFieldIsAnotherLaw) {
    const LayeredSkin skin(cheek(), 1, cache());
    const RoundNeedleLaw law(skin, needle());
    LocalLaw moved(law, 2e-3, 1.5_mm, place);
    moved.set_self_compliance(1e-3);
    const LocalLaw made(law, 1e-3, 1.5_mm, place);
    EXPECT_EQ(moved.self_compliance(), 1e-3);
    for (double force = 1e-6; force < 2; force *= 1.5)
        EXPECT_EQ(moved.dimple(force).value, made.dimple(force).value);
    moved.set_self_compliance(0);
    EXPECT_EQ(moved.dimple(0.1).value, law.dimple(0.1, place).value);
}

TEST(LocalLaw, RemembersPiecesWithoutChangingAnAnswer) {
    const LayeredSkin skin(cheek(), 1, cache());
    const RoundNeedleLaw law(skin, needle());
    const LocalLaw up(law, 1e-3, 1.5_mm, place), down(law, 1e-3, 1.5_mm, place);
    std::vector<double> depths, found;
    for (double p = 1.0_um; p < 1.5_mm; p *= 1.003) depths.push_back(p);
    for (const double p : depths) found.push_back(up.resistance(p).value);
    for (std::size_t i = depths.size(); i-- > 0;) {
        EXPECT_EQ(down.resistance(depths[i]).value, found[i]) << depths[i];
        expect_close(down.resistance_anew(depths[i]).value, found[i], 1e-13);
        // … nor where it was asked elsewhere in between.
        EXPECT_GT(down.resistance(0.5 * depths[i]).value, 0);
        EXPECT_EQ(LocalLaw(law, 1e-3, 1.5_mm, place).resistance(depths[i]).value, found[i]) << depths[i];
    }
}

TEST(LocalLaw, TurnsEndWhereTheNeedleDoes) {
    const LayeredSkin skin(cheek(), 1, cache());
    const RoundNeedleLaw law(skin, needle());
    const auto all = law.turning_depths(3.0_mm, place);
    const LocalLaw shorter(law, 0, 0.5_mm, place);
    const auto within = std::count_if(all.begin(), all.end(), [](double turn) { return turn < 0.5_mm; });
    ASSERT_EQ(static_cast<std::ptrdiff_t>(shorter.turning_depths().size()), within);
    for (std::size_t i = 0; i < shorter.turning_depths().size(); ++i)
        expect_close(shorter.turning_depths()[i], all[i], 1e-12);
}

}  // namespace
}  // namespace puncta::models
