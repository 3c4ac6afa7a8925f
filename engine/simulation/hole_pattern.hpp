#pragma once
/// The punctures of a treatment as a pattern of points on the skin: what is evenly hit, what is missed.
///
/// Lengths that a definition needs come from the pattern's own density, so that rollers, stamps and pens
/// compare: quadrats hold ten punctures on average, and pairs of holes are close within two mean spacings
/// 1/sqrt(density). Only the healing radius is the user's.

#include <cstddef>
#include <vector>

#include "engine/motion/region.hpp"
#include "engine/statistics/plane.hpp"
#include "engine/statistics/quantity.hpp"

namespace puncta {

class HolePattern {
  public:
    explicit HolePattern(const Region& region) : regions_{region} {}

    void add(const PlanePoint& puncture) { punctures_.push_back(puncture); }
    /// A hole with an opening of this area at the surface [m²].
    void add_hole(const PlanePoint& place, double opening);
    /// The punctures and holes of another site.
    void add(const HolePattern& other);

    [[nodiscard]] std::size_t size() const { return punctures_.size(); }  ///< punctures

    /// Sets nearest_neighbour_mean, clark_evans, largest_gap, treated_share, quadrat_dispersion, anisotropy
    /// and channel_overlap_share; NaN where there is nothing to tell.
    void set_values(QuantityValues& values, double healing_radius) const;

  private:
    [[nodiscard]] double area() const;
    [[nodiscard]] Rectangle box() const;
    [[nodiscard]] double spacing(std::size_t points) const;
    [[nodiscard]] std::vector<double> border_distances(const std::vector<PlanePoint>& points) const;
    [[nodiscard]] double evenness(double nearest) const;
    [[nodiscard]] double gap() const;
    [[nodiscard]] double treated(double healing_radius) const;
    [[nodiscard]] double dispersion() const;
    [[nodiscard]] double directedness() const;
    [[nodiscard]] double overlapping() const;

    std::vector<Region> regions_;  ///< of the sites, which do not overlap
    std::vector<PlanePoint> punctures_, holes_;
    std::vector<double> radii_;  ///< of round openings as large as the holes' [m]
};

}  // namespace puncta
