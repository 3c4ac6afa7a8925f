#include "models/shaft/needle_sections.hpp"

#include <limits>

namespace puncta::models {

using std::numbers::pi;

NeedleSections::NeedleSections(const NeedleProfile& needle)
    : rho_(needle.tip_radius()),
      cap_(needle.cap_length()),
      taper_(needle.taper_length()),
      full_breadth_(needle.full_breadth()),
      broadening_(full_breadth_ / taper_),
      edge_radius_(needle.edge_radius()),
      seams_(needle.seams().begin(), needle.seams().end()) {
    pieces_.reserve(seams_.size() + 1);
    for (const double start : seams_) {
        const double diameter = needle.diameter(start), widening = needle.diameter_slope(start);
        pieces_.push_back({start, diameter, widening, needle.wall_area(start),
                           pi * diameter + 2 * needle.breadth(start),
                           pi * widening / 2 + needle.breadth_slope(start), widening > 0 ? 1 / widening : 0});
    }
    pieces_.push_back({std::numeric_limits<double>::infinity(), 0, 0, 0, 0, 0, 0});
}

NeedleSections::Section NeedleSections::on_cap(double s) const {
    Section section = on_cap_without_wall(s);
    const double round = (s - rho_) * section.diameter / 2 + rho_ * rho_ * std::acos(1 - s / rho_);
    section.wall = pi * round + broadening_ * s * s;
    return section;
}

}  // namespace puncta::models
