#pragma once
/// Points in a balanced tree of halves: what finds the nearest one where points crowd and cells do not help.
///
/// k-d tree (Bentley, Communications of the ACM 18 (1975) 509), split at the median across the longer side of
/// the points' box, without pointers: the node of a range of the sorted points is its middle one. O(n log n)
/// to build; a search is O(log n) on average, whatever the density does, and ends at once on a coincident
/// point.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/statistics/plane.hpp"

namespace puncta {

class PointTree {
  public:
    explicit PointTree(std::span<const PlanePoint> points);

    [[nodiscard]] std::size_t size() const { return sorted_.size(); }
    [[nodiscard]] std::span<const PlanePoint> sorted() const { return sorted_; }
    [[nodiscard]] std::size_t original(std::size_t sorted_index) const { return original_[sorted_index]; }
    /// Square of the distance to the nearest point other than the sorted one `but` (none: size) [m²].
    [[nodiscard]] double nearest_squared(const PlanePoint& place, std::size_t but) const;

  private:
    void build(std::size_t begin, std::size_t end);
    void search(std::size_t begin, std::size_t end, const PlanePoint& place, std::size_t but,
                double& best) const;

    std::vector<PlanePoint> sorted_;
    std::vector<std::uint32_t> original_;
    std::vector<bool> across_y_;  ///< of the node at each point
};

}  // namespace puncta
