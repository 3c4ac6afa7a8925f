#include "engine/storage/site_group.hpp"

#include <algorithm>
#include <numeric>

#include "engine/base/error.hpp"
#include "engine/storage/estimate_variables.hpp"

namespace puncta {

namespace {

constexpr std::size_t replicate_chunk = 1024;

std::string per_replicate(std::string_view quantity) {
    return "replicate_" + std::string(quantity);
}

}  // namespace

SiteGroup::SiteGroup(hid_t file, const std::string& file_name, const RunHeader& header)
    : sites_(header.site_names.size()) {
    if (absent()) return;
    group_ = NetcdfGroup(file, file_name, "sites");
    std::vector<std::int64_t> index(sites_);
    std::iota(index.begin(), index.end(), 0);
    group_.coordinate<std::int64_t>("site", index, {"1", "site of the treatment, in its order"});
    group_.text_variable("site_name", "site", header.site_names, "name of the site");
    group_.variable<double>("area", {"site"}, header.site_areas, {"m^2", "area of the site's region"});
    group_.column<std::int64_t>("replicate", "", {"1", "running number of the replicate"}, replicate_chunk,
                                false, true);
    for (const QuantityInfo& info : quantity_table())
        group_.table<double>(per_replicate(info.name), "replicate", "site", {info.units, info.long_name},
                             replicate_chunk);
}

SiteGroup SiteGroup::existing(hid_t file, const std::string& file_name, const RunHeader& header) {
    SiteGroup group;
    group.sites_ = header.site_names.size();
    if (group.absent()) return group;
    group.group_ = NetcdfGroup::existing(file, file_name, "sites");
    group.written_ = group.group_.read<std::int64_t>("replicate").size();
    return group;
}

void SiteGroup::restore(FinishedReplicates& finished) const {
    finished.sites = {finished.values};
    if (absent()) return;
    finished.sites.assign(sites_, std::vector<QuantityValues>(written_));
    for (std::size_t q = 0; q < quantity_count; ++q) {
        const std::vector<double> rows = group_.read<double>(per_replicate(quantity_table()[q].name));
        for (std::size_t i = 0; i < std::min(rows.size(), written_ * sites_); ++i)
            finished.sites[i % sites_][i / sites_][q] = rows[i];
    }
}

void SiteGroup::reopen() {
    if (absent()) return;
    for (const QuantityInfo& info : quantity_table())
        for (const char* suffix : {"", "_standard_error", "_ci_low", "_ci_high", "_count"})
            group_.remove(std::string(info.name) + suffix);
}

void SiteGroup::append(const ReplicateRecord& record) {
    if (absent()) return;
    PUNCTA_EXPECT(record.sites.size() == sites_, "replicate {} has {} sites of {}", record.replicate,
                  record.sites.size(), sites_);
    ids_.push_back(record.replicate);
    values_.insert(values_.end(), record.sites.begin(), record.sites.end());
}

void SiteGroup::flush() {
    if (ids_.empty()) return;
    std::vector<double> rows(values_.size());
    for (std::size_t q = 0; q < quantity_count; ++q) {
        for (std::size_t i = 0; i < values_.size(); ++i) rows[i] = values_[i][q];
        group_.write_rows<double>(per_replicate(quantity_table()[q].name), written_, rows);
    }
    group_.write_rows<std::int64_t>("replicate", written_, ids_);
    written_ += ids_.size();
    ids_.clear();
    values_.clear();
}

void SiteGroup::finish(const RunTotals& totals) {
    if (absent()) return;
    for (std::size_t q = 0; q < quantity_count; ++q) {
        const QuantityInfo& info = quantity_table()[q];
        std::vector<Estimate> estimates;
        estimates.reserve(totals.sites.size());
        for (const auto& site : totals.sites) estimates.push_back(site[q]);
        write_estimates(group_, std::string(info.name), "site", estimates, info.units,
                        std::string(info.long_name), info.is_share);
    }
}

}  // namespace puncta
