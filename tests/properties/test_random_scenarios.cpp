/// What must hold of every scenario, whatever it asks for: it runs, or one of the promised errors says why
/// not; needles and drum carry the load; what comes out are numbers, shares are shares, counts agree with
/// each other.
///
/// A few dozen scenarios; hundreds with PUNCTA_LONG=1 (./puncta test --long).

#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/simulation/run.hpp"
#include "engine/simulation/solved_station.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"
#include "scenarios/runner/run_scenario.hpp"
#include "tests/properties/random_scenario.hpp"

namespace puncta::scenarios {
namespace {

/// The balance closes to 1e-9 at the end of a station.
constexpr double closes = 1e-8;

int scenario_count() {
    return std::getenv("PUNCTA_LONG") != nullptr ? 400 : 30;
}

/// Σ F of the needles and Σ q of the drum are the load of the hand.
void expect_balance(const SolvedStation& station) {
    if (!station.result.converged) return;
    double carried = station.result.drum_load;
    for (const StationNeedle& needle : station.after) {
        EXPECT_TRUE(std::isfinite(needle.force) && needle.force >= 0) << needle.force;
        EXPECT_TRUE(needle.depth >= 0 && needle.depth <= needle.longest) << needle.depth;
        carried += needle.force;
    }
    EXPECT_NEAR(carried, station.load, closes * station.load);
}

void expect_record(const ReplicateRecord& record, const RunPlan& plan) {
    std::uint64_t in_bins = 0, in_layers = 0, in_cells = 0;
    for (const std::uint64_t count : record.tallies.depth_counts) in_bins += count;
    for (const std::uint64_t count : record.tallies.layer_counts) in_layers += count;
    for (const std::uint64_t count : record.tallies.map_count) in_cells += count;
    EXPECT_EQ(in_layers, record.punctures.size());
    EXPECT_EQ(in_bins, record.punctures.size());
    EXPECT_EQ(in_cells, record.punctures.size());
    EXPECT_EQ(at(record.values, Quantity::punctures_total), double(record.punctures.size()));
    for (const Puncture& puncture : record.punctures) {
        EXPECT_TRUE(plan.region.contains(puncture.x, puncture.y));
        for (const double value : {puncture.depth, puncture.displacement, puncture.force,
                                   puncture.entry_angle, puncture.slit_length, puncture.swept_length})
            EXPECT_TRUE(std::isfinite(value));
        EXPECT_GT(puncture.depth, 0);
        EXPECT_LE(puncture.depth, puncture.displacement * (1 + 1e-12) + 1e-12);
    }
}

/// Of patterns that need more than a few points.
bool is_of_a_pattern(std::string_view quantity) {
    return quantity == "clark_evans" || quantity == "anisotropy" || quantity == "quadrat_dispersion";
}

/// No punctures, no mean depth: NaN is admissible for what is then not defined, infinity never.
void expect_numbers(const QuantityValues& values) {
    const bool few = at(values, Quantity::punctures_total) < 2;
    for (std::size_t q = 0; q < quantity_count; ++q) {
        const QuantityInfo& info = quantity_table()[q];
        EXPECT_FALSE(std::isinf(values[q])) << info.name;
        const bool undefined = std::isnan(values[q]);
        EXPECT_TRUE(!info.is_share || undefined || (values[q] >= 0 && values[q] <= 1))
            << info.name << values[q];
        EXPECT_TRUE(!undefined || few || is_of_a_pattern(info.name)) << info.name;
    }
    const auto value = [&](Quantity quantity) { return at(values, quantity); };
    EXPECT_LE(value(Quantity::density_unique), value(Quantity::density_total));
    EXPECT_LE(value(Quantity::density_dermis), value(Quantity::density_total));
    EXPECT_LE(value(Quantity::density_hypodermis), value(Quantity::density_dermis));
    if (value(Quantity::punctures_total) == 0) return;
    EXPECT_LE(value(Quantity::depth_p05), value(Quantity::depth_p50));
    EXPECT_LE(value(Quantity::depth_p50), value(Quantity::depth_p95));
}

void expect_totals(const RunTotals& totals) {
    for (std::size_t q = 0; q < quantity_count; ++q) {
        const Estimate& estimate = totals.summary[q];
        if (estimate.count < 2) continue;
        EXPECT_LE(estimate.ci_low, estimate.value) << quantity_table()[q].name;
        EXPECT_GE(estimate.ci_high, estimate.value) << quantity_table()[q].name;
    }
    double shares = 0;
    for (const Estimate& share : totals.layer_shares) shares += share.count > 0 ? share.value : 0;
    const bool any = at(totals.values[0], Quantity::punctures_total) > 0;
    if (any) {
        EXPECT_NEAR(shares, 1, 1e-12);
    }
}

enum class End { ran, refused, failed };

End run(const std::string& text) {
    Scenario scenario;
    try {
        scenario = read_scenario_text(text, "random.toml");
    } catch (const InputError& error) {
        EXPECT_TRUE(std::string(error.what()).starts_with("random.toml:")) << error.what();
        return End::refused;
    }
    try {
        RunPlan plan = make_plan(scenario);
        plan.keep_punctures = true;
        plan.observe = expect_balance;
        const RunTotals totals =
            simulate_run(plan, run_length(scenario), 1, [&](const ReplicateRecord& record, const auto&) {
                expect_record(record, plan);
                expect_numbers(record.values);
            });
        expect_totals(totals);
    } catch (const NumericsError& error) {  // a roller that sinks in to its axle
        EXPECT_GT(std::string(error.what()).size(), 20U);
        return End::failed;
    }
    return End::ran;
}

TEST(RandomScenarios, RunOrSayWhyNot) {
    int ran = 0, refused = 0, failed = 0;
    for (int number = 1; number <= scenario_count(); ++number) {
        const std::string text = random_scenario(std::uint64_t(number));
        SCOPED_TRACE(text);
        End end = End::failed;
        EXPECT_NO_THROW(end = run(text));
        ++(end == End::ran ? ran : end == End::refused ? refused : failed);
        if (HasFailure()) break;
    }
    RecordProperty("ran", ran);
    RecordProperty("refused", refused);
    RecordProperty("failed", failed);
    EXPECT_GE(ran, scenario_count() / 2) << refused << " refused, " << failed << " failed";
}

/// A slender cone, hardly wider at its end: rounding made its contact curve turn back, a broken contract.
TEST(RandomScenarios, OldFindingsStayMended) {
    EXPECT_EQ(run(random_scenario(138)), End::ran);
}

TEST(RandomScenarios, AreTheSameForEver) {
    EXPECT_EQ(random_scenario(7), random_scenario(7));
    EXPECT_NE(random_scenario(7), random_scenario(8));
}

}  // namespace
}  // namespace puncta::scenarios
