#pragma once
/// /channels: the holes over the depth bins, of every replicate and as estimates.

#include <string>

#include "engine/records/run_record.hpp"
#include "engine/storage/netcdf_group.hpp"
#include "engine/storage/replicate_rows.hpp"

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
    ReplicateRows rows_;
    std::size_t bins_ = 0;
};

}  // namespace puncta
