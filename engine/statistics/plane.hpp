#pragma once
/// Places on the skin seen from above, as the statistics of patterns take them.

namespace puncta {

struct PlanePoint {
    double x = 0, y = 0;  ///< [m]
};

/// Axis-parallel rectangle with corner (x0, y0) and positive sides [m].
struct Rectangle {
    double x0 = 0, y0 = 0, width = 0, height = 0;
};

}  // namespace puncta
