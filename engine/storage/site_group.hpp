#pragma once
/// /sites: the quantities of every site of a treatment of several, per replicate and as estimates. A result
/// of one site has no such group.

#include <string>
#include <vector>

#include "engine/records/run_record.hpp"
#include "engine/storage/netcdf_group.hpp"

namespace puncta {

class SiteGroup {
  public:
    SiteGroup() = default;
    SiteGroup(hid_t file, const std::string& file_name, const RunHeader& header);
    void append(const ReplicateRecord& record);
    void flush();
    void finish(const RunTotals& totals);
    /// Bytes that the rows waiting for flush() take.
    [[nodiscard]] std::size_t pending_bytes() const;

  private:
    [[nodiscard]] bool absent() const { return sites_ < 2; }

    NetcdfGroup group_;
    std::size_t sites_ = 0, written_ = 0;
    std::vector<std::int64_t> ids_;
    std::vector<QuantityValues> values_;  ///< row-major, `sites_` per replicate
};

}  // namespace puncta
