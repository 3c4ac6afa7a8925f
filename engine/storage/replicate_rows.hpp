#pragma once
/// Tables of a group with a row of numbers for every replicate, over its coordinate `replicate`.
///
/// What has been appended stays in memory until flush(), where it is written behind the rows before.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/storage/netcdf_group.hpp"

namespace puncta {

/// Replicates in a piece of a column. Few, because a sweep keeps thousands of files with few replicates each.
constexpr std::size_t replicate_chunk = 64;

class ReplicateRows {
  public:
    ReplicateRows() = default;
    explicit ReplicateRows(std::vector<std::string> tables)
        : tables_(std::move(tables)), pending_(tables_.size()) {}

    /// Makes the coordinate; then each table, over (replicate, `dimension`), `chunk` rows in a piece.
    static void make_replicates(NetcdfGroup& group);
    void make_table(NetcdfGroup& group, std::size_t table, std::string_view dimension, const Label& label,
                    std::size_t chunk) const;
    /// Continues behind the rows that are there.
    void continue_in(const NetcdfGroup& group);

    /// One row of a table; append() of the replicate follows when all have theirs.
    void append_row(std::size_t table, const std::vector<double>& row);
    void append(std::int64_t replicate) { replicates_.push_back(replicate); }
    void flush(NetcdfGroup& group);

    /// Replicates in the file.
    [[nodiscard]] std::size_t written() const { return written_; }
    /// What is in the file of one table, row by row.
    [[nodiscard]] std::vector<double> read(const NetcdfGroup& group, std::size_t table) const;

  private:
    std::vector<std::string> tables_;
    std::vector<std::vector<double>> pending_;  ///< of each table, row-major
    std::vector<std::int64_t> replicates_;
    std::size_t written_ = 0;
};

}  // namespace puncta
