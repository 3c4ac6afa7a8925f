#pragma once
/// What is left in the skin when the needle is out: a slit, held open by the skin's own tension.
///
/// At depth z the widest needle section that passed is d(p - z); it cut a slit of length 2b = kappa d
/// (slit_opening.hpp), longer by the breadth of a flat blade. Once the needle is out the skin springs back
/// and the slit would close; natural tension sigma opens it to an ellipse of half-width w = 2 sigma b (1 -
/// nu²)/E (Sneddon 1946, crack under tension), with nu = 1/2: w/b = sigma/(2 mu). The layers are bonded and
/// open together by one width, that of the mean slit: b, sigma and the long-time mu are means over the depth
/// reached. Area pi b(z) w; the volume is its integral over depth. What is seen from above is the mean slit
/// of the layers down to one needle diameter: they cannot part by more than that scale, though each is cut by
/// a law of its own.
///
/// Neglected: creep of the open channel, swelling, healing, unequal tension along and across Langer's lines.
/// Skin without tension closes: no open area.

#include <span>

#include "models/shaft/cutting_resistance.hpp"

namespace puncta::models {

NeedleLaw::Channel channel_left(const CuttingSkin& skin, const NeedleProfile& needle, double depth,
                                const LocalSkin& local = {});

/// Open cross-section pi b(z) w of the channel at depth z [m²], 0 outside it.
double channel_section(const CuttingSkin& skin, const NeedleProfile& needle, double depth, double z,
                       const LocalSkin& local = {});

/// Adds to volumes[n] what of the channel lies between n and n + 1 bin widths deep, to the last all that is
/// deeper: the integral of channel_section [m³].
void add_channel_volumes(const CuttingSkin& skin, const NeedleProfile& needle, double depth, double bin_width,
                         std::span<double> volumes, const LocalSkin& local = {});

/// Width over mean length of a channel of this depth, at most 1.
double channel_aspect(const CuttingSkin& skin, double depth, const LocalSkin& local = {});

}  // namespace puncta::models
