#pragma once
/// Where a treatment counts: a polygon less its exclusion zones.
///
/// Areas are exact: the plane is cut into strips in which no edge ends, crosses another or crosses a border
/// of the cells asked for; the middle line of such a strip tells its area. Zones may overlap each other and
/// reach beyond the border. All lengths [m].

#include <array>
#include <vector>

#include "engine/motion/polygon.hpp"

namespace puncta {

/// Axis-parallel box.
struct Box {
    double x0 = 0, y0 = 0, width = 0, height = 0;
};

/// The smallest box that holds a polygon.
Box box_of(const Polygon& polygon);

/// Two level sides, y0 and y1, and a straight one on either hand; x at the lower and at the upper level.
struct Trapezoid {
    double y0 = 0, y1 = 0;
    std::array<double, 2> left{}, right{};
};

class Region {
  public:
    Region() = default;
    /// The rectangle [0, sides x] x [0, sides y] less the zones.
    explicit Region(const std::array<double, 2>& sides, std::vector<Polygon> zones = {});
    Region(Polygon border, std::vector<Polygon> zones);

    /// A rectangle without zones, for which closed forms hold.
    [[nodiscard]] bool is_rectangle() const { return rectangle_ && zones_.empty(); }
    [[nodiscard]] const Polygon& border() const { return border_; }
    [[nodiscard]] const Box& box() const { return box_; }
    [[nodiscard]] double area() const { return area_; }  ///< [m²]
    [[nodiscard]] bool contains(double x, double y) const;
    /// Distance to the nearest edge of the border or of a zone.
    [[nodiscard]] double border_distance(double x, double y) const;
    /// Area inside each of nx x ny square cells from the corner (x0, y0) on, index j·nx + i [m²].
    [[nodiscard]] std::vector<double> cell_areas(double x0, double y0, double cell, int nx, int ny) const;
    /// The region as trapezoids that do not overlap: from strip to strip what lies inside.
    [[nodiscard]] std::vector<Trapezoid> trapezoids() const;

  private:
    struct Grid {
        double x0, y0, width, height;  ///< of a cell
        int nx, ny;
    };
    [[nodiscard]] std::vector<double> areas(const Grid& grid) const;
    [[nodiscard]] std::vector<double> strip_borders(const Grid& grid) const;

    Polygon border_;
    std::vector<Polygon> zones_;
    bool rectangle_ = false;
    Box box_;
    double area_ = 0;
};

}  // namespace puncta
