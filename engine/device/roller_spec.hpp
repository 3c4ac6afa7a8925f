#pragma once
/// A roller as written on its card: geometry and manufacturing scatter, before a single head is drawn.

#include <algorithm>
#include <concepts>
#include <string>
#include <vector>

#include "engine/device/needle_shape.hpp"

namespace puncta {

/// A needle: spherical cap, cone up to the taper length, cylinder, or any profile behind the cap; as broad as
/// thick, or a flat blade of a disc roller, whose thickness is the shaft diameter. All lengths [m], all
/// angles [rad].
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

    double angle_sd = 0;        ///< of the needle's place around the drum
    double tilt_along_sd = 0;   ///< of its lean from the radius, in the rolling plane
    double tilt_across_sd = 0;  ///< … and along the axle
    double missing_share = 0;   ///< probability that a needle is not there
    double bent_share = 0;      ///< probability that it is bent
    double bend_sd = 0;         ///< of the lean of a bent needle, in either plane, on top of its tilt
    double wear_rate = 0;       ///< growth of the tip's radius per treatment

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

/// A needle of a custom list.
struct ListedNeedle {
    int row = 0;              ///< from 0
    double angle = 0;         ///< place around the drum [rad]
    double length = 0;        ///< 0: that of the spec [m]
    double tip_diameter = 0;  ///< 0: that of the spec [m]
};

/// Needle rows around a drum; where each needle stands is said by roller_layout.hpp.
struct RollerSpec {
    std::string name;   ///< card it came from, e.g. "dermaroller-mf8"
    std::string title;  ///< as printed for people
    int rows = 0;
    int needles_per_row = 0;
    std::string layout = "stagger";  ///< stagger, helix or random; list where `listed` has the needles
    double stagger = 0;      ///< shift between neighbouring rows, in units of the angular pitch, [0, 1)
    double drum_radius = 0;  ///< radius R of the drum body, without needles [m]
    double row_spacing = 0;  ///< distance between neighbouring rows along the axle [m]
    NeedleSpec needle;
    std::vector<ListedNeedle> listed;  ///< instead of a lattice; by row, then angle in [0, 2 pi)
    double wear = 0;                   ///< treatments already done with this head
    bool same_head = false;            ///< one head for all replicates instead of one each

    [[nodiscard]] int needle_count() const {
        return listed.empty() ? rows * needles_per_row : static_cast<int>(listed.size());
    }
    /// Angles between needles in a turn; stations divide them. Of a list: those of an equal number of needles
    /// in every row, but at least 24, an MF8's.
    [[nodiscard]] int pitches_per_turn() const {
        return listed.empty() ? needles_per_row : std::max(24, (needle_count() + rows - 1) / rows);
    }
    [[nodiscard]] double width() const { return rows * row_spacing; }  ///< W of the density formula [m]
    [[nodiscard]] double tip_radius() const { return drum_radius + needle.length; }  ///< R + L [m]
};

/// The same device without scatter between its needles: every one as on the card, none missing.
template <std::derived_from<RollerSpec> Device>
Device without_scatter(Device roller) {
    NeedleSpec& needle = roller.needle;
    needle.length_sd = needle.tip_diameter_cv = needle.angle_sd = needle.tilt_along_sd = 0;
    needle.tilt_across_sd = needle.missing_share = needle.bent_share = needle.bend_sd = 0;
    return roller;
}

}  // namespace puncta
