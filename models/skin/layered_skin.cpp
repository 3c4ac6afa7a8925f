#include "models/skin/layered_skin.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "models/indentation/dimple.hpp"
#include "models/puncture/puncture_force.hpp"
#include "models/shaft/channel.hpp"
#include "models/shaft/placed_resistance.hpp"
#include "models/shaft/sideways.hpp"

namespace puncta::models {
namespace {

CuttingSkin cutting_skin(const SkinCard& card, double stiffening, const SlitOpening& opening) {
    CuttingSkin skin{{}, opening};
    double top = 0;
    for (const LayerCard& layer : card.layers) {
        const double resting = layer.modulus / (2 * (1 + layer.poisson));
        skin.layers.push_back(
            {top, layer.toughness, resting * stiffening, layer.wall_shear, layer.stress, resting});
        top += layer.thickness;
    }
    return skin;
}

LayerDepths layer_depths(const SkinCard& card) {
    LayerDepths depths;
    double top = 0;
    for (const LayerCard& layer : card.layers) {
        depths.tops.push_back(top);
        if (layer.name == "dermis" || layer.name == "papillary_dermis" || layer.name == "reticular_dermis")
            depths.dermis = std::min(depths.dermis, top);
        if (layer.name == "reticular_dermis")
            depths.reticular_dermis = std::min(depths.reticular_dermis, top);
        if (layer.name == "hypodermis") depths.hypodermis = std::min(depths.hypodermis, top);
        top += layer.thickness;
    }
    return depths;
}

}  // namespace

ElasticStack elastic_stack(const SkinCard& card, const Stiffening& stiffening) {
    ElasticStack stack;
    for (const LayerCard& layer : card.layers) {
        const bool support = std::isinf(layer.thickness);
        stack.push_back({support ? 0.0 : layer.thickness, layer.modulus * stiffening.dimple, layer.poisson,
                         support ? 0.0 : layer.stress * layer.thickness * stiffening.tension});
    }
    return stack;
}

SkinCard draw_subject(const SkinCard& card, const Draws& draws, std::uint64_t replicate) {
    SkinCard subject = card;
    for (std::size_t l = 0; l < subject.layers.size(); ++l) {
        LayerCard& layer = subject.layers[l];
        const DrawKey key{replicate, l};
        if (std::isfinite(layer.thickness))
            layer.thickness *= draws.lognormal(Purpose::layer_thickness, key, layer.thickness_cv);
        layer.modulus *= draws.lognormal(Purpose::layer_modulus, key, layer.modulus_cv);
        layer.toughness *= draws.lognormal(Purpose::layer_toughness, key, layer.toughness_cv);
        layer.wall_shear *= draws.lognormal(Purpose::layer_wall_shear, key, layer.wall_shear_cv);
    }
    return subject;
}

LayeredSkin::LayeredSkin(SkinCard card, const Stiffening& stiffening, SurfaceTables& tables,
                         SkinFields fields)
    : card_(std::move(card)),
      tables_(&tables),
      stack_(elastic_stack(card_, stiffening)),
      punch_(tables.punch(stack_)),
      deep_inverse_(deep_dimple(*punch_, card_.deep_factor).inverse()),
      deep_(deep_inverse_.inverse()),
      cutting_(cutting_skin(card_, stiffening.cutting, tables.opening(card_.opening_exponent))),
      depths_(layer_depths(card_)),
      fields_(std::move(fields)),
      relaxes_(stiffening.relaxes) {}

std::unique_ptr<NeedleLaw> LayeredSkin::needle_law(const NeedleProfile& needle) const {
    return std::make_unique<RoundNeedleLaw>(*this, needle);
}

InfluenceTables LayeredSkin::influence(double reach, double tributary_radius, double cell_side) const {
    const double cell_width = cell_side / 3.141592653589793;  // disc of equal area, as a Gaussian
    const bool alone = std::isinf(tributary_radius);
    const double needle_width = alone ? cell_width : gaussian_width(tributary_radius);
    const auto quadrature = tables_->influence(reach, std::min(cell_width, needle_width));
    const std::vector<double> samples = quadrature->sample(stack_);
    InfluenceTables tables;
    tables.needle_needle = quadrature->table(samples, needle_width, needle_width);
    tables.needle_cell = quadrature->table(samples, needle_width, cell_width);
    tables.cell_cell = quadrature->table(samples, cell_width, cell_width);
    tables.needle_self = alone ? 0.0 : tables.needle_needle.at_zero();
    return tables;
}

namespace {

/// The least force from which on, up to `force`, the deep branch is known to be the smaller one; `force`
/// where it is not there. Dimples are concave in the force (dimple.hpp), so where the contact's is r times
/// the deep one at F, it is at least as large as that from F/r on.
double deep_from(const CurveTable& contact, const CurveTable& deep, double force) {
    constexpr double clear = 1.01;
    for (int n = 0; n < 100; ++n) {
        const double ratio = contact(force).y / deep(force).y;
        if (!(ratio > clear)) break;
        force /= ratio;
    }
    return force;
}

}  // namespace

RoundNeedleLaw::RoundNeedleLaw(const LayeredSkin& skin, const NeedleProfile& needle)
    : skin_(&skin),
      needle_(needle),
      sections_(needle),
      contact_(contact_table(skin.punch(), needle)),
      deep_to_(std::min(contact_.end(), skin.deep().end())),
      puncture_(models::puncture_force(skin.card().puncture, needle.solid_tip_diameter())) {
    deep_from_ = deep_from(contact_, skin.deep(), deep_to_);
}

NeedleLaw::Value RoundNeedleLaw::dimple(double force, const LocalSkin& local) const {
    return dimple_on(1 / local.modulus, force);
}

NeedleLaw::Value RoundNeedleLaw::resistance(double depth, const LocalSkin& local) const {
    return PlacedResistance(skin_->cutting(), sections_, local)(depth);
}

std::vector<double> RoundNeedleLaw::turning_depths(double limit, const LocalSkin& local) const {
    return PlacedResistance(skin_->cutting(), sections_, local).turning_depths(limit);
}

class RoundNeedleLaw::Placed final : public NeedleLaw::AtPlace {
  public:
    Placed(const RoundNeedleLaw& law, const LocalSkin& local)
        : law_(law), softness_(1 / local.modulus), resistance_(law.skin_->cutting(), law.sections_, local) {}
    [[nodiscard]] Value dimple(double force) const override { return law_.dimple_on(softness_, force); }
    [[nodiscard]] Value resistance(double depth) const override { return resistance_(depth); }
    [[nodiscard]] std::vector<double> turning_depths(double limit) const override {
        return resistance_.turning_depths(limit);
    }
    [[nodiscard]] QuinticPiece resistance_around(double depth) const override {
        return resistance_.around(depth);
    }

