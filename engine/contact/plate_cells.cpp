#include "engine/contact/plate_cells.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"

namespace puncta {

PlateCells plate_cells(const std::array<double, 2>& plate, double limit) {
    if (plate[0] <= 0 || plate[1] <= 0) return {};
    const int across = std::max(1, static_cast<int>(std::ceil(plate[1] / limit - 1e-9)));
    const double side = plate[1] / across;
    const int along = std::max(1, static_cast<int>(std::lround(plate[0] / side)));
    PlateCells cells{{}, side, std::min(plate[0], plate[1])};
    for (int i = 0; i < along; ++i)
        for (int j = 0; j < across; ++j)
            cells.places.emplace_back((i + 0.5 - 0.5 * along) * side, (j + 0.5 - 0.5 * across) * side);
    return cells;
}

PlateCells nose_cells(double opening_diameter, double nose_diameter, double limit) {
    if (nose_diameter <= 0) return {};
    PUNCTA_EXPECT(opening_diameter < nose_diameter, "opening {}, nose {}", opening_diameter, nose_diameter);
    const double inner = opening_diameter / 2, outer = nose_diameter / 2;
    const int rings = std::max(1, static_cast<int>(std::ceil((outer - inner) / limit - 1e-9)));
    const double width = (outer - inner) / rings;
    PlateCells cells{{}, 0, opening_diameter};
    for (int k = 0; k < rings; ++k) {
        const double radius = inner + (k + 0.5) * width;
        const auto pieces = std::max(3L, std::lround(2 * std::numbers::pi * radius / width));
        for (long i = 0; i < pieces; ++i) {
            const double angle = 2 * std::numbers::pi * (double(i) + 0.5) / double(pieces);
            cells.places.emplace_back(radius * std::cos(angle), radius * std::sin(angle));
        }
    }
    const double area = std::numbers::pi * (outer * outer - inner * inner);
    cells.side = std::sqrt(area / double(cells.places.size()));
    return cells;
}

}  // namespace puncta
