#pragma once
/// Shape of a needle, round or a flat blade: section and wall as functions of the distance from the tip.
///
/// A sphere of diameter d_tip touches, without a kink, a cone that reaches the shaft diameter at the taper
/// length; then a cylinder. Half-angle alpha of the cone from the tangency
///     (d_shaft/2) cos(alpha) - (taper - rho) sin(alpha) = rho,   rho = d_tip/2.
/// All lengths [m].
///
/// A blade, cut from a disc of the thickness d_shaft, is broader than thick: across its edges it measures
/// d(s) + b(s), with the breadth b beyond the thickness growing linearly from 0 at the tip to its full value
/// at the taper length. Its section is a stadium: area pi d²/4 + b d, wall pi d + 2 b per depth. The broad
/// face lies in the rolling plane. The edges are taken as sharp: no source says how dull ones cut. Contact
/// before insertion takes the round profile of the thickness and so underestimates the force of a broad edge.

namespace puncta {

class NeedleProfile {
  public:
    /// `breadth` is the full width of a blade less its thickness, the shaft diameter; 0 is a round needle.
    /// Throws InputError unless 0 < tip_diameter < shaft_diameter, taper_length > tip_diameter and
    /// breadth >= 0.
    NeedleProfile(double tip_diameter, double taper_length, double shaft_diameter, double breadth = 0);

    [[nodiscard]] double diameter(double s) const;        ///< d(s), 0 for s <= 0
    [[nodiscard]] double diameter_slope(double s) const;  ///< dd/ds, 0 for s <= 0, large next to the tip
    [[nodiscard]] double breadth(double s) const;         ///< b(s), 0 for s <= 0
    [[nodiscard]] double breadth_slope(double s) const;   ///< db/ds, 0 for s <= 0
    [[nodiscard]] double section_area(double s) const;    ///< pi/4 d² + b d [m²]
    [[nodiscard]] double wall_area(double s) const;       ///< ∫_0^s (pi d + 2 b) [m²]: wall to the distance s
    [[nodiscard]] double volume(double s) const;          ///< ∫_0^s (pi/4 d² + b d) [m³]

    [[nodiscard]] double tip_radius() const { return rho_; }  ///< rho
    [[nodiscard]] double tip_diameter() const { return 2 * rho_; }
    [[nodiscard]] double shaft_diameter() const { return shaft_; }
    [[nodiscard]] double taper_length() const { return taper_; }
    [[nodiscard]] double full_breadth() const { return breadth_; }   ///< b from the taper length on
    [[nodiscard]] double half_angle() const { return alpha_; }       ///< of the cone [rad]
    [[nodiscard]] double cap_length() const { return cap_; }         ///< where sphere and cone touch
    [[nodiscard]] double cap_circle() const { return cap_radius_; }  ///< radius of the contact circle there

    /// Indentation at which a homogeneous half-space touches the needle up to the radius a (0 < a <=
    /// shaft/2): delta(a) = a ∫_0^a f'(r)/sqrt(a² - r²) dr with f(r) the distance s at radius r (Sneddon
    /// 1965).
    [[nodiscard]] double contact_depth(double a) const;
    /// d delta / da.
    [[nodiscard]] double contact_depth_slope(double a) const;

  private:
    [[nodiscard]] double round_wall(double s) const;    ///< pi ∫_0^s d, s > 0
    [[nodiscard]] double round_volume(double s) const;  ///< pi/4 ∫_0^s d², s > 0
    [[nodiscard]] double blade_volume(double s) const;  ///< ∫_0^s b d, s > 0

    double rho_, taper_, shaft_, breadth_;
    double alpha_ = 0, cap_ = 0, cap_radius_ = 0, cone_slope_ = 0;
    double cap_area_ = 0, cone_area_ = 0, cap_volume_ = 0, cone_volume_ = 0;
};

}  // namespace puncta
