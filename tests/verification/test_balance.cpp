/// The balance of one station on small cases with a known answer: alone, far apart, uncoupled, as one punch.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "models/cards/catalog.hpp"
#include "models/skin/single_needle.hpp"
#include "models/skin/station_problem.hpp"

namespace puncta::models {
namespace {

using namespace units;

constexpr double infinity = std::numeric_limits<double>::infinity();

SkinCard skin(const std::string& name) {
    return shipped_skin_card(name).card;
}

PlacedNeedle needle_at(double x, double y, double offset = 0, double tip = 10.0_um) {
    PlacedNeedle needle;
    needle.x = x;
    needle.y = y;
    needle.offset = offset;
    needle.tip_diameter = tip;
    needle.taper_length = 0.75_mm;
    needle.shaft_diameter = 0.25_mm;
    return needle;
}

StationProblem station(SkinCard card, double tributary, double load, std::vector<PlacedNeedle> needles) {
    return {std::move(card), tributary, 0.5_mm, load, std::move(needles), {}};
}

StationSolution solved(const StationProblem& problem) {
    StationSolution solution = solve_station(problem);
    EXPECT_TRUE(solution.converged);
    EXPECT_LT(solution.residual, 1e-9);
    return solution;
}

double relative(double value, double expected) {
    return value / expected - 1;
}

/// Depth and force that the lone law gives for this displacement of the tip.
NeedlePoint lone(const SkinCard& card, const PlacedNeedle& needle, double displacement) {
    SurfaceTables cache;
    const LayeredSkin layered(card, 1, cache);
    const NeedleProfile profile(needle.tip_diameter, needle.taper_length, needle.shaft_diameter);
    const double path[] = {displacement};
    return trace_needle(layered, profile, 1.0, path, needle.threshold_factor).points.front();
}

TEST(Balance, OneNeedleIsTheLoneLaw) {
    // Under a load the needle stands where the lone law of `needle` stands at the same displacement, at that
    // load. The law is read at the displacement the station found; tolerance: the 1e-6 of STATION.md (Hermite
    // curve against its inverse).
    for (const std::string name : {"cheek", "excised_human"})
        for (const double tip : {5.0_um, 15.0_um})
            for (const double load : {10.0_mN, 0.1_N, 0.2_N}) {
                const SkinCard card = skin(name);
                const PlacedNeedle needle = needle_at(0, 0, -0.1_mm, tip);
                const StationSolution s = solved(station(card, infinity, load, {needle}));
                const NeedlePoint point = lone(card, needle, s.axle_depression + needle.offset);
                EXPECT_NEAR(relative(s.needle_force[0], load), 0, 1e-9);
                EXPECT_NEAR(relative(point.force, load), 0, 1e-6) << name << " " << tip << " " << load;
                EXPECT_NEAR(s.depth[0], point.depth, 1e-6 * (s.axle_depression + needle.offset))
                    << name << " " << load;
                EXPECT_EQ(s.inserted[0], load >= 4.6e3 * tip - 3.0_mN) << name << " " << tip << " " << load;
            }
}

TEST(Balance, WithoutFarFieldNeedlesAreIndependent) {
    // Tributary radius infinite, no drum: each needle has the depth and force of its lone law at its own
    // displacement.
    const SkinCard card = skin("cheek");
    std::vector<PlacedNeedle> needles = {needle_at(0, 0), needle_at(0.1_mm, 0, -50.0_um, 5.0_um),
                                         needle_at(0, 0.1_mm, 30.0_um, 20.0_um),
                                         needle_at(1.0_mm, 0, -1.0_m)};
    needles[0].threshold_factor = 1.4;
    const StationSolution s = solved(station(card, infinity, 0.25_N, needles));
    double sum = 0;
    for (std::size_t i = 0; i + 1 < needles.size(); ++i) {
        const NeedlePoint point = lone(card, needles[i], s.axle_depression + needles[i].offset);
        EXPECT_NEAR(s.depth[i], point.depth, 1e-6 * s.axle_depression) << i;
        EXPECT_NEAR(s.needle_force[i], point.force, 1e-6 * point.force)
            << i;  // Hermite curve against its inverse
        sum += s.needle_force[i];
    }
    EXPECT_EQ(s.needle_force[3], 0);  // far above the skin
    EXPECT_NEAR(relative(sum, 0.25_N), 0, 1e-9);
}

TEST(Balance, AStifferPlaceTakesItsFactorMoreForce) {
    // Uncoupled needles that do not insert: at one depression the force is the modulus factor times that on
    // the mean skin, and neither thickness nor toughness matters.
    const SkinCard card = skin("cheek");
    std::vector<PlacedNeedle> needles = {needle_at(0, 0), needle_at(1.0_mm, 0)};
    for (PlacedNeedle& needle : needles) needle.threshold_factor = 1e6;
    needles[1].skin = {1.7, 1.5, 0.6};
    const StationSolution s = solved(station(card, infinity, 0.2_N, needles));
    EXPECT_FALSE(s.inserted[0] || s.inserted[1]);
    EXPECT_NEAR(relative(s.needle_force[1], 1.5 * s.needle_force[0]), 0, 1e-9);
}

TEST(Balance, FarApartIsAlone) {
    // Four needles 1 m apart on a hard support, where G(1 m) is 3e-11 m/N: each carries a quarter and goes as
    // deep as one alone under a quarter. The split into far and local part drops out: local + G_ii F = D_iso.
    const SkinCard card = skin("excised_human");
    const StationSolution one = solved(station(card, infinity, 0.1_N, {needle_at(0, 0)}));
    StationProblem far =
        station(card, 0.5_m, 0.4_N,
                {needle_at(0, 0), needle_at(1.0_m, 0), needle_at(0, 1.0_m), needle_at(1.0_m, 1.0_m)});
    far.cell_side = 1.0_m;  // no cells; the table's step goes by the narrowest patch
    const StationSolution four = solved(far);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(relative(four.needle_force[i], 0.1_N), 0, 1e-6) << i;
        EXPECT_NEAR(four.depth[i], one.depth[0], 1e-6 * one.axle_depression) << i;
    }
    EXPECT_NEAR(relative(four.axle_depression, one.axle_depression), 0, 1e-6);
}

/// Rows of needles over a drum of 10 mm, cells of 1 mm.
StationProblem small_roller(double load, double drum_lift) {
    StationProblem problem = station(skin("cheek"), 0.6_mm, load, {});
    problem.cell_side = 1.0_mm;
    for (int row = 0; row < 3; ++row)
        for (int n = -2; n <= 2; ++n) {
            const double angle = (n + 0.3 + 0.5 * (row % 2)) * 15.0_deg, tip = 10.5_mm;
            problem.needles.push_back(
                needle_at(tip * std::sin(angle), 1.2_mm * row, tip * (std::cos(angle) - 1), 8.0_um));
            problem.needles.back().threshold_factor = 0.7 + 0.1 * ((7 * row + 3 * n + 14) % 8);
        }
    for (int i = -5; i < 5; ++i)
        for (int j = -1; j < 4; ++j) {
            const double x = (i + 0.5) * 1.0_mm;
            problem.cells.push_back({x, j * 1.0_mm, std::sqrt(1e-4 - x * x) - 10.5_mm + drum_lift});
        }
    return problem;
}

TEST(Balance, ForcesAddUpAndStayCompressive) {
    for (const double load : {20.0_mN, 0.3_N, 2.0_N}) {
        const StationSolution s = solved(small_roller(load, 0.2_mm));
        const double needles = std::accumulate(s.needle_force.begin(), s.needle_force.end(), 0.0);
        const double drum = std::accumulate(s.cell_force.begin(), s.cell_force.end(), 0.0);
        EXPECT_NEAR(relative(needles + drum, load), 0, 1e-9);
        EXPECT_NEAR(s.drum_share, drum / load, 1e-12);
        EXPECT_GE(*std::min_element(s.needle_force.begin(), s.needle_force.end()), 0);
        EXPECT_GE(*std::min_element(s.cell_force.begin(), s.cell_force.end()), -1e-9 * load);
        for (std::size_t i = 0; i < s.depth.size(); ++i) EXPECT_TRUE(s.inserted[i] || s.depth[i] == 0);
    }
}

TEST(Balance, LoweringTheDrumRaisesItsShare) {
    double last_share = -1, last_depression = infinity;
    for (const double lift :
         {-5.0_mm, -0.5_mm, 0.0_mm, 0.25_mm, 0.5_mm}) {  // 0.5 mm: drum level with the tips
        const StationSolution s = solved(small_roller(1.0_N, lift));
        EXPECT_GE(s.drum_share, last_share) << lift;
        EXPECT_LE(s.axle_depression, last_depression * (1 + 1e-12)) << lift;
        if (lift == -5.0_mm) {
            EXPECT_EQ(s.drum_share, 0);
        }
        if (lift == 0.5_mm) {
            EXPECT_GT(s.drum_share, 0.5);
        }
        last_share = s.drum_share;
        last_depression = s.axle_depression;
    }
}

TEST(Balance, PermutedNeedlesGivePermutedResults) {
    const StationProblem problem = small_roller(0.8_N, 0.1_mm);
    StationProblem turned = problem;
    std::rotate(turned.needles.begin(), turned.needles.begin() + 4, turned.needles.end());
    std::reverse(turned.needles.begin(), turned.needles.end());
    std::reverse(turned.cells.begin(), turned.cells.end());
    const StationSolution a = solved(problem), b = solved(turned);
    const std::size_t n = problem.needles.size();
    EXPECT_NEAR(relative(b.axle_depression, a.axle_depression), 0, 1e-9);
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t at = n - 1 - (i + n - 4) % n;
        EXPECT_NEAR(b.needle_force[at], a.needle_force[i], 1e-9 * problem.load) << i;
        EXPECT_NEAR(b.depth[at], a.depth[i], 1e-9 * a.axle_depression) << i;
        EXPECT_EQ(b.inserted[at], a.inserted[i]) << i;
    }
}

