#pragma once
/// A needle's diameter and wall along its length, laid out for the law of cutting: one straight piece after
/// the other behind the cap, on which the diameter is linear and the wall quadratic. The same numbers as
/// NeedleProfile gives, up to rounding.

#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "engine/device/needle_profile.hpp"

namespace puncta::models {

class NeedleSections {
  public:
    struct Section {
        double diameter, widening;  ///< d(s) and d'(s)
        double wall, girth;         ///< A(s) [m²] and A'(s) [m]
    };

    /// One of the straight pieces behind the cap.
    struct Piece {
        double start, diameter, widening;  ///< of the straight line
        double wall, girth, spread;        ///< A, A' at the start and half of A''
        double length_per_widening;        ///< 1/widening
    };

    explicit NeedleSections(const NeedleProfile& needle);

    /// The piece that s >= cap_length() lies on; behind it the next one, at infinity the end.
    [[nodiscard]] const Piece* piece_at(double s) const {
        const Piece* piece = pieces_.data();
        while (s >= piece[1].start) ++piece;
        return piece;
    }
    /// Behind the cap, s >= cap_length().
    [[nodiscard]] Section behind_cap(double s) const {
        const Piece* piece = piece_at(s);
        const double t = s - piece->start;
        return {std::fma(t, piece->widening, piece->diameter), piece->widening,
                std::fma(t, std::fma(t, piece->spread, piece->girth), piece->wall),
                std::fma(t, 2 * piece->spread, piece->girth)};
    }
    /// On the cap, 0 < s < cap_length().
    [[nodiscard]] Section on_cap(double s) const;
    /// The same but for the wall, which takes an arc cosine: 0.
    [[nodiscard]] Section on_cap_without_wall(double s) const {
        const double r = std::sqrt(s * (2 * rho_ - s));
        return {2 * r, 2 * (rho_ - s) / r, 0, 2 * (std::numbers::pi * r + broadening_ * s)};
    }

    [[nodiscard]] bool blade() const { return full_breadth_ > 0; }
    [[nodiscard]] double edge_radius() const { return edge_radius_; }
    /// b(s) and b'(s) of a blade.
    [[nodiscard]] double breadth(double s) const { return s < taper_ ? broadening_ * s : full_breadth_; }
    [[nodiscard]] double broadening(double s) const { return s < taper_ ? broadening_ : 0; }

    /// Diameters behind the cap and of the shaft.
    [[nodiscard]] double narrowest() const { return pieces_.front().diameter; }
    [[nodiscard]] double widest() const { return pieces_[pieces_.size() - 2].diameter; }
    [[nodiscard]] double cap_length() const { return cap_; }
    [[nodiscard]] double taper_length() const { return taper_; }
    /// Where the diameter is not smooth, NeedleProfile::seams().
    [[nodiscard]] std::span<const double> seams() const { return seams_; }

  private:
    double rho_, cap_, taper_, full_breadth_, broadening_, edge_radius_;
    std::vector<Piece> pieces_;  ///< the last one starts at infinity
    std::vector<double> seams_;
};

}  // namespace puncta::models
