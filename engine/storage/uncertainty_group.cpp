#include "engine/storage/uncertainty_group.hpp"

#include <algorithm>
#include <numeric>

#include "engine/base/error.hpp"

namespace puncta {

namespace {

constexpr std::size_t sample_chunk = 256;

std::vector<std::int64_t> counted(std::size_t count) {
    std::vector<std::int64_t> index(count);
    std::iota(index.begin(), index.end(), 0);
    return index;
}

/// One member of every unknown.
template <class T>
std::vector<T> each(const std::vector<UnknownRecord>& unknowns, T UnknownRecord::* member) {
    std::vector<T> values;
    values.reserve(unknowns.size());
    for (const UnknownRecord& unknown : unknowns) values.push_back(unknown.*member);
    return values;
}

const std::vector<std::string> results = {"median",           "low",   "high",  "deviation",
                                          "chance_deviation", "count", "share", "share_ci_low",
                                          "share_ci_high"};

}  // namespace

UncertaintyGroup::UncertaintyGroup(hid_t file, const std::string& file_name, const RunHeader& header)
    : plan_(header.uncertainty) {
    if (absent()) return;
    group_ = NetcdfGroup(file, file_name, "uncertainty");
    const std::vector<UnknownRecord>& unknowns = plan_.unknowns;
    group_.coordinate<std::int64_t>("unknown", counted(unknowns.size()),
                                    {"1", "number that nobody knows well"});
    group_.text_variable("unknown_name", "unknown", each(unknowns, &UnknownRecord::name),
                         "keys that share it");
    group_.text_variable("unknown_units", "unknown", each(unknowns, &UnknownRecord::units), "its SI unit");
    group_.variable<double>("unknown_low", {"unknown"}, each(unknowns, &UnknownRecord::low),
                            {"SI", "lower end of its range"});
    group_.variable<double>("unknown_value", {"unknown"}, each(unknowns, &UnknownRecord::value),
                            {"SI", "its value in /summary"});
    group_.variable<double>("unknown_high", {"unknown"}, each(unknowns, &UnknownRecord::high),
                            {"SI", "upper end of its range"});
    std::vector<std::string> names, units;
    for (const QuantityInfo& info : quantity_table()) {
        names.emplace_back(info.name);
        units.emplace_back(info.units);
    }
    group_.coordinate<std::int64_t>("quantity", counted(quantity_count), {"1", "quantity of /summary"});
    group_.text_variable("quantity_name", "quantity", names, "its name");
    group_.text_variable("quantity_units", "quantity", units, "its unit");
    group_.scalar<std::int64_t>("sample_replicates", plan_.replicates, {"1", "replicates of every sample"});
    group_.column<std::int64_t>("sample", "", {"1", "running number of the sample"}, sample_chunk, false,
                                true);
    group_.table<double>("level", "sample", "unknown", {"1", "where in its range, 0 to 1, 0.5 its value"},
                         sample_chunk);
    group_.table<double>("point", "sample", "unknown", {"SI", "value of the unknown"}, sample_chunk);
    group_.table<double>("mean", "sample", "quantity", {"SI", "mean over the replicates of the sample"},
                         sample_chunk);
}

UncertaintyGroup UncertaintyGroup::existing(hid_t file, const std::string& file_name,
                                            const RunHeader& header) {
    UncertaintyGroup group;
    group.plan_ = header.uncertainty;
    if (group.absent()) return group;
    group.group_ = NetcdfGroup::existing(file, file_name, "uncertainty");
    group.written_ = group.group_.read<std::int64_t>("sample").size();
    return group;
}

void UncertaintyGroup::append(const QuantityValues& means) {
    PUNCTA_EXPECT(samples() < plan_.samples, "sample {} of {}", samples(), plan_.samples);
    pending_.push_back(means);
}

void UncertaintyGroup::flush() {
    if (pending_.empty()) return;
    const std::size_t unknowns = plan_.unknowns.size();
    const auto part = [&](const std::vector<double>& all) {
        return std::vector<double>(all.begin() + static_cast<std::ptrdiff_t>(written_ * unknowns),
                                   all.begin() + static_cast<std::ptrdiff_t>(samples() * unknowns));
    };
    std::vector<double> means;
    std::vector<std::int64_t> ids;
    for (const QuantityValues& sample : pending_) {
        means.insert(means.end(), sample.begin(), sample.end());
        ids.push_back(static_cast<std::int64_t>(written_ + ids.size()));
    }
    group_.write_rows<double>("level", written_, part(plan_.levels));
    group_.write_rows<double>("point", written_, part(plan_.points));
    group_.write_rows<double>("mean", written_, means);
    group_.write_rows<std::int64_t>("sample", written_, ids);
    written_ += pending_.size();
    pending_.clear();
}

void UncertaintyGroup::restore(FinishedReplicates& finished) const {
    if (absent()) return;
    const std::vector<double> means = group_.read<double>("mean");
    if (means.size() != written_ * quantity_count || written_ > plan_.samples)
        throw StorageError("/uncertainty is damaged: its samples do not agree");
    finished.samples.assign(written_, {});
    for (std::size_t i = 0; i < means.size(); ++i)
        finished.samples[i / quantity_count][i % quantity_count] = means[i];
}

void UncertaintyGroup::reopen() {
    if (absent()) return;
    for (const std::string& name : results) group_.remove(name);
}

void UncertaintyGroup::finish(const RunTotals& totals) {
    if (absent()) return;
    const auto per_quantity = [&](const std::string& name, double Ignorance::* member,
                                  std::string_view meaning) {
        std::vector<double> values;
        values.reserve(totals.ignorance.size());
        for (const Ignorance& one : totals.ignorance) values.push_back(one.*member);
        group_.variable<double>(name, {"quantity"}, values, {"SI", meaning});
    };
    per_quantity("median", &Ignorance::median, "median over samples");
    per_quantity("low", &Ignorance::low, "2.5 % of the samples lie below");
    per_quantity("high", &Ignorance::high, "2.5 % of the samples lie above");
    per_quantity("deviation", &Ignorance::deviation, "standard deviation over samples: what is not known");
    per_quantity("chance_deviation", &Ignorance::chance_deviation,
                 "standard deviation over replicates: chance from treatment to treatment");
    std::vector<std::int64_t> counts;
    counts.reserve(totals.ignorance.size());
    for (const Ignorance& one : totals.ignorance) counts.push_back(static_cast<std::int64_t>(one.count));
    group_.variable<std::int64_t>("count", {"quantity"}, counts, {"1", "samples that define the quantity"});
    const auto shares = [&](const std::string& name, double VarianceShare::* member,
                            std::string_view meaning) {
        std::vector<double> values;
        values.reserve(totals.variance_shares.size());
        for (const VarianceShare& one : totals.variance_shares) values.push_back(one.*member);
        group_.variable<double>(name, {"quantity", "unknown"}, values, {"1", meaning});
    };
    shares("share", &VarianceShare::value,
           "share of the variance over samples that is due to the unknown alone");
    shares("share_ci_low", &VarianceShare::ci_low, "lower end of the 95 % interval of the share");
    shares("share_ci_high", &VarianceShare::ci_high, "upper end of the 95 % interval of the share");
}

}  // namespace puncta