TEST(Balance, HomogeneousInLengthAndForce) {
    // Lengths times 16, stresses times 4: forces times 4 · 256, toughness (stress · length) times 64.
    // Tolerance: the punch table stands on fixed decades, 1e-6 truncation.
    const StationProblem problem = small_roller(0.8_N, 0.1_mm);
    StationProblem large = problem;
    for (LayerCard& layer : large.skin.layers) {
        layer.thickness *= 16;
        layer.modulus *= 4;
        layer.stress *= 4;
        layer.wall_shear *= 4;
        layer.toughness *= 64;
    }
    large.skin.puncture.intercept *= 1024;
    large.skin.puncture.slope *= 64;
    large.skin.puncture.diameter_limit *= 16;
    large.tributary_radius *= 16;
    large.cell_side *= 16;
    large.load *= 1024;
    for (PlacedNeedle& n : large.needles)
        for (double* length :
             {&n.x, &n.y, &n.offset, &n.tip_diameter, &n.taper_length, &n.shaft_diameter, &n.breadth})
            *length *= 16;
    for (PlacedCell& c : large.cells)
        for (double* length : {&c.x, &c.y, &c.offset}) *length *= 16;
    const StationSolution a = solved(problem), b = solved(large);
    EXPECT_NEAR(relative(b.axle_depression, 16 * a.axle_depression), 0, 1e-5);
    EXPECT_NEAR(b.drum_share, a.drum_share, 1e-5);
    for (std::size_t i = 0; i < a.depth.size(); ++i) {
        EXPECT_EQ(b.inserted[i], a.inserted[i]);
        EXPECT_NEAR(b.depth[i], 16 * a.depth[i], 1e-5 * 16 * a.axle_depression) << i;
    }
}

