#pragma once
/// Shape of a round conical needle: diameter and wall area as functions of the distance from the tip.
///
/// A sphere of diameter d_tip touches, without a kink, a cone that reaches the shaft diameter at the taper
/// length; then a cylinder. Half-angle alpha of the cone from the tangency
///     (d_shaft/2) cos(alpha) - (taper - rho) sin(alpha) = rho,   rho = d_tip/2.
/// All lengths [m].

namespace puncta {

class NeedleProfile {
  public:
    /// Throws InputError unless 0 < tip_diameter < shaft_diameter and taper_length > tip_diameter.
    NeedleProfile(double tip_diameter, double taper_length, double shaft_diameter);

    [[nodiscard]] double diameter(double s) const;        ///< d(s), 0 for s <= 0
    [[nodiscard]] double diameter_slope(double s) const;  ///< dd/ds, 0 for s <= 0, large next to the tip
    [[nodiscard]] double wall_area(double s) const;       ///< pi ∫_0^s d [m²]: wall buried to the distance s
    [[nodiscard]] double volume(double s) const;          ///< pi/4 ∫_0^s d² [m³]

    [[nodiscard]] double tip_radius() const { return rho_; }  ///< rho
    [[nodiscard]] double tip_diameter() const { return 2 * rho_; }
    [[nodiscard]] double shaft_diameter() const { return shaft_; }
    [[nodiscard]] double taper_length() const { return taper_; }
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
    double rho_, taper_, shaft_;
    double alpha_ = 0, cap_ = 0, cap_radius_ = 0, cone_slope_ = 0;
    double cap_area_ = 0, cone_area_ = 0, cap_volume_ = 0, cone_volume_ = 0;
};

}  // namespace puncta
