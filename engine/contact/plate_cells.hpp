#pragma once
/// The cells in which the body of a stamp or a pen touches the skin around its needles.
///
/// A stamp's plate is cut into squares. The nose of a pen is a flat ring: it is cut into rings about as wide
/// as the limit, and each ring into pieces about as long as they are wide, so that both edges of the nose are
/// met and no direction is preferred. All cells of a body count as squares of one side in their influence
/// (STATION.md); that of a ring is the root of the mean area, from which single pieces differ by a few
/// percent (some 10 % where the opening is smaller than a cell).

#include <array>

#include "engine/contact/influence_matrices.hpp"

namespace puncta {

struct PlateCells {
    Places places;
    double side = 0;  ///< [m]; 0: no cells
    double room = 0;  ///< width that the body leaves a lone needle: of the plate, of the opening [m]
};

/// Covers the plate: exactly along y, to half a cell along x. Sides of 0: no plate.
PlateCells plate_cells(const std::array<double, 2>& plate, double limit);

/// Covers the ring between the two diameters [m]; an outer one of 0: no nose.
PlateCells nose_cells(double opening_diameter, double nose_diameter, double limit);

}  // namespace puncta
