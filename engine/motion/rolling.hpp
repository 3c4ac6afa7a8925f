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

/// Rigid slit: the range of surface_crossing over |theta| <= theta_e, turning points inside included [m].
double rigid_slit(double tip_radius, double axle_depression, double rolling_radius);

/// Density after `passes` passes of a roller without skin effects, N·passes/(2 pi R_roll W) [1/m²].
double nominal_density(int needles, int passes, double rolling_radius, double width);

}  // namespace puncta
