#pragma once
/// One station as plain numbers (STATION.md, "What goes in"): for studies from Python and for the oracle
/// test.

#include <vector>

#include "engine/device/needle_shape.hpp"
#include "engine/tissue/local_skin.hpp"
#include "models/skin/skin_card.hpp"

namespace puncta::models {

struct PlacedNeedle {
    double x = 0, y = 0, offset = 0;
    double tip_diameter = 0, taper_length = 0, shaft_diameter = 0;
    double threshold_factor = 1;
    double depth = 0;
    bool inserted = false;
    LocalSkin skin{};    ///< at this needle's place, against the station's stack
    double breadth = 0;  ///< of a blade beyond its thickness, the shaft diameter
    double relaxed = 0;  ///< force that has relaxed
    double edge_radius = 0, lumen_diameter = 0;
    std::vector<ProfilePoint> profile{};  ///< instead of taper length and shaft diameter, unless empty
};

struct PlacedCell {
    double x = 0, y = 0, offset = 0;
    double relaxed = 0;  ///< force that has relaxed
};

struct StationProblem {
    SkinCard skin;                ///< `stress` is taken as tension/thickness
    double tributary_radius = 0;  ///< infinite: the needles have no influence on one another
    double cell_side = 0;
    double load = 0;
    std::vector<PlacedNeedle> needles;
    std::vector<PlacedCell> cells;
    double cutting_stiffening = 1;  ///< moduli of the skin that needles spread open over those of the stack
    double depression =
        0;  ///< of the axle where it is given instead of the load, which then is a scale; 0: not [m]
};

struct StationSolution {
    double axle_depression = 0;
    std::vector<double> needle_force, depth, cell_force;
    std::vector<bool> inserted;
    double drum_share = 0;
    double residual = 0;
    bool converged = false;
};

/// Solves one station with the production balance and laws.
StationSolution solve_station(const StationProblem& problem);

}  // namespace puncta::models
