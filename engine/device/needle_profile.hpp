#pragma once
/// Shape of a needle, round or a flat blade: section and wall as functions of the distance from the tip.
///
/// The generatrix is given by points (s_i, d_i), i = 1 … n, behind the tip. A sphere of diameter d_tip
/// touches, without a kink, the cone that reaches d_1 at s_1; its half-angle alpha follows from the tangency
///     (d_1/2) cos(alpha) - (s_1 - rho) sin(alpha) = rho,   rho = d_tip/2,
/// and sphere and cone touch at s_c = rho (1 - sin(alpha)). Behind s_1 the generatrix is straight from point
/// to point, with kinks; from s_n, the taper length, on the needle is a cylinder of the shaft diameter d_n.
/// One point is the plain needle: cap, cone, shaft. Every integral below has a closed form on each piece. All
/// lengths [m].
///
/// A blade, cut from a disc of the thickness d_n, is broader than thick: across its edges it measures
/// d(s) + b(s), with the breadth b beyond the thickness growing linearly from 0 at the tip to its full value
/// at the taper length. Its section is a stadium: area pi d²/4 + b d, wall pi d + 2 b per depth. The broad
/// face lies in the rolling plane. How dull the edges are, their radius, is carried along for the law of
/// cutting.
///
/// A hollow needle has a lumen open at the tip, which is a ring then. The lumen changes the area of the tip
/// and nothing else: section, wall and volume are the outer ones, those of the skin it pushes aside.

#include <span>
#include <vector>

#include "engine/device/needle_shape.hpp"

namespace puncta {

class NeedleProfile {
  public:
    /// Throws InputError unless the points are a profile (needle_shape.hpp), 0 < tip_diameter < d_1, s_1 >
    /// tip_diameter, breadth >= 0, edge_radius at most half the thickness and 0 without a breadth, and
    /// lumen_diameter < tip_diameter and 0 with a breadth.
    explicit NeedleProfile(const NeedleShape& shape);
    /// Cap, cone and shaft: the one point (taper_length, shaft_diameter).
    NeedleProfile(double tip_diameter, double taper_length, double shaft_diameter, double breadth = 0);

    bool operator==(const NeedleProfile&) const = default;

    [[nodiscard]] double diameter(double s) const;        ///< d(s), 0 for s <= 0
    [[nodiscard]] double diameter_slope(double s) const;  ///< dd/ds, 0 for s <= 0, large next to the tip
    [[nodiscard]] double breadth(double s) const;         ///< b(s), 0 for s <= 0
    [[nodiscard]] double breadth_slope(double s) const;   ///< db/ds, 0 for s <= 0
    [[nodiscard]] double section_area(double s) const;    ///< pi/4 d² + b d [m²]
    [[nodiscard]] double wall_area(double s) const;       ///< ∫_0^s (pi d + 2 b) [m²]: wall to the distance s
    [[nodiscard]] double volume(double s) const;          ///< ∫_0^s (pi/4 d² + b d) [m³]

    [[nodiscard]] double tip_radius() const { return rho_; }  ///< rho
    [[nodiscard]] double tip_diameter() const { return 2 * rho_; }
    [[nodiscard]] double lumen_diameter() const { return lumen_; }  ///< 0 of a solid needle
    /// Of a solid tip with the area of this one, of its ring if it is hollow.
    [[nodiscard]] double solid_tip_diameter() const;
    [[nodiscard]] double shaft_diameter() const { return shaft_; }     ///< d_n, the largest
    [[nodiscard]] double taper_length() const { return taper_; }       ///< s_n
    [[nodiscard]] double full_breadth() const { return breadth_; }     ///< b from the taper length on
    [[nodiscard]] double edge_radius() const { return edge_radius_; }  ///< of a blade; 0 is sharp
    [[nodiscard]] double half_angle() const { return alpha_; }         ///< of the first cone [rad]
    [[nodiscard]] double cap_length() const { return cap_; }           ///< s_c
    [[nodiscard]] double cap_circle() const { return cap_radius_; }    ///< radius of the contact circle there
    /// Distances where d(s) is not smooth, from the tip on: s_c, s_1 … s_n.
    [[nodiscard]] std::span<const double> seams() const { return seams_; }

    /// The round needle with the section area of this one at its points behind the tip: d² + 4 b d/pi. It
    /// stands for a blade in contact.
    [[nodiscard]] NeedleProfile round_of_equal_section() const;

    /// Indentation at which a homogeneous half-space touches the needle up to the radius a (0 < a <=
    /// contact_end): delta(a) = a ∫_0^a f'(r)/sqrt(a² - r²) dr with f(r) the distance s at radius r (Sneddon
    /// 1965). A kink at radius r adds its change of df/dr times a acos(r/a).
    [[nodiscard]] double contact_depth(double a) const;
    /// d delta / da.
    [[nodiscard]] double contact_depth_slope(double a) const;
    /// Radii where delta(a) is not smooth, ascending: cap circle, kinks.
    [[nodiscard]] const std::vector<double>& contact_corners() const { return corners_; }
    [[nodiscard]] double cone_end_radius() const { return cone_end_radius_; }  ///< d_1/2
    /// Radius of the first cylinder of the generatrix, the shaft if there is no other: contact ends there.
    [[nodiscard]] double contact_end() const { return contact_end_; }

  private:
    /// A straight piece behind the first cone; wall and volume are those of the round needle up to its start.
    struct Piece {
        double start, length, diameter, slope, wall, volume;
        bool operator==(const Piece&) const = default;
    };
    struct Kink {
        double radius, bend;  ///< bend: change of df/dr there
        bool operator==(const Kink&) const = default;
    };
    NeedleProfile(double tip_diameter, std::vector<ProfilePoint> points, double breadth);
    void add_pieces(std::span<const ProfilePoint> points);
    void add_kinks();
    [[nodiscard]] const Piece& piece_at(double s) const;
    [[nodiscard]] double round_wall(double s) const;    ///< pi ∫_0^s d, s > 0
    [[nodiscard]] double round_volume(double s) const;  ///< pi/4 ∫_0^s d², s > 0
    [[nodiscard]] double blade_volume(double s) const;  ///< ∫_0^s b d, s > 0

    double rho_, cone_end_, cone_end_radius_, taper_, shaft_, breadth_, contact_end_;
    double edge_radius_ = 0, lumen_ = 0;
    double alpha_ = 0, cap_ = 0, cap_radius_ = 0, cone_slope_ = 0;
    double cap_area_ = 0, tapered_area_ = 0, cap_volume_ = 0, tapered_volume_ = 0;
    std::vector<Piece> pieces_;
    std::vector<Kink> kinks_;
    std::vector<double> seams_, corners_;
};

}  // namespace puncta
