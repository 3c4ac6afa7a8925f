#pragma once
/// Writes a result file while a run goes on, so that a killed run never leaves a file that looks finished.
///
/// Everything goes to NAME.part: created at once, appended to replicate by replicate, and at every instant
/// what it was at its last checkpoint(), readable, with the root attribute complete = 0. finish() writes the
/// summary, sets complete = 1, brings the file to the disk and renames it to NAME, which until then keeps an
/// earlier result. A later writer may continue NAME.part, or a copy of NAME.
///
///     ResultWriter writer("mf8.h5", header);
///     for each batch { for each record { writer.append(record); }  writer.checkpoint(); }
///     writer.finish(totals);
///
/// The layout is FORMAT.md. A full disk is a StorageError with the last checkpoint intact (hdf5_output.hpp);
/// after a StorageError the writer can only be destroyed. One call at a time, from any thread; other
/// work may run in parallel, other HDF5 calls may not. Memory: one block of punctures (about 15 MB with
/// HDF5's own), one sum over the maps and bins, and the summary values since the last checkpoint; nothing
/// grows with the number of punctures.

#include <filesystem>
#include <memory>
#include <string_view>

#include "engine/records/run_record.hpp"

namespace puncta {

/// What to do with the work of an earlier run on the same NAME.
enum class Earlier {
    discard,  ///< a NAME.part is emptied
    resume,   ///< a NAME.part of the same scenario is continued; one of another is an InputError
    extend,   ///< as resume, and where there is no NAME.part one is made as a copy of NAME
};

class ResultWriter {
  public:
    /// Claims NAME.part and writes what is known before the first replicate, or reads back what is there.
    /// Throws StorageError with path and reason, and leaves nothing behind, when NAME cannot be written.
    ResultWriter(const std::filesystem::path& final_path, const RunHeader& header,
                 Earlier earlier = Earlier::discard);

    /// What NAME.part held already.
    [[nodiscard]] const FinishedReplicates& finished() const;

    /// Without finish(): closes NAME.part after a last checkpoint; removes it when it holds no replicate.
    ~ResultWriter();
    ResultWriter(const ResultWriter&) = delete;
    ResultWriter& operator=(const ResultWriter&) = delete;

    /// Adds one replicate with its tallies and, where the header keeps them, its punctures. Replicates appear
    /// in the file in the order of these calls.
    void append(const ReplicateRecord& record);

    /// Adds the next sample of what is not known, once all replicates are there: its means over replicates.
    void append_sample(const QuantityValues& means);

    /// Brings everything appended so far into NAME.part.
    void checkpoint();

    /// Completes the file and gives it its name. totals.replicates and totals.tallies must be those of the
    /// records appended (ContractError otherwise). The writer takes nothing after this.
    void finish(const RunTotals& totals);

    /// Where the unfinished file is, for messages.
    [[nodiscard]] const std::filesystem::path& part_path() const;

  private:
    void require_writable(std::string_view action) const;

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace puncta
