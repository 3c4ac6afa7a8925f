#pragma once
/// The holes of a treatment by depth: what a drug meets on its way down.
///
/// Every hole is counted once, as deep as the deepest needle that went into it. A depth bin holds the mean
/// over its depths: of the open cross-section (the channel's volume in the bin over the bin's width) and of
/// the number of holes that reach that far (their length in the bin over its width). So both are exact
/// integrals: open area times width sums to the volume of all channels, holes times width to their lengths.

#include <vector>

#include "engine/records/run_record.hpp"
#include "engine/tissue/needle_law.hpp"

namespace puncta {

class ChannelTally {
  public:
    explicit ChannelTally(const DepthBins& bins);

    /// A hole of this depth [m], cut by a needle of this law where the skin is `skin`.
    void add(const NeedleLaw& law, double depth, const LocalSkin& skin);
    /// The holes of another site.
    void add(const ChannelTally& other);

    [[nodiscard]] double volume() const;  ///< of all channels [m³]
    /// Per area of skin; `area` [m²].
    [[nodiscard]] ChannelProfile profile(double area) const;

  private:
    double width_;                 ///< of a bin [m]
    std::vector<double> volumes_;  ///< in each bin [m³]
    std::vector<double> lengths_;  ///< of holes in each bin [m]
};

}  // namespace puncta
