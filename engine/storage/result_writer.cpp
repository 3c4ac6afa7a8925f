#include "engine/storage/result_writer.hpp"

#include <chrono>
#include <numeric>

#include "engine/base/error.hpp"
#include "engine/storage/channel_group.hpp"
#include "engine/storage/data_hash.hpp"
#include "engine/storage/hdf5_output.hpp"
#include "engine/storage/puncture_table.hpp"
#include "engine/storage/result_groups.hpp"
#include "engine/storage/site_group.hpp"
#include "engine/storage/uncertainty_group.hpp"

namespace puncta {

namespace {

using Clock = std::chrono::steady_clock;

std::unique_ptr<PartFile> claimed(const std::filesystem::path& final_path, Earlier earlier) {
    auto part = std::make_unique<PartFile>(final_path);
    const bool is_empty = part->content().size() == 0;
    if (earlier == Earlier::discard && !is_empty) part->discard();
    if (earlier == Earlier::extend && is_empty) part->copy_final();
    return part;
}

std::uint64_t sum(const std::vector<std::uint64_t>& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

}  // namespace

/// Members are destroyed from the last to the first: the groups, then the file with its claim on NAME.part.
struct ResultWriter::State {
    Hdf5Output output;
    DepthGroup depth;
    ChannelGroup channels;
    MapGroup map;
    PunctureTable punctures;
    ReplicateTable replicates;
    SiteGroup sites;
    UncertaintyGroup uncertainty;
    DiagnosticsGroup diagnostics;
    bool keep_punctures;
    FinishedReplicates earlier;
    Tallies tallies;
    SolverCounts solver;
    double cpu_seconds = 0;
    Clock::time_point start = Clock::now();
    std::int64_t appended = 0, safe = 0;  ///< replicates of this writer; in the last checkpoint
    bool was_there;                       ///< NAME.part, before this writer
    bool finished = false, failed = false;

    State(std::unique_ptr<PartFile> part, const RunHeader& header)
        : State(header, !part->is_new(), part->content().size() > 0, std::move(part)) {}

    State(const RunHeader& header, bool part_was_there, bool is_there, std::unique_ptr<PartFile>&& part)
        : output(std::move(part)), keep_punctures(header.keep_punctures), was_there(part_was_there) {
        output.write([&] {
            if (is_there)
                reopen(header);
            else
                create(header);
            output.checkpoint();
        });
    }

    /// The puncture table writes from its own thread, but never while another write is under way: all others
    /// drain it first.
    PunctureTable::Guard table_guard() {
        return [this](std::uint64_t, const std::function<void()>& write) { output.write(write); };
    }

    void create(const RunHeader& header) {
        write_root(output.id(), output.name(), header);
        write_scenario(output.id(), output.name(), header);
        depth = DepthGroup(output.id(), output.name(), header);
        channels = ChannelGroup(output.id(), output.name(), header);
        map = MapGroup(output.id(), output.name(), header);
        punctures = PunctureTable(NetcdfGroup(output.id(), output.name(), "punctures"), table_guard());
        replicates = ReplicateTable(output.id(), output.name(), header);
        sites = SiteGroup(output.id(), output.name(), header);
        uncertainty = UncertaintyGroup(output.id(), output.name(), header);
        diagnostics = DiagnosticsGroup(output.id(), output.name(), header);
    }

    void reopen(const RunHeader& header) {
        require_same_scenario(output.id(), output.name(), header);
        depth = DepthGroup::existing(output.id(), output.name(), header);
        channels = ChannelGroup::existing(output.id(), output.name(), header);
        map = MapGroup::existing(output.id(), output.name(), header);
        punctures = PunctureTable::existing(NetcdfGroup::existing(output.id(), output.name(), "punctures"),
                                            table_guard());
        replicates = ReplicateTable::existing(output.id(), output.name(), header);
        sites = SiteGroup::existing(output.id(), output.name(), header);
        uncertainty = UncertaintyGroup::existing(output.id(), output.name(), header);
        diagnostics = DiagnosticsGroup::existing(output.id(), output.name(), header);
        depth.restore(earlier.tallies);
        map.restore(earlier.tallies);
        replicates.restore(earlier);
        diagnostics.restore(earlier);
        sites.restore(earlier);
        channels.restore(earlier);
        uncertainty.restore(earlier);
        require_consistent();
        safe = earlier.count();
        tallies = earlier.tallies;
        solver = earlier.solver;
        cpu_seconds = earlier.cpu_seconds;
        // As if it had never been finished, or asked for another number of replicates.
        rewrite_scenario(output.id(), output.name(), header);
        remove_summary(output.id(), output.name());
        depth.reopen();
        channels.reopen();
        sites.reopen();
        uncertainty.reopen();
        set_complete(output.id(), output.name(), false);
    }

