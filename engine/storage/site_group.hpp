#pragma once
/// /sites: the quantities of every site of a treatment of several, per replicate and as estimates. A result
/// of one site has no such group.

#include <string>

#include "engine/records/run_record.hpp"
#include "engine/storage/netcdf_group.hpp"
#include "engine/storage/replicate_rows.hpp"

namespace puncta {

class SiteGroup {
  public:
    SiteGroup() = default;
    SiteGroup(hid_t file, const std::string& file_name, const RunHeader& header);
    static SiteGroup existing(hid_t file, const std::string& file_name, const RunHeader& header);
    /// The values of every site; those of the treatment where there is only one.
    void restore(FinishedReplicates& finished) const;
    void append(const ReplicateRecord& record);
    void flush();
    void finish(const RunTotals& totals);
    /// Takes back what finish() wrote.
    void reopen();

  private:
    [[nodiscard]] bool absent() const { return sites_ < 2; }

    NetcdfGroup group_;
    ReplicateRows rows_;  ///< a table for every quantity
    std::size_t sites_ = 0;
};

}  // namespace puncta
