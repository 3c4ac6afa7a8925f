#include "engine/storage/site_group.hpp"

#include <algorithm>
#include <numeric>

#include "engine/base/error.hpp"
#include "engine/storage/estimate_variables.hpp"

namespace puncta {

namespace {

ReplicateRows site_rows() {
    std::vector<std::string> names;
    for (const QuantityInfo& info : quantity_table()) names.push_back("replicate_" + std::string(info.name));
    return ReplicateRows(std::move(names));
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
    rows_ = site_rows();
    ReplicateRows::make_replicates(group_);
    for (std::size_t q = 0; q < quantity_count; ++q)
        rows_.make_table(group_, q, "site", {quantity_table()[q].units, quantity_table()[q].long_name},
                         replicate_chunk);
}

SiteGroup SiteGroup::existing(hid_t file, const std::string& file_name, const RunHeader& header) {
    SiteGroup group;
    group.sites_ = header.site_names.size();
    if (group.absent()) return group;
    group.group_ = NetcdfGroup::existing(file, file_name, "sites");
    group.rows_ = site_rows();
    group.rows_.continue_in(group.group_);
    return group;
}

void SiteGroup::restore(FinishedReplicates& finished) const {
    finished.sites = {finished.values};
    if (absent()) return;
    const std::size_t replicates = rows_.written();
    finished.sites.assign(sites_, std::vector<QuantityValues>(replicates));
    for (std::size_t q = 0; q < quantity_count; ++q) {
        const std::vector<double> values = rows_.read(group_, q);
        for (std::size_t i = 0; i < std::min(values.size(), replicates * sites_); ++i)
            finished.sites[i % sites_][i / sites_][q] = values[i];
    }
}

void SiteGroup::reopen() {
    if (absent()) return;
    for (const QuantityInfo& info : quantity_table()) remove_estimates(group_, std::string(info.name));
}

void SiteGroup::append(const ReplicateRecord& record) {
    if (absent()) return;
    PUNCTA_EXPECT(record.sites.size() == sites_, "replicate {} has {} sites of {}", record.replicate,
                  record.sites.size(), sites_);
    std::vector<double> row(sites_);
    for (std::size_t q = 0; q < quantity_count; ++q) {
        for (std::size_t site = 0; site < sites_; ++site) row[site] = record.sites[site][q];
        rows_.append_row(q, row);
    }
    rows_.append(record.replicate);
}

void SiteGroup::flush() {
    rows_.flush(group_);
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
