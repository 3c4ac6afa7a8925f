/// Contacts of plain needles by what all needles share, against the contacts solved one by one: the same
/// equations without the shared tables (axisymmetric_contact.hpp, dimple.hpp).

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "models/cards/catalog.hpp"
#include "models/indentation/axisymmetric_contact.hpp"
#include "models/indentation/dimple.hpp"
#include "models/indentation/tip_contact.hpp"
#include "models/indentation/tip_integrals.hpp"
#include "models/skin/layered_skin.hpp"

namespace puncta::models {
namespace {

using namespace units;

const std::vector<NeedleProfile>& needles() {
    static const std::vector<NeedleProfile> all = {{5.0_um, 0.75_mm, 0.25_mm}, {15.3_um, 0.75_mm, 0.25_mm},
                                                   {0.5_um, 0.7_mm, 0.14_mm},  {150.0_um, 0.3_mm, 0.16_mm},
                                                   {37.0_um, 0.4_mm, 0.2_mm},  {20.0_um, 0.15_mm, 0.16_mm}};
    return all;
}

TEST(TipContact, IsTheContactSolvedOneByOne) {
    // Truncation of panels and segments, 3e-6; where the punch's table begins, at 0.02 of the top layer, its
    // shape has a kink that no polynomial follows: 1e-4, and the depth there is below a micrometre. The slope
    // 1/c(a) carries the error of a itself, 3e-3 as the header of axisymmetric_contact.hpp has it.
    SurfaceTables tables;
    for (const char* site : {"cheek", "excised_human", "neonatal_porcine", "forehead"}) {
        const LayeredSkin skin(shipped_skin_card(site).card, 1.8, tables);
        const double start = skin.punch().smallest_radius();
        for (const NeedleProfile& needle : needles()) {
            const std::optional<CurveTable> table = tip_contact(skin.punch(), needle);
            ASSERT_TRUE(table.has_value()) << site << " " << needle.tip_diameter();
            const NeedleContactProfile profile(needle);
            for (double a = 1e-3 * needle.tip_radius(); a < needle.cone_end_radius(); a *= 1.07) {
                const ContactPoint exact = contact_at(skin.punch(), profile, a);
                const LogCurve::Value found = (*table)(exact.force);
                const bool seam = a > start / 5 && a < 5 * start;
                EXPECT_NEAR(found.y / exact.depth, 1, seam ? 1e-4 : 3e-6) << site << " " << a;
                EXPECT_NEAR(found.slope / exact.compliance, 1, 3e-3) << site << " " << a;
            }
        }
    }
}

TEST(TipContact, IntegralsOfConesBetweenTheAngles) {
    // Against the integrals at the angle itself; truncation of the polynomials between angles, as the header
    // says.
    for (const double half_angle : {0.011, 0.157, 0.4, 0.75}) {
        const auto between = ConeIntegrals::of(half_angle);
        ASSERT_TRUE(between.has_value());
        const double rho = 1 / std::sin(half_angle), cap = 1 / std::tan(half_angle);
        const TipProfile tip(rho, half_angle);
        for (std::size_t panel = 0; panel < 4; ++panel) {
            const TipPanel found = (*between)(panel);
            for (std::size_t i = 0; i < tip_points; ++i) {
                const ContactIntegrals exact =
                    contact_integrals(tip, std::hypot(cap, cone_distances(panel)[i]), 2);
                for (std::size_t n = 0; n < punch_functions; ++n) {
                    EXPECT_NEAR(found[i].depth[n], exact.depth[n], 1e-6 * exact.depth[0]) << half_angle;
                    EXPECT_NEAR(found[i].rise[n], exact.rise[n], 1e-6 * exact.rise[0]) << half_angle;
                }
            }
        }
    }
    EXPECT_FALSE(ConeIntegrals::of(0.001).has_value());
    EXPECT_FALSE(ConeIntegrals::of(0.9).has_value());
}

TEST(TipContact, OtherShapesAreSolvedOneByOne) {
    SurfaceTables tables;
    const LayeredSkin skin(shipped_skin_card("cheek").card, 1.8, tables);
    const NeedleProfile kinked(NeedleShape{10.0_um, {{0, 0}, {50.0_um, 40.0_um}, {0.3_mm, 0.1_mm}}});
    EXPECT_FALSE(tip_contact(skin.punch(), kinked).has_value());
    const CurveTable table = contact_table(skin.punch(), kinked);
    const LogCurve curve = contact_dimple(skin.punch(), kinked);
    for (const double force : {1e-5, 1e-3, 0.1}) EXPECT_NEAR(table(force).y / curve(force).y, 1, 1e-9);
    // A blunt tip on a film a thousand times as stiff as what is below it: delta(a) turns back.
    const PunchTable film({{10.0_um, 1e9, 0.48}, {0, 1e4, 0.48}});
    const NeedleProfile blunt(150.0_um, 0.3_mm, 0.16_mm);
    const CurveTable of_blunt = contact_table(film, blunt);
    double last = 0;
    for (double force = 1e-7; force < 1; force *= 1.5) {
        EXPECT_GT(of_blunt(force).y, last);
        last = of_blunt(force).y;
    }
}

TEST(TipContact, SameBitsInAnyOrder) {
    // What is shared is made when it is first asked for; it must not matter by whom. Two threads go through
    // needles of an angle of their own from either end.
    SurfaceTables tables;
    const LayeredSkin skin(shipped_skin_card("cheek").card, 1.8, tables);
    const auto values = [&](bool backwards) {
        std::vector<double> depths(9);
        for (std::size_t n = 0; n < depths.size(); ++n) {
            const std::size_t k = backwards ? depths.size() - 1 - n : n;
            const NeedleProfile needle(7.0_um + double(k) * 1.0_um, 0.91_mm + double(k) * 50.0_um, 0.3_mm);
            depths[k] = contact_table(skin.punch(), needle)(1e-3).y;
        }
        return depths;
    };
    std::vector<double> forward, backward;
    std::thread one([&] { forward = values(false); }), two([&] { backward = values(true); });
    one.join();
    two.join();
    EXPECT_EQ(forward, backward);
    EXPECT_EQ(forward, values(false));
}

TEST(TipContact, FlatPunchBehindTheCone) {
    // Once the shaft is in contact D rises by c of its radius per force, exactly; truncation of the
    // last panel.
    SurfaceTables tables;
    const LayeredSkin skin(shipped_skin_card("cheek").card, 1.8, tables);
    for (const NeedleProfile& needle : needles()) {
        const NeedleContactProfile profile(needle);
        const ContactPoint end = contact_at(skin.punch(), profile, needle.contact_end());
        const CurveTable table = contact_table(skin.punch(), needle);
        for (const double beyond : {1.5, 10.0, 300.0}) {
            const double force = beyond * end.force;
            EXPECT_NEAR(table(force).slope / end.compliance, 1, 3e-8);
            EXPECT_NEAR(table(force).y / (end.depth + (force - end.force) * end.compliance), 1, 1e-6);
        }
    }
}

TEST(TipContact, TableFindsItsForce) {
    // inverse() against the table itself; rounding.
    SurfaceTables tables;
    const LayeredSkin skin(shipped_skin_card("cheek").card, 1.8, tables);
    const CurveTable table = contact_table(skin.punch(), needles().front());
    EXPECT_EQ(table.inverse(0), 0);
    for (double force = 1e-15; force < 1e3; force *= 2.7)
        EXPECT_NEAR(table.inverse(table(force).y) / force, 1, 1e-12) << force;
}

}  // namespace
}  // namespace puncta::models
