/// Many patches as one rigid body: a square punch made of cells or of needles, and a cylinder in line
/// contact.

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "models/cards/catalog.hpp"
#include "models/skin/station_problem.hpp"

namespace puncta::models {
namespace {

using namespace units;
using std::numbers::pi;

constexpr double plane = 0.1e6 / (1 - 0.48 * 0.48);  // E* of the block

/// A half-space of 0.1 MPa with the constants of the excised card.
SkinCard block() {
    SkinCard card = shipped_skin_card("excised_human").card;
    card.layers.erase(card.layers.begin(), card.layers.end() - 1);
    card.layers.front().modulus = 0.1_MPa;
    card.layers.front().poisson = 0.48;
    card.layers.front().toughness = 1.0_kJ_m2;
    return card;
}

StationSolution solved(const StationProblem& problem) {
    StationSolution solution = solve_station(problem);
    EXPECT_TRUE(solution.converged);
    EXPECT_LT(solution.residual, 1e-9);
    return solution;
}

/// Stiffness of a rigid square punch of side l: l E* times this. From the capacity of a square plate, C =
/// 0.3667892 · 4 pi eps l (Read 1997), because a punch is to its half-space what a plate is to space: K = E*
/// C/(4 eps).
constexpr double square_punch = 0.3667892 * pi;  // 1.1523

TEST(RigidContact, FlatDrumCellsConvergeToTheSquarePunch) {
    // Cells at one height and no needles: a square flat punch of 8 mm. The error of collocation under the
    // edge singularity falls like the cell side; halving it at least divides the error by 1.6. Truncation.
    double last = 0;
    for (const int n : {4, 8, 16, 32}) {
        StationProblem problem{block(), std::numeric_limits<double>::infinity(), 8.0_mm / n, 0.5_N, {}, {}};
        for (int i = 0; i < n; ++i)
            for (int j = 0; j < n; ++j)
                problem.cells.push_back(
                    {(i + 0.5) * problem.cell_side, (j + 0.5) * problem.cell_side, -0.3_mm});
        const StationSolution s = solved(problem);
        const double stiffness = problem.load / (s.axle_depression - 0.3_mm);
        const double error = std::abs(stiffness / (square_punch * plane * 8.0_mm) - 1);
        EXPECT_NEAR(s.drum_share, 1, 1e-9);
        if (last > 0) {
            EXPECT_GT(last / error, 1.6) << n;
        }
        if (n == 32) {
            EXPECT_LT(error, 0.008);
        }
        last = error;
    }
}

TEST(RigidContact, NeedlesBroughtTogetherCarryWhatOnePunchCarries) {
    // n x n needles at one height that never insert, a square of side n s. Where the local part has reached
    // its held value, the needles add nothing but a constant to the sink, and the patch answers an additional
    // load like one rigid punch. Truncation: disc radius s/2 stands for the square s x s, so the rim counts
    // less; the error falls with n and the pitch is kept so wide that every needle is past the held force
    // (load 1 N each).
    double last = 0;
    for (const int n : {5, 10, 20}) {
        const double pitch = 0.5_mm;
        StationProblem problem{block(), pitch / 2, 1.0_mm, 1.0_N * n * n, {}, {}};
        for (int i = 0; i < n; ++i)
            for (int j = 0; j < n; ++j) {
                PlacedNeedle needle;
                needle.x = i * pitch;
                needle.y = j * pitch;
                needle.tip_diameter = 10.0_um;
                needle.taper_length = 0.75_mm;
                needle.shaft_diameter = 0.25_mm;
                needle.threshold_factor = 1e9;
                problem.needles.push_back(needle);
            }
        const StationSolution low = solved(problem);
        problem.load *= 1.5;
        const StationSolution high = solved(problem);
        const double stiffness = problem.load / 3 / (high.axle_depression - low.axle_depression);
        const double error = std::abs(stiffness / (square_punch * plane * n * pitch) - 1);
        for (const bool inserted : high.inserted) EXPECT_FALSE(inserted);
        if (last > 0) {
            EXPECT_LT(error, last) << n;
        }
        if (n == 20) {
            EXPECT_LT(error, 0.02);
        }
        last = error;
    }
}

/// Half-width of a drum's contact in its middle, from the cells' forces, and the half-width Hertz gives for
/// the force per length carried there.
struct LineContact {
    double found, hertz;
};

LineContact line_contact(int per_millimetre, double load) {
    const double radius = 10.0_mm, width = 16.0_mm, side = 1.0_mm / per_millimetre;
    StationProblem problem{block(), std::numeric_limits<double>::infinity(), side, load, {}, {}};
    const int half = 3 * per_millimetre, across = 16 * per_millimetre;
    for (int i = -half; i < half; ++i)
        for (int j = 0; j < across; ++j) {
            const double x = (i + 0.5) * side;
            problem.cells.push_back(
                {x, (j + 0.5) * side - width / 2, std::sqrt(radius * radius - x * x) - radius});
        }
    const StationSolution s = solved(problem);
    // The middle half of the width, away from the drum's ends, where the pressure is that of a long cylinder.
    double force = 0, second = 0;
    for (std::size_t k = 0; k < problem.cells.size(); ++k)
        if (std::abs(problem.cells[k].y) < width / 4) {
            force += s.cell_force[k];
            second += s.cell_force[k] * problem.cells[k].x * problem.cells[k].x;
        }
    // Semi-ellipse of pressure: <x²> = b²/4. Hertz: b² = 4 F' R/(pi E*), F' the force per length.
    return {2 * std::sqrt(second / force), std::sqrt(4 * force / (width / 2) * radius / (pi * plane))};
}

TEST(RigidContact, CylinderIsHertzLineContact) {
    // b runs from 1.2 to 2.2 mm over the loads. Truncation: the rim falls anywhere within a cell, so the
    // error of one load jumps about; its root mean square over eight loads falls when the cells are halved.
    // What stays for small cells is the arc against its parabola, (b/R)²/8 = 0.5 %, and the finite width, of
    // order (b/W)² = 1 %.
    double last = 0;
    for (const int per_millimetre : {1, 2, 4}) {
        double square = 0;
        const int loads = per_millimetre == 4 ? 4 : 8;
        for (int i = 0; i < loads; ++i) {
            const LineContact contact = line_contact(per_millimetre, 0.3_N + 0.7_N * (i + 0.5) / loads);
            EXPECT_GT(contact.hertz, 1.1_mm);
            EXPECT_LT(contact.hertz, 2.3_mm);
            square += (contact.found / contact.hertz - 1) * (contact.found / contact.hertz - 1) / loads;
        }
        const double error = std::sqrt(square);
        if (last > 0) {
            EXPECT_LT(error, 0.7 * last) << per_millimetre;
        }
        last = error;
    }
    EXPECT_LT(last, 0.012);
}

}  // namespace
}  // namespace puncta::models
