/// The resistance with the factors of a place worked out beforehand: the same as by its definition, and what
/// the search for its turns builds on.

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "models/cards/catalog.hpp"
#include "models/shaft/placed_resistance.hpp"
#include "models/skin/layered_skin.hpp"
#include "tests/unit/needle_shapes.hpp"

namespace puncta::models {
namespace {

using namespace units;

std::vector<NeedleProfile> shapes() {
    return {plain_needle(), plain_blade(), NeedleProfile(150.0_um, 0.3_mm, 0.16_mm),
            NeedleProfile(NeedleShape{10.0_um, {{0, 0}, {0.75_mm, 0.25_mm}}, 0.3_mm, 0.125_mm}),
            NeedleProfile(NeedleShape{10.0_um,
                                      {{0, 0},
                                       {50.0_um, 40.0_um},
                                       {0.3_mm, 0.1_mm},
                                       {0.5_mm, 0.1_mm},
                                       {0.6_mm, 0.25_mm},
                                       {1.0_mm, 0.25_mm}}})};
}

TEST(NeedleSections, AreTheProfile) {
    for (const NeedleProfile& needle : shapes()) {
        const NeedleSections sections(needle);
        for (double s = 1e-9; s < 2.0_mm; s *= 1.05) {
            const auto [diameter, widening, wall, girth] =
                s < sections.cap_length() ? sections.on_cap(s) : sections.behind_cap(s);
            // Rounding; the wall's closed form on the cap loses the digits of its two parts.
            EXPECT_NEAR(diameter, needle.diameter(s), 1e-14 * diameter) << s;
            EXPECT_NEAR(widening, needle.diameter_slope(s), 1e-12 * widening) << s;
            EXPECT_NEAR(wall, needle.wall_area(s), 1e-13 * wall + 1e-26) << s;
            EXPECT_NEAR(girth, std::numbers::pi * diameter + 2 * needle.breadth(s), 1e-14 * girth) << s;
            EXPECT_NEAR(sections.breadth(s), needle.breadth(s), 1e-14 * needle.full_breadth());
            EXPECT_EQ(sections.broadening(s), needle.breadth_slope(s));
        }
    }
}

TEST(PlacedResistance, IsTheSumOfItsParts) {
    // resistance_parts adds layer by layer with the profile's own functions; rounding. The slope is that of
    // the whole, whether or not the force is asked for with it.
    SurfaceTables tables;
    const LocalSkin place{1.3, 0.7, 1.6};
    for (const std::string& name : skin_card_names()) {
        const LayeredSkin skin(shipped_skin_card(name).card, 1.8, tables);
        for (const NeedleProfile& needle : shapes()) {
            const NeedleSections sections(needle);
            const PlacedResistance law(skin.cutting(), sections, place);
            EXPECT_EQ(law(0).value, 0);
            EXPECT_EQ(law(-1).value, 0);
            for (double p = 1e-8; p < 3.0_mm; p *= 1.07) {
                const double expected = resistance_parts(skin.cutting(), needle, p, place).total();
                EXPECT_NEAR(law(p).value, expected, 1e-13 * expected) << name << " " << p;
                EXPECT_NEAR(law.slope(p), law(p).slope, 1e-13 * std::abs(law(p).slope)) << name << " " << p;
            }
        }
    }
}

/// Some steps of the last bit around a depth.
std::vector<double> next_to(double depth) {
    std::vector<double> all;
    double below = depth, above = depth;
    for (int n = 0; n < 8; ++n) {
        all.push_back(below = std::nextafter(below, 0));
        all.push_back(above);
        above = std::nextafter(above, 1);
    }
    return all;
}

TEST(PlacedResistance, AKnownPieceIsTheOneThatIsFound) {
    // Next to the ends of pieces rounding decides. The diameter of a slight taper says little of the depth.
    SurfaceTables tables;
    std::vector<NeedleProfile> all = shapes();
    for (const double end : {202.0_um, 210.0_um})
        all.emplace_back(NeedleShape{10.0_um, {{0, 0}, {0.3_mm, 200.0_um}, {1.5_mm, end}}});
    for (const std::string& name : skin_card_names()) {
        const LayeredSkin skin(shipped_skin_card(name).card, 1.8, tables);
        for (const NeedleProfile& needle : all) {
            const NeedleSections sections(needle);
            const PlacedResistance law(skin.cutting(), sections, {1.3, 0.7, 1.6});
            for (double p = 1.0_um; p < 2.0_mm; p *= 1.02) {
                const QuinticPiece piece = law.around(p);
                if (!piece.holds(p) || std::isinf(piece.curve.end())) continue;
                for (const double end : {piece.low, piece.curve.end()})
                    for (const double x : next_to(end)) {
                        const QuinticPiece found = law.around(x);
                        if (piece.holds(x)) {
                            EXPECT_EQ(found.low, piece.low) << name << " " << x;
                            EXPECT_TRUE(found.holds(x)) << name << " " << x;
                        } else {
                            EXPECT_TRUE(!found.holds(x) || found.low != piece.low) << name << " " << x;
                        }
                    }
            }
        }
    }
}

TEST(PlacedResistance, PiecesAreTheSameAndAdjoin) {
    // A piece is the sum of the same polynomials about another centre: rounding. Which piece a depth has does
    // not depend on where it was asked for, and one ends where the next begins, so that no history shows in a
    // bit.
    SurfaceTables tables;
    const LocalSkin place{1.3, 0.7, 1.6};
    int asked = 0, held = 0;
    for (const std::string& name : skin_card_names()) {
        const LayeredSkin skin(shipped_skin_card(name).card, 1.8, tables);
        for (const NeedleProfile& needle : shapes()) {
            const NeedleSections sections(needle);
            const PlacedResistance law(skin.cutting(), sections, place);
            EXPECT_FALSE(law.around(0).holds(0));
            for (double p = 1.0_um; p < 3.0_mm; p *= 1.01) {
                const QuinticPiece piece = law.around(p);
                ++asked;
                if (!piece.holds(p)) continue;
                ++held;
                const NeedleLaw::Value expected = law(p);
                const Quintic::Value found = piece.curve(p);
                EXPECT_NEAR(found.value, expected.value, 1e-13 * expected.value) << name << " " << p;
                EXPECT_NEAR(found.slope, expected.slope, 1e-11 * expected.value / p) << name << " " << p;
                const double end = piece.curve.end();
                if (std::isinf(end)) continue;
                for (const double there : {piece.low, std::nextafter(end, 0)}) {
                    const QuinticPiece same = law.around(there);
                    EXPECT_EQ(same.low, piece.low) << name << " " << p;
                    EXPECT_EQ(same.curve(p).value, found.value) << name << " " << p;
                }
                const QuinticPiece next = law.around(end);
                if (next.holds(end)) {
                    EXPECT_EQ(next.low, end) << name << " " << p;
                }
            }
        }
    }
    EXPECT_GT(held, 0.65 * asked);  // the rest: caps, of two blunt needles too, at the tops of layers
}

TEST(PlacedResistance, EnergiesThatTheTurnsBuildOn) {
    // On one straight piece F_res only rises because e'(d) grows with d; a layer with both more toughness and
    // more stiffness takes more, at any d. Rounding.
    for (const double exponent : {2.0, 3.5, 6.8, 9.0, 12.0}) {
        const SlitOpening opening(exponent);
        double last = 0;
        for (double d = 1e-12; d < 1.0_m; d *= 1.01) {
            const double slope = opening.energy(1.1_kJ_m2, 0.2_MPa, d).slope;
            EXPECT_GE(slope, last * (1 - 1e-12)) << exponent << " " << d;
            last = slope;
            for (const double factor : {1.001, 1.5, 40.0}) {
                EXPECT_GE(opening.energy(factor * 1.1_kJ_m2, 0.2_MPa, d).slope, slope * (1 - 1e-12));
                EXPECT_GE(opening.energy(1.1_kJ_m2, factor * 0.2_MPa, d).slope, slope * (1 - 1e-12));
            }
        }
    }
}

}  // namespace
}  // namespace puncta::models
