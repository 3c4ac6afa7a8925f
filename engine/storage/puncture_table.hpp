#pragma once
/// The columns of /punctures: one row per puncture, written in blocks.
///
/// Rows collect in a buffer of one chunk (65 536 rows, about 5 MB) and leave it as whole chunks, column by
/// column; writing single rows is slower by orders of magnitude. flush() also writes an incomplete chunk,
/// which HDF5 then rewrites when more rows follow, so it belongs at checkpoints, not after every append. Row
/// numbers are the IDs that `replay --puncture ID` takes.

#include <span>
#include <vector>

#include "engine/records/puncture.hpp"
#include "engine/storage/netcdf_group.hpp"

namespace puncta {

class PunctureTable {
  public:
    static constexpr std::size_t chunk_rows = 65536;

    PunctureTable() = default;
    /// Creates the empty columns in `group`.
    explicit PunctureTable(NetcdfGroup group);
    /// Goes on behind the rows that are there.
    static PunctureTable existing(NetcdfGroup group);

    void append(std::span<const Puncture> punctures);
    void flush();
    [[nodiscard]] std::size_t rows() const { return written_ + buffer_.size(); }
    [[nodiscard]] std::size_t pending() const { return buffer_.size(); }

  private:
    NetcdfGroup group_;
    std::vector<Puncture> buffer_;
    std::size_t written_ = 0;
};

}  // namespace puncta
