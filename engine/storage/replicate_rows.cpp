#include "engine/storage/replicate_rows.hpp"

namespace puncta {

void ReplicateRows::make_replicates(NetcdfGroup& group) {
    group.column<std::int64_t>("replicate", "", {"1", "running number of the replicate"}, replicate_chunk,
                               false, true);
}

void ReplicateRows::make_table(NetcdfGroup& group, std::size_t table, std::string_view dimension,
                               const Label& label, std::size_t chunk) const {
    group.table<double>(tables_[table], "replicate", dimension, label, chunk);
}

void ReplicateRows::continue_in(const NetcdfGroup& group) {
    written_ = group.rows("replicate");
}

void ReplicateRows::append_row(std::size_t table, const std::vector<double>& row) {
    pending_[table].insert(pending_[table].end(), row.begin(), row.end());
}

void ReplicateRows::flush(NetcdfGroup& group) {
    if (replicates_.empty()) return;
    for (std::size_t table = 0; table < tables_.size(); ++table) {
        group.write_rows<double>(tables_[table], written_, pending_[table]);
        pending_[table].clear();
    }
    group.write_rows<std::int64_t>("replicate", written_, replicates_);
    written_ += replicates_.size();
    replicates_.clear();
}

std::vector<double> ReplicateRows::read(const NetcdfGroup& group, std::size_t table) const {
    return group.read<double>(tables_[table]);
}

}  // namespace puncta
