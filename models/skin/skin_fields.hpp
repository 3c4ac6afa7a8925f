#pragma once
/// How one subject's skin varies from place to place: three random fields, the same for every pass.
///
/// Thickness, stiffness and toughness vary independently of one another (no measurement says how they go
/// together), each as a lognormal field of mean 1, so that the subject's mean values stay what they are.
/// Neglected: layers that vary separately, and direction (the lines of the skin).

#include <array>
#include <cstdint>
#include <memory>

#include "engine/fields/random_field.hpp"
#include "engine/random/draws.hpp"
#include "engine/tissue/local_skin.hpp"
#include "models/skin/skin_card.hpp"

namespace puncta::models {

/// What the fields of all replicates on an area [m] have in common; null where nothing varies.
std::shared_ptr<const FieldSpectrum> field_spectrum(const SkinVariation& variation,
                                                    const std::array<double, 2>& area);

class SkinFields {
  public:
    /// The same skin everywhere.
    SkinFields() = default;
    /// The fields of one replicate; without a spectrum the skin is the same everywhere.
    SkinFields(const SkinVariation& variation, const FieldSpectrum* spectrum, const Draws& draws,
               std::uint64_t replicate);

    /// Factors at a place of the skin, in the frame of the area [m]; thread-safe, allocates nothing.
    [[nodiscard]] LocalSkin at(double x, double y) const {
        return {thickness_.factor(x, y), modulus_.factor(x, y), toughness_.factor(x, y)};
    }

  private:
    RandomField thickness_, modulus_, toughness_;
};

}  // namespace puncta::models
