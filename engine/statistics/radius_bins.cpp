#include "engine/statistics/radius_bins.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace puncta {

namespace {
constexpr std::size_t slots = 4096;
}  // namespace

RadiusBins::RadiusBins(std::span<const double> radii) {
    PUNCTA_EXPECT(!radii.empty() && radii.front() > 0, "{} radii, each must be positive", radii.size());
    for (std::size_t k = 0; k < radii.size(); ++k) {
        PUNCTA_EXPECT(k == 0 || radii[k] > radii[k - 1], "radius {} m after {} m", radii[k], radii[k - 1]);
        squares_.push_back(radii[k] * radii[k]);
    }
    largest_ = radii.back();
    slots_per_square_ = double(slots) / squares_.back();
    // One slot more for the largest square, and a step back because the product may round up.
    for (std::size_t slot = 0; slot <= slots; ++slot) {
        const double lower = (double(slot) - 1) / slots_per_square_;
        const auto at = std::lower_bound(squares_.begin(), squares_.end(), lower);
        first_.push_back(static_cast<std::uint32_t>(at - squares_.begin()));
    }
}

}  // namespace puncta
