#include "models/skin/station_problem.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/contact/influence_matrices.hpp"
#include "engine/insertion/load_balance.hpp"
#include "models/skin/layered_skin.hpp"

namespace puncta::models {
namespace {

double largest_distance(const StationProblem& problem) {
    double low_x = 0, high_x = 0, low_y = 0, high_y = 0;
    auto include = [&](double x, double y) {
        low_x = std::min(low_x, x);
        high_x = std::max(high_x, x);
        low_y = std::min(low_y, y);
        high_y = std::max(high_y, y);
    };
    for (const auto& needle : problem.needles) include(needle.x, needle.y);
    for (const auto& cell : problem.cells) include(cell.x, cell.y);
    return std::hypot(high_x - low_x, high_y - low_y) + problem.cell_side;
}

NeedleProfile profile_of(const PlacedNeedle& needle) {
    NeedleShape shape{needle.tip_diameter, needle.profile, needle.breadth, needle.edge_radius,
                      needle.lumen_diameter};
    if (shape.points.empty()) shape.points = {{0, 0}, {needle.taper_length, needle.shaft_diameter}};
    return NeedleProfile(shape);
}

}  // namespace

StationSolution solve_station(const StationProblem& problem) {
    if (problem.needles.empty() && problem.cells.empty())
        throw InputError("a station needs needles or drum cells");
    SurfaceTables cache;
    Stiffening stiffening(1);
    stiffening.cutting = problem.cutting_stiffening;
    const LayeredSkin skin(problem.skin, stiffening, cache);
    const bool alone = std::isinf(problem.tributary_radius);
    const double reach = largest_distance(problem);
    // Without cells their side must not set the resolution of the tables.
    const double side =
        problem.cells.empty() ? (alone ? reach : 4 * problem.tributary_radius) : problem.cell_side;
    const InfluenceTables tables = skin.influence(reach, problem.tributary_radius, side);
    const auto c = static_cast<Eigen::Index>(problem.cells.size());
    auto cell_at = [&](Eigen::Index i) -> const PlacedCell& {
        return problem.cells[static_cast<std::size_t>(i)];
    };

    Places needle_places, cell_places;
    for (const PlacedNeedle& needle : problem.needles) needle_places.emplace_back(needle.x, needle.y);
    for (const PlacedCell& cell : problem.cells) cell_places.emplace_back(cell.x, cell.y);
    StationInfluence influence = station_influence(tables, needle_places, cell_places);
    if (alone) influence.needle_needle.setZero();
    DrumInfluence drum{cell_influence(tables, cell_places), Eigen::VectorXd(c)};
    for (Eigen::Index i = 0; i < c; ++i) drum.offset[i] = cell_at(i).offset;

    std::vector<std::unique_ptr<NeedleLaw>> laws;
    std::vector<LocalLaw> local;
    local.reserve(problem.needles.size());
    std::vector<StationNeedle> needles;
    for (const PlacedNeedle& needle : problem.needles) {
        laws.push_back(skin.needle_law(profile_of(needle)));
        StationNeedle state;
        local.emplace_back(*laws.back(), tables.needle_self, state.longest, needle.skin);
        state.law = &local.back();
        state.offset = needle.offset;
        state.threshold_factor = needle.threshold_factor;
        state.depth = needle.depth;
        state.inserted = state.breached = needle.inserted;
        state.relaxed = needle.relaxed;
        needles.push_back(state);
    }
    LoadBalance balance(drum);
    Eigen::VectorXd relaxed_cells(c);
    for (Eigen::Index k = 0; k < c; ++k) relaxed_cells[k] = cell_at(k).relaxed;
    balance.enter(influence, relaxed_cells);
    std::vector<StationEvent> events;
    const StationResult result = problem.depression > 0
                                     ? balance.solve_at(problem.depression, problem.load, needles, events)
                                     : balance.solve(problem.load, 0, needles, events);

    StationSolution solution;
    solution.axle_depression = result.axle_depression;
    solution.residual = result.residual;
    solution.converged = result.converged;
    solution.drum_share = result.drum_load / result.load;
    for (const StationNeedle& needle : needles) {
        solution.needle_force.push_back(needle.force);
        solution.depth.push_back(needle.depth);
        solution.inserted.push_back(needle.inserted);
    }
    solution.cell_force.assign(problem.cells.size(), 0.0);
    for (std::size_t k = 0; result.converged && k < balance.cells_in_contact().size(); ++k)
        solution.cell_force[static_cast<std::size_t>(balance.cells_in_contact()[k])] =
            balance.cell_force()[static_cast<Eigen::Index>(k)];
    return solution;
}

}  // namespace puncta::models