    /// Sums that must agree between the groups; a file that was tampered with is not built upon.
    void require_consistent() const {
        double total = 0;
        for (const QuantityValues& values : earlier.values) total += at(values, Quantity::punctures_total);
        const auto all = static_cast<std::uint64_t>(total);
        const bool whole =
            earlier.layer_counts.size() == earlier.values.size() &&
            earlier.channels.size() == earlier.values.size() && sum(earlier.tallies.depth_counts) == all &&
            sum(earlier.tallies.layer_counts) == all && sum(earlier.tallies.map_count) == all &&
            sum(earlier.tallies.map_layers) == all && punctures.rows() == (keep_punctures ? all : 0);
        if (!whole)
            throw StorageError(fmt::format("'{}' is damaged: its groups do not agree", output.name()));
    }

    void update(double wall_seconds) {
        punctures.flush();
        replicates.flush();
        sites.flush();
        channels.flush();
        uncertainty.flush();
        depth.update(tallies);
        map.update(tallies, replicates.rows());
        diagnostics.update(solver, replicates.rows(), wall_seconds, cpu_seconds);
    }

    void checkpoint() {
        punctures.drain();
        output.write([&] {
            update(elapsed());
            output.checkpoint();
        });
        safe = replicates.rows();
    }

    std::string hash_of_written() {
        try {
            return data_hash(ResultFile::view(output.id(), output.name()), punctures.digests());
        } catch (const InputError& error) {  // to the reader the file is input; to the writer it is the disk
            throw StorageError(fmt::format("cannot read back what was written: {}", error.what()));
        }
    }

    void complete(const RunTotals& totals) {
        punctures.drain();
        output.write([&] {
            update(totals.wall_seconds);
            depth.finish(totals);
            channels.finish(totals);
            sites.finish(totals);
            uncertainty.finish(totals);
            write_summary(output.id(), output.name(), totals.summary);
            set_precision(output.id(), output.name(), totals.precision);
            checked(H5Fflush(output.id(), H5F_SCOPE_LOCAL), Hdf5Place{output.name(), ""}, "flush");
        });  // a full disk is told here, before anything is read back
        output.write([&] {
            set_data_hash(output.id(), output.name(), hash_of_written());
            set_complete(output.id(), output.name(), true);
            output.checkpoint();
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
        return earlier.wall_seconds + std::chrono::duration<double>(Clock::now() - start).count();
    }

    void close_groups() {
        depth = {};
        channels = {};
        map = {};
        punctures = {};
        replicates = {};
        sites = {};
        uncertainty = {};
        diagnostics = {};
    }
};

ResultWriter::ResultWriter(const std::filesystem::path& final_path, const RunHeader& header, Earlier earlier)
    : state_(std::make_unique<State>(claimed(final_path, earlier), header)) {}

const FinishedReplicates& ResultWriter::finished() const {
    return state_->earlier;
}

ResultWriter::~ResultWriter() {
    silence_hdf5();
    if (state_->finished) return;
    try {
        state_->punctures.drain();  // its thread must be done before HDF5 is called here
        if (!state_->failed && state_->appended > 0) state_->checkpoint();
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): the last checkpoint is what remains
    }
    if (state_->safe == 0 || (state_->appended == 0 && !state_->was_there)) state_->output.drop();
}

void ResultWriter::append(const ReplicateRecord& record) {
    State& state = *state_;
    require_writable("append");
    if (state.keep_punctures) state.attempt([&] { state.punctures.append(record.punctures); });
    state.output.keep();
    state.replicates.append(record);
    ++state.appended;
    state.sites.append(record);
    state.channels.append(record);
    state.tallies.add(record.tallies);
    state.solver.add(record.solver);
    state.cpu_seconds += record.cpu_seconds;
}

void ResultWriter::append_sample(const QuantityValues& means) {
    require_writable("append_sample");
    state_->uncertainty.append(means);
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
