#pragma once
/// Kinematics of a rolling drum with needles (rigid needles, undeformed surface z = 0, z into the skin).
///
/// With drum radius R, needle length L and axle depression u_0 the axle stands at H = R + L - u_0. A needle
/// at angle theta from the vertical (positive ahead of the axle) has its tip at depth u = u_0 - (R+L)(1 - cos
/// theta) and its shaft crosses the surface H tan theta ahead of the axle, which itself advances R_roll per
/// radian.

namespace puncta {

/// Offset of the tip: u - u_0 = length·cos(theta) - nominal, with the needle's own R+L as `tip_radius` [m].
double tip_offset(double tip_radius, double nominal_tip_radius, double angle);

/// Angle at which the tip meets the undeformed surface, cos(theta_e) = H/(R+L) [rad].
double entry_angle(double tip_radius, double axle_depression);

/// Where the shaft crosses the surface relative to the point it crosses at theta = 0:
/// x = H tan(theta) - R_roll theta [m].
double surface_crossing(double axle_height, double rolling_radius, double angle);

/// Where a tip is, in the frame of the skin.
struct TipPosition {
    double along;  ///< from where it stands lowest, in the rolling direction [m]
    double depth;  ///< below the undeformed surface, negative above it [m]
};

/// Path of a tip over the angle, a trochoid: along = (R+L) sin(theta) - R_roll theta, depth = u_0 - (R+L)(1 -
/// cos(theta)). The angle falls while the roller advances (positive ahead of the axle).
TipPosition tip_path(double tip_radius, double axle_depression, double rolling_radius, double angle);

/// R_roll of a drum of radius R with slip s = 1 - R/R_roll: 0 rolls freely, positive drags (the drum turns
/// less than it travels, as a braked wheel does), negative spins [m].
double rolling_radius(double drum_radius, double slip);

/// Rigid slit: the range of surface_crossing over |theta| <= theta_e, turning points inside included [m].
double rigid_slit(double tip_radius, double axle_depression, double rolling_radius);

/// Density after `passes` passes of a roller without skin effects, N·passes/(2 pi R_roll W) [1/m²].
double nominal_density(int needles, int passes, double rolling_radius, double width);

}  // namespace puncta
