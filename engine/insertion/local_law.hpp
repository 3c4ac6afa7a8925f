#pragma once
/// The law of one needle at one place of the skin, as the balance of a station asks for it.
///
/// The needle's law with the factors of the place it stands on, and its dimple reduced to the local part:
/// what the lone law gives beyond the far field the needle already feels,
///     local(F) = running maximum of max(0, D_iso(F) - g F),
/// g the far-field self-compliance G_ii of the needle's patch (STATION.md). D_iso is concave, so the
/// difference rises up to one force and is held from there on. The far field is the mean skin's, so g takes
/// no local factor.
///
/// A needle that slides into a hole finds its skin cut: down to the hole's depth q it meets a constant share
/// of F_res, that of opening and friction at q, from there on all of it. Over the last twentieth of the hole
/// the share rises to 1, so that F_res stays continuous. The share is taken as constant, and the hole as one
/// that this needle cut.

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "engine/tissue/needle_law.hpp"

namespace puncta {

/// The two pieces of a curve that were asked for last.
class KnownPieces {
  public:
    /// The piece that holds x, found by `around` where it is not known; null where that finds none.
    template <class Around>
    const Quintic* at(double x, Around&& around) {
        if (pieces_[last_].holds(x)) return &pieces_[last_].curve;
        const std::size_t other = 1 - last_;
        if (!pieces_[other].holds(x)) {
            const QuinticPiece found = around(x);
            if (!found.holds(x)) return nullptr;
            pieces_[other] = found;
        }
        last_ = other;
        return &pieces_[last_].curve;
    }

  private:
    std::array<QuinticPiece, 2> pieces_;
    std::size_t last_ = 0;
};

class LocalLaw {
  public:
    /// Keeps a reference to `law`; `self_compliance` g >= 0 [m/N]; `longest` is the depth at which the hub
    /// stops the needle [m].
    LocalLaw(const NeedleLaw& law, double self_compliance, double longest, const LocalSkin& skin = {});

    [[nodiscard]] NeedleLaw::Value dimple(double force) const;  ///< local(F) and its slope
    [[nodiscard]] NeedleLaw::Value resistance(double depth) const;
    /// The same, up to rounding, for questions at depths far from each other: nothing is remembered.
    [[nodiscard]] NeedleLaw::Value resistance_anew(double depth) const;
    [[nodiscard]] std::span<const double> turning_depths() const { return turns_; }
    [[nodiscard]] double breach_force() const { return law_->breach_force(skin_); }
    [[nodiscard]] double puncture_force() const { return law_->puncture_force(); }
    [[nodiscard]] double self_compliance() const { return self_compliance_; }
    [[nodiscard]] const LocalSkin& skin() const { return skin_; }

    /// Where the needle slides into a hole of this depth [m].
    void slide_into(double hole_depth);
    /// The same needle at the same place on another table of the far field.
    void set_self_compliance(double self_compliance);

  private:
    [[nodiscard]] NeedleLaw::Value met(const NeedleLaw::Value& whole, double depth) const;

    /// Pieces of F_res that were asked for last: five questions of six come back to them. They change no
    /// answer, but one law must not be asked by several threads at once.
    mutable KnownPieces known_resistance_;
    const NeedleLaw* law_;
    LocalSkin skin_;
    std::shared_ptr<const NeedleLaw::AtPlace> place_;
    double self_compliance_ = 0;
    double held_from_ = 0;  ///< force from which the local part stays constant [N]
    double held_ = 0;       ///< its value there [m]
    std::vector<double> turns_;
    double opened_ = 0;        ///< depth from which F_res is whole again [m]
    double opened_until_ = 0;  ///< depth down to which only a share is met [m]
    double share_ = 1;
};

/// Smallest depth in [low, high] at which the rising resistance reaches `force`; high if it does not.
double depth_at_resistance(const LocalLaw& law, double force, double low, double high);

}  // namespace puncta
