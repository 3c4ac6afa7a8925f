#include "engine/storage/result_writer.hpp"

#include <chrono>

#include "engine/base/error.hpp"
#include "engine/storage/data_hash.hpp"
#include "engine/storage/hdf5_output.hpp"
#include "engine/storage/puncture_table.hpp"
#include "engine/storage/result_groups.hpp"

namespace puncta {

namespace {

using Clock = std::chrono::steady_clock;

/// Bytes that the maps take: three integers and five numbers per cell.
std::uint64_t map_bytes(const RunHeader& header) {
    return header.grid.size() * 8 * sizeof(double);
}

}  // namespace

/// Members are destroyed from the last to the first: the groups, then the file with its claim on NAME.part.
struct ResultWriter::State {
    Hdf5Output output;
    DepthGroup depth;
    MapGroup map;
    PunctureTable punctures;
    ReplicateTable replicates;
    DiagnosticsGroup diagnostics;
    bool keep_punctures;
    Tallies tallies;
    SolverCounts solver;
    double cpu_seconds = 0;
    Clock::time_point start = Clock::now();
    bool finished = false, failed = false;

    State(std::filesystem::path final_path, const RunHeader& header)
        : output(std::move(final_path)), keep_punctures(header.keep_punctures) {
        output.write(map_bytes(header) + header.source.size() + header.resolved.size(), [&] {
            write_root(output.id(), output.name(), header);
            write_scenario(output.id(), output.name(), header);
            depth = DepthGroup(output.id(), output.name(), header);
            map = MapGroup(output.id(), output.name(), header);
            punctures = PunctureTable(NetcdfGroup(output.id(), output.name(), "punctures"), table_guard());
            replicates = ReplicateTable(output.id(), output.name(), header);
            diagnostics = DiagnosticsGroup(output.id(), output.name(), header);
            output.flush();
        });
    }

    /// The puncture table writes from its own thread, but never while another write is under way: all others
    /// drain it first.
    PunctureTable::Guard table_guard() {
        return
            [this](std::uint64_t bytes, const std::function<void()>& write) { output.write(bytes, write); };
    }

    [[nodiscard]] std::uint64_t pending_bytes() const {
        return punctures.pending() * sizeof(Puncture) + replicates.pending_bytes();
    }

    void update(double wall_seconds) {
        punctures.flush();
        replicates.flush();
        depth.update(tallies);
        map.update(tallies, replicates.rows());
        diagnostics.update(solver, replicates.rows(), wall_seconds, cpu_seconds);
        output.flush();
    }

    void checkpoint() {
        punctures.drain();
        output.write(pending_bytes(), [&] { update(elapsed()); });
    }

    void complete(const RunTotals& totals) {
        punctures.drain();
        output.write(pending_bytes(), [&] {
            update(totals.wall_seconds);
            depth.finish(totals);
            write_summary(output.id(), output.name(), totals.summary);
            set_data_hash(output.id(), output.name(),
                          data_hash(ResultFile::view(output.id(), output.name()), punctures.digests()));
            set_complete(output.id(), output.name(), true);
            output.flush();
        });
    }

    /// Runs `work`; nothing more may be written after it has failed.
    template <typename Work>
    void attempt(Work work) {
        failed = true;
        work();
        failed = false;
    }

    [[nodiscard]] double elapsed() const {
        return std::chrono::duration<double>(Clock::now() - start).count();
    }

    void close_groups() {
        depth = {};
        map = {};
        punctures = {};
        replicates = {};
        diagnostics = {};
    }
};

ResultWriter::ResultWriter(std::filesystem::path final_path, const RunHeader& header)
    : state_(std::make_unique<State>(std::move(final_path), header)) {}

ResultWriter::~ResultWriter() {
    silence_hdf5();
    if (state_->finished) return;
    try {
        state_->punctures.drain();  // its thread must be done before HDF5 is called here
        if (!state_->failed && state_->replicates.rows() > 0) state_->checkpoint();
    } catch (const StorageError&) {
        state_->output.keep();  // no more can be saved: the last checkpoint is what remains
    }
}

void ResultWriter::append(const ReplicateRecord& record) {
    State& state = *state_;
    require_writable("append");
    if (state.keep_punctures) state.attempt([&] { state.punctures.append(record.punctures); });
    state.output.keep();
    state.replicates.append(record);
    state.tallies.add(record.tallies);
    state.solver.add(record.solver);
    state.cpu_seconds += record.cpu_seconds;
}

void ResultWriter::checkpoint() {
    require_writable("checkpoint");
    state_->attempt([&] { state_->checkpoint(); });
}

void ResultWriter::finish(const RunTotals& totals) {
    State& state = *state_;
    require_writable("finish");
    PUNCTA_EXPECT(totals.replicates == state.replicates.rows(), "totals over {} replicates, {} appended",
                  totals.replicates, state.replicates.rows());
    PUNCTA_EXPECT(totals.tallies == state.tallies, "the totals are not the sums of {} replicates",
                  totals.replicates);
    PUNCTA_EXPECT(totals.summary.size() == quantity_count, "{} estimates", totals.summary.size());
    state.cpu_seconds = totals.cpu_seconds;
    state.attempt([&] { state.complete(totals); });
    state.finished = true;
    state.close_groups();
    state.output.publish();
}

void ResultWriter::require_writable(std::string_view action) const {
    PUNCTA_EXPECT(!state_->finished && !state_->failed, "{} after the end, {} replicates in '{}'", action,
                  state_->replicates.rows(), state_->output.name());
}

const std::filesystem::path& ResultWriter::part_path() const {
    return state_->output.path();
}

}  // namespace puncta