  private:
    const RoundNeedleLaw& law_;
    double softness_;
    PlacedResistance resistance_;
};

std::shared_ptr<const NeedleLaw::AtPlace> RoundNeedleLaw::at(const LocalSkin& local) const {
    return std::make_shared<Placed>(*this, local);
}

double RoundNeedleLaw::reopening_share(double depth, const LocalSkin& local) const {
    const ResistanceParts parts = resistance_parts(skin_->cutting(), needle_, depth, local);
    return parts.total() > 0 ? 1 - parts.cutting / parts.total() : 1;
}

NeedleLaw::Sideways RoundNeedleLaw::sideways(double depth, double held_at, const LocalSkin& local) const {
    return models::sideways(skin_->cutting(), needle_, depth, held_at, local);
}

NeedleLaw::Channel RoundNeedleLaw::channel(double depth, const LocalSkin& local) const {
    return models::channel_left(skin_->cutting(), needle_, depth, local);
}

void RoundNeedleLaw::add_channel_volumes(double depth, double bin_width, std::span<double> volumes,
                                         const LocalSkin& local) const {
    models::add_channel_volumes(skin_->cutting(), needle_, depth, bin_width, volumes, local);
}

double RoundNeedleLaw::breach_force(const LocalSkin& local) const {
    return std::min(puncture_, models::breach_force(skin_->cutting(), skin_->card().puncture,
                                                    needle_.tip_diameter(), local));
}

}  // namespace puncta::models
