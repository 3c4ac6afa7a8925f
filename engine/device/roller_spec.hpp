#pragma once
/// A roller as written on its card: geometry and manufacturing scatter, before a single head is drawn.

#include <string>
#include <vector>

#include "engine/device/needle_shape.hpp"

namespace puncta {

/// A needle: spherical cap, cone up to the taper length, cylinder, or any profile behind the cap; as broad as
/// thick, or a flat blade of a disc roller, whose thickness is the shaft diameter. All lengths [m].
struct NeedleSpec {
    double length = 0;          ///< tip to drum surface
    double tip_diameter = 0;    ///< diameter of the spherical cap
    double shaft_diameter = 0;  ///< diameter of the cylinder; thickness of a blade, along the axle
    double width = 0;           ///< of a blade, in the rolling plane; the shaft diameter for a round needle
    double edge_radius = 0;     ///< of a blade's edges; 0 is sharp
    double lumen_diameter = 0;  ///< of a hollow needle; 0 is solid
    double taper_length = 0;    ///< distance from the tip at which the shaft diameter is reached
    /// Generatrix behind the cap; empty for a cone. Then shaft diameter and taper length are those of its
    /// end.
    std::vector<ProfilePoint> profile;
    double length_sd = 0;        ///< standard deviation between needles of one head
    double tip_diameter_cv = 0;  ///< coefficient of variation between needles of one head

    /// Width of a blade beyond its thickness; 0 for a round needle.
    [[nodiscard]] double breadth() const { return width > shaft_diameter ? width - shaft_diameter : 0; }
    /// Takes taper length and shaft diameter from the profile, if there is one, unless they are given.
    void follow_profile(bool taper_given, bool shaft_given) {
        const std::vector<ProfilePoint> points = behind_tip(profile);
        if (points.empty()) return;
        if (!taper_given) taper_length = points.back().distance;
        if (!shaft_given) shaft_diameter = points.back().diameter;
    }
};

/// Needle rows around a drum. Row r, needle n stands at angle (n + stagger·(r mod 2))·2π/needles_per_row.
struct RollerSpec {
    std::string name;   ///< card it came from, e.g. "dermaroller-mf8"
    std::string title;  ///< as printed for people
    int rows = 0;
    int needles_per_row = 0;
    double stagger = 0;      ///< shift of every other row, in units of the angular pitch, [0, 1)
    double drum_radius = 0;  ///< radius R of the drum body, without needles [m]
    double row_spacing = 0;  ///< distance between neighbouring rows along the axle [m]
    NeedleSpec needle;

    [[nodiscard]] int needle_count() const { return rows * needles_per_row; }
    [[nodiscard]] double width() const { return rows * row_spacing; }  ///< W of the density formula [m]
    [[nodiscard]] double tip_radius() const { return drum_radius + needle.length; }  ///< R + L [m]
};

}  // namespace puncta
