#pragma once
/// /uncertainty: samples of the ranges of what is not known, and what they make of every quantity. A result
/// of a run without samples has no such group.

#include <string>
#include <vector>

#include "engine/records/run_record.hpp"
#include "engine/storage/netcdf_group.hpp"

namespace puncta {

class UncertaintyGroup {
  public:
    UncertaintyGroup() = default;
    UncertaintyGroup(hid_t file, const std::string& file_name, const RunHeader& header);
    /// The group that is there.
    static UncertaintyGroup existing(hid_t file, const std::string& file_name, const RunHeader& header);

    /// The next sample: its means over replicates, in the order of quantity_table().
    void append(const QuantityValues& means);
    void flush();
    void finish(const RunTotals& totals);
    /// Reads back the samples that are there.
    void restore(FinishedReplicates& finished) const;
    /// Takes out what finish() wrote.
    void reopen();
    [[nodiscard]] std::size_t samples() const { return written_ + pending_.size(); }

  private:
    [[nodiscard]] bool absent() const { return plan_.samples == 0; }

    NetcdfGroup group_;
    UncertaintyPlan plan_;
    std::size_t written_ = 0;
    std::vector<QuantityValues> pending_;
};

}  // namespace puncta
