#include "scenarios/runner/puncture_row.hpp"

#include <numbers>

namespace puncta::scenarios {

const std::vector<RowColumn>& row_columns() {
    static const std::vector<RowColumn> columns = {
        {"x", &Puncture::x, "mm", 1e3},
        {"y", &Puncture::y, "mm", 1e3},
        {"depth", &Puncture::depth, "um", 1e6},
        {"displacement", &Puncture::displacement, "um", 1e6},
        {"force", &Puncture::force, "mN", 1e3},
        {"entry_angle", &Puncture::entry_angle, "deg", 180 / std::numbers::pi},
        {"slit_length", &Puncture::slit_length, "um", 1e6},
        {"swept_length", &Puncture::swept_length, "um", 1e6},
        {"layer", &Puncture::layer},
        {"pass", &Puncture::pass},
        {"row", &Puncture::row},
        {"needle", &Puncture::needle},
        {"site", &Puncture::site},
        {"replicate", &Puncture::replicate},
        {"flags", &Puncture::flags},
    };
    return columns;
}

double number_of(const RowColumn& column, const Puncture& row) {
    return std::visit([&](auto member) { return static_cast<double>(row.*member); }, column.member);
}

}  // namespace puncta::scenarios
