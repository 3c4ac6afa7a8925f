#include "engine/simulation/run.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/parallel/ordered_map.hpp"
#include "engine/simulation/replicate.hpp"

namespace puncta {
namespace {

/// The quantiles stored per replicate that double as points of the depth distribution.
constexpr std::array<std::pair<double, Quantity>, 3> quantiles = {
    {{0.05, Quantity::depth_p05}, {0.50, Quantity::depth_p50}, {0.95, Quantity::depth_p95}}};

/// One quantity of all replicates.
std::vector<double> column(std::span<const QuantityValues> replicates, Quantity q) {
    std::vector<double> values;
    values.reserve(replicates.size());
    for (const QuantityValues& v : replicates) values.push_back(at(v, q));
    return values;
}

std::vector<Estimate> summary_of(std::span<const QuantityValues> replicates) {
    std::vector<Estimate> summary;
    summary.reserve(quantity_count);
    for (std::size_t q = 0; q < quantity_count; ++q)
        summary.push_back(
            estimate_mean(column(replicates, static_cast<Quantity>(q)), quantity_table()[q].is_share));
    return summary;
}

/// Estimates per depth bin of one part of the channels.
std::vector<Estimate> profile_of(std::span<const ChannelProfile> channels,
                                 std::vector<double> ChannelProfile::* part) {
    std::vector<Estimate> profile;
    const std::size_t bins = channels.empty() ? 0 : (channels.front().*part).size();
    for (std::size_t bin = 0; bin < bins; ++bin) {
        std::vector<double> values;
        values.reserve(channels.size());
        for (const ChannelProfile& replicate : channels) values.push_back((replicate.*part)[bin]);
        profile.push_back(estimate_mean(values, false));
    }
    return profile;
}

}  // namespace

TotalsCollector::TotalsCollector(std::size_t layer_count, const FinishedReplicates& earlier)
    : layer_count_(layer_count),
      values_(earlier.values),
      sites_(earlier.sites),
      channels_(earlier.channels),
      tallies_(earlier.tallies),
      solver_(earlier.solver),
      cpu_seconds_(earlier.cpu_seconds),
      earlier_wall_seconds_(earlier.wall_seconds) {
    for (const auto& counts : earlier.layer_counts) add_layers(counts);
}

void TotalsCollector::add_layers(const std::vector<std::uint64_t>& counts) {
    std::uint64_t total = 0;
    for (const auto count : counts) total += count;
    std::vector<double> shares;
    shares.reserve(counts.size());
    for (const auto count : counts)
        shares.push_back(total > 0 ? double(count) / double(total)
                                   : std::numeric_limits<double>::quiet_NaN());
    layer_shares_.push_back(std::move(shares));
}

void TotalsCollector::add(const ReplicateRecord& record) {
    values_.push_back(record.values);
    sites_.resize(record.sites.size());
    for (std::size_t s = 0; s < sites_.size(); ++s) sites_[s].push_back(record.sites[s]);
    add_layers(record.tallies.layer_counts);
    channels_.push_back(record.channels);
    tallies_.add(record.tallies);
    solver_.add(record.solver);
    cpu_seconds_ += record.cpu_seconds;
}

RunTotals TotalsCollector::totals() const {
    RunTotals result;
    result.values = values_;
    result.summary = summary_of(values_);
    for (const auto& site : sites_) result.sites.push_back(summary_of(site));
    for (const auto& [level, quantity] : quantiles) {
        result.quantile_levels.push_back(level);
        result.depth_quantiles.push_back(estimate_mean(column(values_, quantity), false));
    }
    for (std::size_t l = 0; l < layer_count_; ++l) {
        std::vector<double> shares;
        shares.reserve(layer_shares_.size());
        for (const auto& replicate : layer_shares_) shares.push_back(replicate[l]);
        result.layer_shares.push_back(estimate_mean(shares, true));
    }
    result.open_area = profile_of(channels_, &ChannelProfile::open_area);
    result.holes_deeper = profile_of(channels_, &ChannelProfile::holes_deeper);
    result.tallies = tallies_;
    result.solver = solver_;
    result.replicates = static_cast<std::int64_t>(values_.size());
    result.cpu_seconds = cpu_seconds_;
    result.wall_seconds = earlier_wall_seconds_;
    return result;
}

RunTotals simulate_run(const RunPlan& plan, const RunLength& length, int threads, const RecordSink& sink,
                       const FinishedReplicates& earlier) {
    const auto start = std::chrono::steady_clock::now();
    TotalsCollector collector(plan.layer_count, earlier);
    const auto to = [&](std::int64_t end) {
        ordered_map<ReplicateRecord>(
            std::ssize(collector.values()), end, threads,
            [&](std::int64_t i) { return simulate_replicate(plan, i); },
            [&](ReplicateRecord&& record) {
                collector.add(record);
                if (sink) sink(record, collector);
            });
    };
    // Looks that came earlier are looked at again: they decide as they did.
    PrecisionReached precision = PrecisionReached::not_asked;
    std::int64_t look = length.first_look();
    while (true) {
        to(look);
        const auto seen =
            collector.values().first(std::size_t(std::min(look, std::ssize(collector.values()))));
        if (!length.goal) break;
        const bool met = is_met(*length.goal, seen);
        precision = met ? PrecisionReached::met : PrecisionReached::not_met;
        if (met || look >= length.goal->most) break;
        look = length.next_look(look);
    }
    if (const auto there = std::ssize(collector.values()); there > look)
        throw InputError(
            fmt::format("{} replicates are finished already, more than the {} asked for", there, look));
    RunTotals totals = collector.totals();
    totals.precision = precision;
    totals.wall_seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return totals;
}

}  // namespace puncta
