#pragma once
/// The groups of a result file as FORMAT.md describes them, one class or function per group.
///
/// Each class creates its group with everything known before the first replicate, or opens the one that is
/// there and reads back what it holds (restore()); update() replaces the numbers that grow with the
/// replicates. Arrays are written whole: they do not grow, only their values
/// change.

#include <string>

#include "engine/records/run_record.hpp"
#include "engine/storage/netcdf_group.hpp"

namespace puncta {

/// Version of the layout: raised when a reader of the old layout would misread the new one.
inline constexpr std::int64_t result_format_version = 1;

/// Root attributes; `complete` starts at 0.
void write_root(hid_t file, const std::string& file_name, const RunHeader& header);
void set_complete(hid_t file, const std::string& file_name, bool complete);
/// Whether the run reached the precision it was asked for, set when it is finished.
void set_precision(hid_t file, const std::string& file_name, PrecisionReached reached);
/// The hash over the numbers (data_hash.hpp), set last.
void set_data_hash(hid_t file, const std::string& file_name, std::string_view hash);

/// /scenario: what was asked.
void write_scenario(hid_t file, const std::string& file_name, const RunHeader& header);
/// The same where there is one: the hash stays, how many replicates were asked for may change.
void rewrite_scenario(hid_t file, const std::string& file_name, const RunHeader& header);
/// Throws InputError when the file holds another scenario than `header` or was written by another program.
void require_same_scenario(hid_t file, const std::string& file_name, const RunHeader& header);

/// /summary: one scalar per quantity with its interval; summary in the order of quantity_table().
void write_summary(hid_t file, const std::string& file_name, std::span<const Estimate> summary);
void remove_summary(hid_t file, const std::string& file_name);

/// /depth: histogram, layers; quantiles and layer shares only once the run is complete.
class DepthGroup {
  public:
    DepthGroup() = default;
    DepthGroup(hid_t file, const std::string& file_name, const RunHeader& header);
    static DepthGroup existing(hid_t file, const std::string& file_name, const RunHeader& header);
    void restore(Tallies& tallies) const;
    void update(const Tallies& tallies);
    void finish(const RunTotals& totals);
    /// Takes back what finish() wrote.
    void reopen();

  private:
    NetcdfGroup group_;
    DepthBins bins_;
};

/// /map: exact integer sums per cell and the maps made of them.
class MapGroup {
  public:
    MapGroup() = default;
    MapGroup(hid_t file, const std::string& file_name, const RunHeader& header);
    static MapGroup existing(hid_t file, const std::string& file_name, const RunHeader& header);
    void restore(Tallies& tallies) const;
    void update(const Tallies& tallies, std::int64_t replicates);

  private:
    void add_layers(const RunHeader& header);
    void update_layers(const Tallies& tallies, std::span<const std::uint64_t> count);

    NetcdfGroup group_;
    MapGrid grid_;
    std::size_t layers_ = 0;
};

/// /replicates: one row per replicate, one column per quantity and the punctures of each layer.
class ReplicateTable {
  public:
    ReplicateTable() = default;
    ReplicateTable(hid_t file, const std::string& file_name, const RunHeader& header);
    static ReplicateTable existing(hid_t file, const std::string& file_name, const RunHeader& header);
    void restore(FinishedReplicates& finished) const;
    void append(const ReplicateRecord& record);
    void flush();
    [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(written_ + ids_.size()); }

  private:
    NetcdfGroup group_;
    std::size_t layers_ = 0;
    std::vector<std::int64_t> ids_;
    std::vector<QuantityValues> values_;
    std::vector<std::uint64_t> layer_counts_;  ///< row-major, `layers_` per replicate
    std::size_t written_ = 0;
};

/// /diagnostics: how the run went; nothing here is part of the physical result.
class DiagnosticsGroup {
  public:
    DiagnosticsGroup() = default;
    DiagnosticsGroup(hid_t file, const std::string& file_name, const RunHeader& header);
    static DiagnosticsGroup existing(hid_t file, const std::string& file_name, const RunHeader& header);
    void restore(FinishedReplicates& finished) const;
    void update(const SolverCounts& solver, std::int64_t replicates, double wall_seconds, double cpu_seconds);

  private:
    NetcdfGroup group_;
};

}  // namespace puncta
