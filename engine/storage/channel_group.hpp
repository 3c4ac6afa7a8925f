#pragma once
/// /channels: the holes over the depth bins, of every replicate and as estimates.

#include <string>
#include <vector>

#include "engine/records/run_record.hpp"
#include "engine/storage/netcdf_group.hpp"

namespace puncta {

class ChannelGroup {
  public:
    ChannelGroup() = default;
    ChannelGroup(hid_t file, const std::string& file_name, const RunHeader& header);
    static ChannelGroup existing(hid_t file, const std::string& file_name, const RunHeader& header);
    void restore(FinishedReplicates& finished) const;
    void append(const ReplicateRecord& record);
    void flush();
    void finish(const RunTotals& totals);
    /// Takes back what finish() wrote.
    void reopen();

  private:
    NetcdfGroup group_;
    std::size_t bins_ = 0, written_ = 0;
    std::vector<std::int64_t> ids_;
    std::vector<double> open_area_, holes_deeper_;  ///< row-major, `bins_` per replicate
};

}  // namespace puncta
