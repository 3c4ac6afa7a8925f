#pragma once
/// The columns of /punctures: one row per puncture, written in chunks of 65 536 rows by a thread of its own.
///
/// append() only copies rows into a block; full blocks go through a ring (block_writer.hpp) to the writer
/// thread, which turns rows into columns, shuffles, deflates and sums them (chunk_codec.hpp) and hands the
/// chunks to HDF5 as they are to lie in the file. HDF5 is called by one thread at a time: whoever calls HDF5
/// on the same file calls drain() first and appends nothing meanwhile.
///
/// flush() writes the incomplete chunk, padded with zeros, on the caller's thread; it stays in memory and is
/// written again when more rows have come, so it belongs at checkpoints, not after every append. Row numbers
/// are the IDs that `replay --puncture ID` takes.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/records/puncture.hpp"
#include "engine/storage/netcdf_group.hpp"
#include "engine/storage/value_hash.hpp"

namespace puncta {

class PunctureTable {
  public:
    static constexpr std::size_t chunk_rows = 65536;
    /// Blocks of the ring: one being filled, one being written, two to even out.
    static constexpr std::size_t ring_blocks = 4;

    /// Raw chunks are not compressed, for measurements; checksums are there either way.
    enum class Packing { compressed, raw };

    /// Runs `write`, which adds about `bytes` to the file; called on the writer thread.
    using Guard = std::function<void(std::uint64_t bytes, const std::function<void()>& write)>;

    PunctureTable();
    /// Creates the empty columns in `group`.
    PunctureTable(NetcdfGroup group, Guard guard, Packing packing = Packing::compressed);
    /// Goes on behind the rows that are there.
    static PunctureTable existing(NetcdfGroup group, Guard guard);
    PunctureTable(PunctureTable&&) noexcept;
    PunctureTable& operator=(PunctureTable&&) noexcept;
    ~PunctureTable();

    /// Throws what the writer thread has met before, as submit() of BlockWriter does.
    void append(std::span<const Puncture> punctures);

    /// Waits until every full chunk is in the file; throws what the writer thread has met.
    void drain();

    /// Writes the rows of the incomplete chunk; call it after drain() and where HDF5 may be called.
    void flush();

    /// Rows appended or there before.
    [[nodiscard]] std::uint64_t rows() const;

    /// Rows that flush() will write.
    [[nodiscard]] std::size_t pending() const;

    /// The hash of the values of every column by path, as data_hash.hpp wants them; empty when rows were
    /// there before. Call it after drain().
    [[nodiscard]] std::vector<std::pair<std::string, HashDigest>> digests() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace puncta
