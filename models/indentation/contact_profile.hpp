#pragma once
/// Convex axisymmetric indenters by their one-dimensional profile h(t).
///
/// With f(r) the gap of the indenter above its tip, h(t) = t ∫_0^t f'(r)/sqrt(t² - r²) dr (Sneddon 1965; the
/// transformed profile of the method of dimensionality reduction, Popov & Heß 2015). All that a contact needs
/// of a shape is h and its derivative. Lengths [m], angles [rad], 0 < t.

#include <limits>
#include <span>
#include <vector>

#include "engine/device/needle_profile.hpp"

namespace puncta::models {

class ContactProfile {
  public:
    virtual ~ContactProfile() = default;
    [[nodiscard]] virtual double depth(double t) const = 0;  ///< h(t) [m]
    [[nodiscard]] virtual double slope(double t) const = 0;  ///< dh/dt
    struct Both {
        double depth, slope;
    };
    /// h and dh/dt together.
    [[nodiscard]] virtual Both at(double t) const { return {depth(t), slope(t)}; }
    /// Radii where h is not smooth, ascending and positive [m].
    [[nodiscard]] virtual std::span<const double> corners() const { return {}; }
    /// Contact radii lie below this [m].
    [[nodiscard]] virtual double largest_radius() const { return std::numeric_limits<double>::infinity(); }
};

/// f = r cot(alpha): h = (pi/2) t cot(alpha).
class ConeProfile final : public ContactProfile {
  public:
    explicit ConeProfile(double half_angle);
    [[nodiscard]] double depth(double t) const override { return slope_ * t; }
    [[nodiscard]] double slope(double) const override { return slope_; }

  private:
    double slope_;
};

/// Cone cut off flat at the radius b: f = (r - b) cot(alpha) for r > b, h = t cot(alpha) acos(b/t) for t > b.
class BluntedConeProfile final : public ContactProfile {
  public:
    BluntedConeProfile(double half_angle, double flat_radius);
    [[nodiscard]] double depth(double t) const override;
    [[nodiscard]] double slope(double t) const override;
    [[nodiscard]] std::span<const double> corners() const override { return {&flat_, 1}; }

  private:
    double cotangent_, flat_;
};

/// f = R - sqrt(R² - r²), the true sphere: h = t atanh(t/R), t < R.
class SphereProfile final : public ContactProfile {
  public:
    explicit SphereProfile(double radius);
    [[nodiscard]] double depth(double t) const override;
    [[nodiscard]] double slope(double t) const override;
    [[nodiscard]] double largest_radius() const override { return radius_; }

  private:
    double radius_;
};

/// f = c r^n: h = c t^n sqrt(pi) Gamma(n/2 + 1)/Gamma(n/2 + 1/2), n >= 1.
class PowerProfile final : public ContactProfile {
  public:
    PowerProfile(double coefficient, double exponent);
    [[nodiscard]] double depth(double t) const override;
    [[nodiscard]] double slope(double t) const override;

  private:
    double factor_, exponent_;
};

/// Sphere and tangent cone without an end: h = t atanh(t/rho) up to r_c = rho cos(alpha), then t [ln((rho +
/// t) / (e + sqrt(t² - r_c²))) + cot(alpha) acos(r_c/t)], e = rho sin(alpha).
class TipProfile final : public ContactProfile {
  public:
    TipProfile(double tip_radius, double half_angle);
    [[nodiscard]] double depth(double t) const override { return at(t).depth; }
    [[nodiscard]] double slope(double t) const override { return at(t).slope; }
    [[nodiscard]] Both at(double t) const override;
    [[nodiscard]] std::span<const double> corners() const override { return {&cap_, 1}; }

  private:
    double tip_, cap_, edge_, cotangent_;  ///< rho, r_c, e, cot(alpha)
};

/// Sphere, tangent cone and what follows up to the first cylinder: NeedleProfile.
class NeedleContactProfile final : public ContactProfile {
  public:
    explicit NeedleContactProfile(const NeedleProfile& needle);
    [[nodiscard]] double depth(double t) const override { return needle_.contact_depth(t); }
    [[nodiscard]] double slope(double t) const override { return needle_.contact_depth_slope(t); }
    [[nodiscard]] Both at(double t) const override;
    [[nodiscard]] std::span<const double> corners() const override { return needle_.contact_corners(); }
    /// The cylinder's radius itself is allowed: h is finite there.
    [[nodiscard]] double largest_radius() const override { return needle_.contact_end() * (1 + 1e-9); }

  private:
    struct Kink {
        double radius, bend;  ///< bend: change of df/dr there
    };
    NeedleProfile needle_;
    TipProfile tip_;
    std::vector<Kink> kinks_;
};

}  // namespace puncta::models