TEST(Balance, GivenDepressionTakesTheLoadThatGivesIt) {
    // The same equilibrium asked for from the other side: the depression that a load makes takes that load,
    // and leaves the same needles at the same depth.
    for (const double load : {0.1_N, 0.6_N, 1.5_N}) {
        StationProblem problem =
            station(skin("cheek"), 0.6_mm, load,
                    {needle_at(-1.2_mm, 0, -70.0_um), needle_at(0, 0), needle_at(1.3_mm, 0.2_mm, -80.0_um)});
        for (int i = -3; i < 3; ++i) problem.cells.push_back({(i + 0.5) * 0.5_mm, 0.5_mm, -0.4_mm});
        const StationSolution by_load = solved(problem);
        problem.depression = by_load.axle_depression;
        problem.load = 0.37_N;  // only a scale now
        const StationSolution driven = solved(problem);
        double total = 0;
        for (const double force : driven.needle_force) total += force;
        for (const double force : driven.cell_force) total += force;
        EXPECT_NEAR(relative(total, load), 0, 1e-8);
        for (std::size_t i = 0; i < 3; ++i)
            EXPECT_NEAR(driven.depth[i], by_load.depth[i], 1e-8 * driven.axle_depression);
    }
}

}  // namespace
}  // namespace puncta::models
