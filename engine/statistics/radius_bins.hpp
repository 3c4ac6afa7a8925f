#pragma once
/// Radii of a function of distance, and which of them a squared distance falls under.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace puncta {

class RadiusBins {
  public:
    /// Positive radii [m], ascending (else ContractError).
    explicit RadiusBins(std::span<const double> radii);

    [[nodiscard]] std::size_t size() const { return squares_.size(); }
    [[nodiscard]] double largest() const { return largest_; }  ///< [m]
    /// Index of the first radius that is not less than a distance, given its square; size() if none is.
    /// A table over the square tells where to begin, comparisons decide: d <= r means d² <= r², exactly.
    [[nodiscard]] std::size_t operator()(double squared) const {
        if (squared > squares_.back()) return squares_.size();
        std::size_t k = first_[static_cast<std::size_t>(squared * slots_per_square_)];
        while (squared > squares_[k]) ++k;
        return k;
    }

  private:
    double largest_ = 0, slots_per_square_ = 0;
    std::vector<double> squares_;
    std::vector<std::uint32_t> first_;  ///< of each slot, the index for its lower end
};

}  // namespace puncta
