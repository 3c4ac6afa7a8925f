/// Skin that varies from place to place, through whole replicates: which place a needle meets, and what of a
/// puncture is told by it.

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include <gtest/gtest.h>

#include "engine/simulation/replicate.hpp"
#include "models/skin/layered_skin.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace puncta {
namespace {

/// Two passes in one direction over 10 mm x 10 mm of a cheek.
RunPlan small_plan(std::vector<std::string> settings = {}) {
    for (const char* one :
         {"treatment.area=[\"10 mm\", \"10 mm\"]", "treatment.directions=[\"30 deg\"]", "treatment.passes=2",
          "model.station_step=0.125", "model.drum_cell=\"1 mm\"", "model.relaxation=false"})
        settings.emplace_back(one);
    RunPlan plan = scenarios::make_plan(
        scenarios::read_scenario(PUNCTA_SOURCE_DIR "/scenarios/reference/mf8_cheek.toml", settings));
    plan.keep_punctures = true;
    return plan;
}

using Fields = std::function<LocalSkin(double x, double y)>;

/// A skin whose places are as told.
class ToldSkin final : public SkinSubject {
  public:
    ToldSkin(std::unique_ptr<SkinSubject> skin, Fields fields)
        : skin_(std::move(skin)), fields_(std::move(fields)) {}
    const LayerDepths& layers() const override { return skin_->layers(); }
    LocalSkin local(double x, double y) const override { return fields_(x, y); }
    std::unique_ptr<NeedleLaw> needle_law(const NeedleProfile& needle) const override {
        return skin_->needle_law(needle);
    }
    InfluenceTables influence(double reach, double tributary_radius, double cell_side) const override {
        return skin_->influence(reach, tributary_radius, cell_side);
    }
    std::span<const PronyTerm> relaxation() const override { return skin_->relaxation(); }
    double puncture_cv() const override { return skin_->puncture_cv(); }
    double capillary_density() const override { return skin_->capillary_density(); }
    double capillary_diameter() const override { return skin_->capillary_diameter(); }

  private:
    std::unique_ptr<SkinSubject> skin_;
    Fields fields_;
};

ReplicateRecord on_skin(RunPlan plan, const Fields& fields) {
    plan.subject = [subject = plan.subject, fields](std::int64_t replicate) {
        return std::make_unique<ToldSkin>(subject(replicate), fields);
    };
    return simulate_replicate(plan, 0);
}

bool same_bits(const Puncture& a, const Puncture& b) {
    return a.x == b.x && a.y == b.y && a.depth == b.depth && a.displacement == b.displacement &&
           a.force == b.force && a.entry_angle == b.entry_angle && a.layer == b.layer;
}

TEST(VariedSkin, WithoutVariationNoBitChanges) {
    const RunPlan plan = small_plan(
        {"skin.variation.thickness_cv=0", "skin.variation.modulus_cv=0", "skin.variation.toughness_cv=0"});
    const ReplicateRecord none = simulate_replicate(plan, 0);
    const ReplicateRecord ones = on_skin(small_plan(), [](double, double) { return LocalSkin{}; });
    ASSERT_GT(none.punctures.size(), 20u);
    ASSERT_EQ(none.punctures.size(), ones.punctures.size());
    for (std::size_t i = 0; i < none.punctures.size(); ++i)
        EXPECT_TRUE(same_bits(none.punctures[i], ones.punctures[i])) << i;
    for (std::size_t q = 0; q < none.values.size(); ++q) EXPECT_EQ(none.values[q], ones.values[q]) << q;
}

TEST(VariedSkin, ANeedleMeetsTheSkinWhereItsPunctureIs) {
    // Bit for bit: what is asked again for a puncture is what the needle met.
    std::multiset<std::pair<double, double>> asked;
    const ReplicateRecord record = on_skin(small_plan(), [&](double x, double y) {
        asked.emplace(x, y);
        return LocalSkin{};
    });
    ASSERT_GT(record.punctures.size(), 20u);
    // Once by its track, at its first station, and for its hole.
    for (const Puncture& p : record.punctures) EXPECT_EQ(asked.count({p.x, p.y}), 2u);
    std::size_t needles_without = 0;  // those that did not insert, or outside the area
    for (const auto& place : asked) needles_without += asked.count(place) == 1 ? 1 : 0;
    EXPECT_EQ(needles_without + 2 * record.punctures.size(), asked.size());
}

TEST(VariedSkin, BothPassesMeetTheToughPlaces) {
    const ReplicateRecord record =
        on_skin(small_plan(), [](double x, double) { return LocalSkin{1, 1, x < 5e-3 ? 0.5 : 2}; });
    for (const int pass : {0, 1}) {
        double sum[2] = {0, 0};
        int count[2] = {0, 0};
        for (const Puncture& p : record.punctures) {
            if (p.pass != pass) continue;
            const int tough = p.x < 5e-3 ? 0 : 1;
            sum[tough] += p.depth;
            ++count[tough];
        }
        ASSERT_GT(std::min(count[0], count[1]), 5);
        EXPECT_GT(sum[0] / count[0], 1.3 * sum[1] / count[1]) << pass;
    }
}

TEST(VariedSkin, LayersReachedAreThoseOfThePlace) {
    // A stratum corneum of centimetres: nothing goes through it.
    const ReplicateRecord thick = on_skin(small_plan(), [](double, double) { return LocalSkin{1e3, 1, 1}; });
    EXPECT_GT(thick.punctures.size(), 5u);
    for (const Puncture& p : thick.punctures) EXPECT_EQ(p.layer, 0);
    EXPECT_EQ(at(thick.values, Quantity::density_dermis), 0);
    EXPECT_EQ(at(thick.values, Quantity::capillary_hits), 0);
    // All layers within a micrometre: every needle reaches the last one.
    const ReplicateRecord thin = on_skin(small_plan(), [](double, double) { return LocalSkin{1e-5, 1, 1}; });
    EXPECT_EQ(at(thin.values, Quantity::hypodermis_share), 1);
    for (const Puncture& p : thin.punctures)
        EXPECT_EQ(static_cast<std::size_t>(p.layer) + 1, thin.tallies.layer_counts.size());
}

}  // namespace
}  // namespace puncta
