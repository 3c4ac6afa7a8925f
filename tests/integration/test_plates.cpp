/// Stamps and pens: their schedules in closed form, the stamp as the limit of a huge roller, density, the
/// limit of skin that does not give.

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/simulation/plate_simulation.hpp"
#include "engine/simulation/replicate.hpp"
#include "models/skin/layered_skin.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace puncta {
namespace {

using namespace units;

RunPlan plan_of(const std::string& device, std::vector<std::string> settings) {
    const std::string text = "[skin]\nsite = \"excised_human\"\n[device]\npreset = \"" + device +
                             "\"\n[treatment]\narea = [\"20 mm\", \"20 mm\"]\ndirections = [\"0 deg\"]\n"
                             "passes = 1\nload = \"4 N\"\nspeed = \"40 mm/s\"\n";
    RunPlan plan = scenarios::make_plan(scenarios::read_scenario_text(text, "test", settings));
    plan.keep_punctures = true;
    return plan;
}

TEST(PressSchedule, StampRisesAndHolds) {
    DeviceSpec device;
    device.kind = "stamp";
    device.stamp = {5, 4, 1.0_mm, 1.5_mm, "square", {6.0_mm, 7.0_mm}};
    TreatmentSpec treatment;
    treatment.press_time = 0.2;
    treatment.hold_time = 1.0;
    treatment.overlap = 0.25;
    const PressSchedule schedule = press_schedule(device, treatment, 16);
    EXPECT_EQ(schedule.steps(), 16U + 80U);
    EXPECT_DOUBLE_EQ(schedule.step_time, 0.2 / 16);
    EXPECT_DOUBLE_EQ(schedule.load_share[7], 0.5);
    EXPECT_EQ(schedule.load_share.back(), 1);
    EXPECT_DOUBLE_EQ(schedule.distance, 5.0_mm * 0.75);
    EXPECT_DOUBLE_EQ(schedule.duration, 1.4);
    // A long hold takes coarser steps.
    treatment.hold_time = 10;
    EXPECT_LE(press_schedule(device, treatment, 16).steps(), 16U * 25U + 16U);
}

TEST(PressSchedule, PenFollowsItsCrank) {
    DeviceSpec device;
    device.kind = "pen";
    device.pen.frequency = 100;
    device.pen.stroke = 3.0_mm;
    device.pen.depth_stop = 1.5_mm;
    TreatmentSpec treatment;
    treatment.speed = 0.04;
    const PressSchedule schedule = press_schedule(device, treatment, 32);
    EXPECT_DOUBLE_EQ(schedule.distance, 0.4_mm);
    // Half the stroke out: in the skin for half the way down, a quarter of the period.
    EXPECT_NEAR(schedule.step_time * 32, 0.0025, 1e-15);
    EXPECT_NEAR(schedule.depression.back(), 1.5_mm, 1e-18);
    for (std::size_t k = 1; k < 32; ++k) EXPECT_GT(schedule.depression[k], schedule.depression[k - 1]);
    const double middle = 1.5_mm * std::sin(std::numbers::pi / 4);
    EXPECT_NEAR(schedule.depression[15], middle, 1e-15);
}

TEST(Plate, DensityIsThatOfTheArray) {
    // One needle per pitch squared and pass, whatever the plate; contacts count needles over the region,
    // which a press covers as a lattice, so that only its rim is left to chance.
    const RunPlan plan = plan_of("stamp-35", {"treatment.hold_time=\"0 s\"", "model.drum_cell=\"1 mm\""});
    const auto& stamp = plan.device.stamp;
    EXPECT_NEAR(aimed_density(plan.treatment, plan.device, 0), 1 / (stamp.pitch_x * stamp.pitch_y), 1e-6);
    double contacts = 0, squares = 0;
    constexpr int replicates = 6;
    for (int n = 0; n < replicates; ++n) {
        const ReplicateRecord record = simulate_replicate(plan, n);
        const double found = record.values[std::size_t(Quantity::density_total)] /
                             record.values[std::size_t(Quantity::penetrated_share)];
        contacts += found / replicates;
        squares += found * found / replicates;
    }
    const double error = std::sqrt((squares - contacts * contacts) / (replicates - 1));
    EXPECT_NEAR(contacts, 1 / (stamp.pitch_x * stamp.pitch_y), 3 * error + 1e-3);
    EXPECT_LT(error / contacts, 0.03);
}

/// A patch of n x n needles on a drum of the radius, pressed without rolling, and the forces they take.
ReplicateSetup::Pressed patch(double radius, double load, int n) {
    RunPlan plan = plan_of("roller-192-050", {"model.relaxation=false", "model.drum_cell=\"1 mm\""});
    plan.device = without_scatter(plan.device);
    plan.device.rows = n;
    plan.device.row_spacing = 1.2_mm;
    plan.device.drum_radius = radius;
    plan.device.layout = "list";
    for (int row = 0; row < n; ++row)
        for (int k = 0; k < n; ++k)
            plan.device.listed.push_back({row,
                                          (k - 0.5 * (n - 1)) * 1.2_mm / plan.device.tip_radius() +
                                              (k < 0.5 * (n - 1) ? 2 * std::numbers::pi : 0),
                                          0, 0});
    std::sort(plan.device.listed.begin(), plan.device.listed.end(), [](const auto& a, const auto& b) {
        return std::pair(a.row, a.angle) < std::pair(b.row, b.angle);
    });
    plan.phases = 1;
    ReplicateSetup setup(plan, 0);
    return setup.press(load);
}

ReplicateSetup::Pressed stamped(double load, int n) {
    const std::string grid = std::to_string(n);
    RunPlan plan = plan_of("stamp-35", {"device.array.nx=" + grid, "device.array.ny=" + grid,
                                        "device.array.pitch_x=\"1.2 mm\"", "device.array.pitch_y=\"1.2 mm\"",
                                        "model.relaxation=false", "model.drum_cell=\"1 mm\""});
    const RunPlan roller = plan_of("roller-192-050", {});
    plan.device = without_scatter(plan.device);
    plan.device.needle = without_scatter(roller.device).needle;
    plan.device.stamp.plate = {1.2_mm * n, 1.2_mm * n};
    ReplicateSetup setup(plan, 0);
    LoadBalance balance(setup.plate().drum());
    balance.enter(setup.plate().influence());
    std::vector<LocalLaw> laws;
    std::vector<StationNeedle> needles(std::size_t(n) * std::size_t(n));
    laws.reserve(needles.size());
    for (std::size_t i = 0; i < needles.size(); ++i) {
        needles[i].law = &laws.emplace_back(setup.law_at(i, {}));
        needles[i].offset = setup.offset(i, 0);
        needles[i].longest = setup.head[i].length;
    }
    std::vector<StationEvent> events;
    EXPECT_TRUE(balance.solve(load, 0, needles, events).converged);
    EXPECT_EQ(balance.cells_in_contact().size(), 0U);
    ReplicateSetup::Pressed pressed;
    for (const StationNeedle& needle : needles) {
        pressed.force.push_back(needle.force);
        pressed.depth.push_back(needle.depth);
    }
    return pressed;
}

TEST(Plate, HugeRollerIsTheStamp) {
    // A drum of 10,000 needle lengths is flat over a patch of 4 x 4 needles; what is left of its curvature
    // lifts the outer needles by x²/2R, so that the difference falls as 1/R.
    constexpr int n = 4;
    const double load = 0.6_N;
    const ReplicateSetup::Pressed flat = stamped(load, n);
    std::vector<double> differences;
    for (const double radius : {10'000 * 0.5_mm, 20'000 * 0.5_mm}) {
        const ReplicateSetup::Pressed round = patch(radius, load, n);
        ASSERT_EQ(round.force.size(), flat.force.size());
        double worst = 0;
        for (const auto member : {&ReplicateSetup::Pressed::force, &ReplicateSetup::Pressed::depth}) {
            std::vector<double> a = round.*member, b = flat.*member;  // in different orders
            std::sort(a.begin(), a.end());
            std::sort(b.begin(), b.end());
            for (std::size_t i = 0; i < a.size(); ++i)
                worst = std::max(worst, std::abs(a[i] - b[i]) / b.back());
        }
        EXPECT_LT(worst, 1e-3);
        differences.push_back(worst);
    }
    EXPECT_GT(flat.depth.front(), 10.0_um);
    EXPECT_NEAR(differences[0] / differences[1], 2, 0.3);
}

/// Skin that does not give and costs nothing to cut.
class RigidLaw final : public NeedleLaw {
  public:
    Value dimple(double force, const LocalSkin&) const override { return {1e-9 * force, 1e-9}; }
    Value resistance(double depth, const LocalSkin&) const override { return {1e-6 * depth, 1e-6}; }
    std::vector<double> turning_depths(double, const LocalSkin&) const override { return {}; }
    double reopening_share(double, const LocalSkin&) const override { return 1; }
    Sideways sideways(double, double, const LocalSkin&) const override { return {1e9, 0}; }
    Channel channel(double, const LocalSkin&) const override { return {0, 0, 0}; }
    void add_channel_volumes(double, double, std::span<double>, const LocalSkin&) const override {}
    double breach_force(const LocalSkin&) const override { return 0; }
    double puncture_force() const override { return 0; }
};

class RigidSkin final : public SkinSubject {
  public:
    explicit RigidSkin(std::unique_ptr<SkinSubject> skin) : skin_(std::move(skin)) {}
    const LayerDepths& layers() const override { return skin_->layers(); }
    LocalSkin local(double, double) const override { return {}; }
    std::unique_ptr<NeedleLaw> needle_law(const NeedleProfile&) const override {
        return std::make_unique<RigidLaw>();
    }
    InfluenceTables influence(double reach, double own, double side) const override {
        // A picometre per newton, falling off as a Gaussian: positive definite.
        const double width = std::min(own, side);
        std::vector<double> samples;
        for (const double r : RadialTable::distances(width, reach))
            samples.push_back(1e-12 * std::exp(-r * r / (width * width)));
        const RadialTable table(width, reach, samples);
        return {table, table, table, 1e-12};
    }
    std::span<const PronyTerm> relaxation() const override { return {}; }
    double puncture_cv() const override { return 0; }
    double capillary_density() const override { return 0; }
    double capillary_diameter() const override { return 0; }

  private:
    std::unique_ptr<SkinSubject> skin_;
};

TEST(Plate, RigidSkinIsCutAsDeepAsTheTipGoes) {
    RunPlan plan = plan_of("skinpen", {"treatment.area=[\"6 mm\", \"6 mm\"]"});
    plan.subject = [subject = plan.subject](std::int64_t n) {
        return std::make_unique<RigidSkin>(subject(n));
    };
    const ReplicateRecord record = simulate_replicate(plan, 0);
    ASSERT_GT(record.punctures.size(), 100U);
    EXPECT_EQ(record.values[std::size_t(Quantity::penetrated_share)], 1);
    for (const Puncture& p : record.punctures) EXPECT_NEAR(p.depth, p.displacement, 1e-9 * p.displacement);
}

}  // namespace
}  // namespace puncta
