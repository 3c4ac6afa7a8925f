#pragma once
/// What is said about the shape of a needle, before any of it is computed (needle_profile.hpp).

#include <span>
#include <string>
#include <vector>

namespace puncta {

/// One point of a needle's generatrix: its diameter at a distance from the tip [m].
struct ProfilePoint {
    double distance = 0, diameter = 0;
    bool operator==(const ProfilePoint&) const = default;
};

/// A needle: the cap of the tip and the points behind it; for a blade, what it is broader than thick. [m]
struct NeedleShape {
    double tip_diameter = 0;
    std::vector<ProfilePoint> points;  ///< a first one at {0, 0} is the tip itself
    double breadth = 0;                ///< full width of a blade less its thickness, the largest diameter
    double edge_radius = 0;            ///< of a blade's edges; 0 is sharp
    double lumen_diameter = 0;         ///< of a hollow needle, open at the tip; 0 is solid
};

/// What keeps these points from being a needle, with their numbers; empty when nothing does. They need two
/// points or more, distances that grow, diameters that do not shrink, and no width at the tip.
std::string profile_fault(std::span<const ProfilePoint> points);

/// The points behind the tip: without {0, 0}, and up to where the needle is as thick as it gets.
std::vector<ProfilePoint> behind_tip(std::span<const ProfilePoint> points);

}  // namespace puncta
