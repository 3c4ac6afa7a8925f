#pragma once
/// The shipped skin model: a layered stack with the laws of models/ put together (STATION.md, "One needle
/// alone").

#include <memory>

#include "engine/numerics/curve_table.hpp"
#include "engine/numerics/log_curve.hpp"
#include "engine/random/draws.hpp"
#include "engine/tissue/skin_subject.hpp"
#include "models/shaft/cutting_resistance.hpp"
#include "models/shaft/needle_sections.hpp"
#include "models/skin/skin_card.hpp"
#include "models/skin/skin_fields.hpp"
#include "models/skin/surface_tables.hpp"

namespace puncta::models {

/// Factors on the long-time moduli for the time of loading.
struct Stiffening {
    double dimple = 1;     ///< of the stack that dimples press
    double cutting = 1;    ///< of the skin that a needle spreads open
    double tension = 1;    ///< of the natural tension, which itself does not relax
    bool relaxes = false;  ///< forces on dimples relax from station to station

    /// One factor for everything and all times.
    Stiffening(double both) : dimple(both), cutting(both) {}  // NOLINT(google-explicit-constructor)
    /// For forces that relax: by the time the needle is down they have lost dimple over cutting, tension
    /// with them, which is why it enters larger by that.
    Stiffening(double of_dimple, double of_cutting)
        : dimple(of_dimple), cutting(of_cutting), tension(of_dimple / of_cutting), relaxes(true) {}
};

/// The elastic stack of a card with its moduli and tension stiffened.
ElasticStack elastic_stack(const SkinCard& card, const Stiffening& stiffening);

/// A card with every value that varies between subjects drawn for one replicate (lognormal, mean as written).
SkinCard draw_subject(const SkinCard& card, const Draws& draws, std::uint64_t replicate);

class LayeredSkin final : public SkinSubject {
  public:
    /// `card` is one subject's; `stiffening` the factors for the time of loading; `tables` must outlive it.
    /// `fields` say how the skin differs from place to place; without them it is the card's everywhere.
    LayeredSkin(SkinCard card, const Stiffening& stiffening, SurfaceTables& tables, SkinFields fields = {});

    [[nodiscard]] const LayerDepths& layers() const override { return depths_; }
    [[nodiscard]] LocalSkin local(double x, double y) const override { return fields_.at(x, y); }
    [[nodiscard]] std::unique_ptr<NeedleLaw> needle_law(const NeedleProfile& needle) const override;
    [[nodiscard]] InfluenceTables influence(double reach, double tributary_radius,
                                            double cell_side) const override;
    [[nodiscard]] std::span<const PronyTerm> relaxation() const override {
        return relaxes_ ? std::span<const PronyTerm>(card_.relaxation) : std::span<const PronyTerm>();
    }
    [[nodiscard]] double puncture_cv() const override { return card_.puncture.cv; }
    [[nodiscard]] double capillary_density() const override { return card_.capillary_density; }
    [[nodiscard]] double capillary_diameter() const override { return card_.capillary_diameter; }

    [[nodiscard]] const SkinCard& card() const { return card_; }
    [[nodiscard]] const ElasticStack& stack() const { return stack_; }
    [[nodiscard]] const PunchTable& punch() const { return *punch_; }
    /// Deep branch of every needle's dimple, D(F) and F(D).
    [[nodiscard]] const CurveTable& deep() const { return deep_; }
    [[nodiscard]] const LogCurve& deep_inverse() const { return deep_inverse_; }
    [[nodiscard]] const CuttingSkin& cutting() const { return cutting_; }

  private:
    SkinCard card_;
    SurfaceTables* tables_;
    ElasticStack stack_;
    std::shared_ptr<const PunchTable> punch_;
    LogCurve deep_inverse_;
    CurveTable deep_;
    CuttingSkin cutting_;
    LayerDepths depths_;
    SkinFields fields_;
    bool relaxes_;
};

/// The law of one needle, round or a blade, on one subject; where no place is given, on the subject's mean
/// skin.
class RoundNeedleLaw final : public NeedleLaw {
  public:
    RoundNeedleLaw(const LayeredSkin& skin, const NeedleProfile& needle);
    [[nodiscard]] std::shared_ptr<const AtPlace> at(const LocalSkin& local) const override;
    /// D(F/e), e the local modulus: exact where all moduli and tensions are e times the mean ones.
    [[nodiscard]] Value dimple(double force, const LocalSkin& local = {}) const override;
    [[nodiscard]] Value resistance(double depth, const LocalSkin& local = {}) const override;
    [[nodiscard]] std::vector<double> turning_depths(double limit,
                                                     const LocalSkin& local = {}) const override;
    [[nodiscard]] double reopening_share(double depth, const LocalSkin& local = {}) const override;
    [[nodiscard]] Sideways sideways(double depth, double held_at, const LocalSkin& local = {}) const override;
    [[nodiscard]] Channel channel(double depth, const LocalSkin& local = {}) const override;
    void add_channel_volumes(double depth, double bin_width, std::span<double> volumes,
                             const LocalSkin& local = {}) const override;
    [[nodiscard]] double breach_force(const LocalSkin& local = {}) const override;
    [[nodiscard]] double puncture_force() const override { return puncture_; }

    /// Force of the contact and the deep branch at dimple depth D of the mean skin [N]; F_iso is the larger.
    [[nodiscard]] double contact_force(double dimple) const { return contact_.inverse(dimple); }
    [[nodiscard]] double deep_force(double dimple) const { return skin_->deep_inverse()(dimple).y; }

  private:
    class Placed;
    /// The dimple on skin of `softness` times the mean compliance.
    [[nodiscard]] Value dimple_on(double softness, double force) const {
        const double on_mean = softness * force;
        const LogCurve::Value deep = skin_->deep()(on_mean);
        if (on_mean >= deep_from_ && on_mean < deep_to_) return {deep.y, deep.slope * softness};
        const LogCurve::Value contact = contact_(on_mean);
        const LogCurve::Value& smaller = contact.y < deep.y ? contact : deep;
        return {smaller.y, smaller.slope * softness};
    }
    const LayeredSkin* skin_;
    NeedleProfile needle_;
    NeedleSections sections_;
    CurveTable contact_;
    /// On the mean skin the deep branch is the smaller one from one force to the other [N].
    double deep_to_, deep_from_ = 0;
    double puncture_;
};

}  // namespace puncta::models
