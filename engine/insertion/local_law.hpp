#pragma once
/// The local part of a needle's sink: what the lone law gives beyond the far field it already feels.
///
/// local(F) = running maximum of max(0, D_iso(F) - g F), g the far-field self-compliance G_ii of the needle's
/// patch (STATION.md). D_iso is concave, so the difference rises up to one force and is held from there on.

#include "engine/tissue/needle_law.hpp"

namespace puncta {

class LocalLaw {
  public:
    /// Keeps a reference to `law`; `self_compliance` g >= 0 [m/N].
    LocalLaw(const NeedleLaw& law, double self_compliance);

    [[nodiscard]] NeedleLaw::Value dimple(double force) const;
    [[nodiscard]] const NeedleLaw& law() const { return *law_; }

  private:
    const NeedleLaw* law_;
    double self_compliance_;
    double held_from_;  ///< force from which the local part stays constant [N]
    double held_ = 0;   ///< its value there [m]
};

/// Smallest depth in [low, high] at which the rising resistance reaches `force`; high if it does not.
double depth_at_resistance(const NeedleLaw& law, double force, double low, double high);

}  // namespace puncta
