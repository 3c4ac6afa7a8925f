#include "engine/storage/result_groups.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/base/error.hpp"
#include "engine/storage/estimate_variables.hpp"
#include "engine/storage/replicate_rows.hpp"

namespace puncta {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double nanometre = 1e-9;

void overwrite_scalar(NetcdfGroup& group, std::string_view name, std::uint64_t value) {
    group.overwrite<std::uint64_t>(name, std::span(&value, 1));
}

/// The integers of a tally, which is empty before the first replicate.
std::vector<std::uint64_t> filled(const std::vector<std::uint64_t>& tally, std::size_t size) {
    return tally.empty() ? std::vector<std::uint64_t>(size, 0) : tally;
}

}  // namespace

DepthGroup::DepthGroup(hid_t file, const std::string& file_name, const RunHeader& header)
    : group_(file, file_name, "depth"), bins_(header.bins) {
    std::vector<double> centres, edges;
    for (int bin = 0; bin < bins_.count; ++bin) {
        centres.push_back((bin + 0.5) * bins_.width);
        edges.push_back(bin * bins_.width);
        edges.push_back((bin + 1) * bins_.width);
    }
    group_.coordinate<double>("depth_bin", centres, {"m", "centre of the depth bin"});
    group_.annotate("depth_bin", "bounds", std::string_view("depth_bin_edges"));
    group_.fixed_dimension("edge", 2);
    group_.variable<double>("depth_bin_edges", {"depth_bin", "edge"}, edges,
                            {"m", "lower and upper edge of the depth bin"});
    const std::vector<std::uint64_t> no_counts(centres.size(), 0);
    const std::vector<double> unknown(centres.size(), not_a_number);
    group_.variable<std::uint64_t>("counts", {"depth_bin"}, no_counts,
                                   {"1", "punctures per depth bin, all replicates"});
    group_.variable<double>("density", {"depth_bin"}, unknown,
                            {"1/m", "probability density of puncture depth"});

    const std::size_t layers = header.layer_names.size();
    PUNCTA_EXPECT(header.layer_tops.size() == layers, "{} names, {} tops", layers, header.layer_tops.size());
    std::vector<std::int64_t> index(layers);
    std::iota(index.begin(), index.end(), 0);
    group_.coordinate<std::int64_t>("layer", index, {"1", "layer of the skin, 0 is the top layer"});
    group_.text_variable("layer_name", "layer", header.layer_names, "name of the layer");
    group_.variable<double>("layer_top", {"layer"}, header.layer_tops,
                            {"m", "nominal depth of the top of the layer"});
    group_.variable<std::uint64_t>("layer_counts", {"layer"}, std::vector<std::uint64_t>(layers, 0),
                                   {"1", "punctures whose deepest layer is this one, all replicates"});
    group_.scalar("needle_length", header.needle_length, {"m", "nominal needle length"});
}

DepthGroup DepthGroup::existing(hid_t file, const std::string& file_name, const RunHeader& header) {
    DepthGroup group;
    group.group_ = NetcdfGroup::existing(file, file_name, "depth");
    group.bins_ = header.bins;
    return group;
}

void DepthGroup::restore(Tallies& tallies) const {
    tallies.depth_counts = group_.read<std::uint64_t>("counts");
    tallies.layer_counts = group_.read<std::uint64_t>("layer_counts");
}

void DepthGroup::reopen() {
    for (const char* name : {"depth_quantile", "layer_reached"}) remove_estimates(group_, name);
    group_.remove("quantile");
}

void DepthGroup::update(const Tallies& tallies) {
    const auto counts = filled(tallies.depth_counts, static_cast<std::size_t>(bins_.count));
    const double total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
    std::vector<double> density;
    density.reserve(counts.size());
    for (const std::uint64_t count : counts)
        density.push_back(total > 0 ? static_cast<double>(count) / (total * bins_.width) : not_a_number);
    group_.overwrite<std::uint64_t>("counts", counts);
    group_.overwrite<double>("density", density);
    if (!tallies.layer_counts.empty()) group_.overwrite<std::uint64_t>("layer_counts", tallies.layer_counts);
}

void DepthGroup::finish(const RunTotals& totals) {
    group_.coordinate<double>("quantile", totals.quantile_levels, {"1", "level of the quantile"});
    write_estimates(group_, "depth_quantile", "quantile", totals.depth_quantiles, "m",
                    "the depth quantile of a treatment, mean over replicates", false);
    write_estimates(group_, "layer_reached", "layer", totals.layer_shares, "1",
                    "the share of punctures whose deepest layer is this one", true);
}

MapGroup::MapGroup(hid_t file, const std::string& file_name, const RunHeader& header)
    : group_(file, file_name, "map"), grid_(header.grid), layers_(header.layer_names.size()) {
    PUNCTA_EXPECT((grid_.nx - 1) * grid_.cell < grid_.width && (grid_.ny - 1) * grid_.cell < grid_.height,
                  "{} x {} cells of {} m on an area of {} m x {} m", grid_.nx, grid_.ny, grid_.cell,
                  grid_.width, grid_.height);
    const auto centres = [](double corner, double cell, int count) {
        std::vector<double> values;
        values.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) values.push_back(corner + (i + 0.5) * cell);
        return values;
    };
    group_.coordinate<double>("y", centres(grid_.y0, grid_.cell, grid_.ny),
                              {"m", "centre of the cell, second side"});
    group_.coordinate<double>("x", centres(grid_.x0, grid_.cell, grid_.nx),
                              {"m", "centre of the cell, first side"});
    group_.scalar("cell_size", grid_.cell, {"m", "side length of a cell"});
    std::vector<double> inside;
    inside.reserve(grid_.size());
    for (std::size_t c = 0; c < grid_.size(); ++c)
        inside.push_back(grid_.area_inside(c) / (grid_.cell * grid_.cell));
    group_.variable<double>("inside", {"y", "x"}, inside,
                            {"1", "share of the cell that lies inside the treated region"});
    const std::vector<std::uint64_t> none(grid_.size(), 0);
    const std::vector<double> unknown(grid_.size(), not_a_number);
    const auto sum = [&](std::string_view name, Label label) {
        group_.variable<std::uint64_t>(name, {"y", "x"}, none, label);
    };
    const auto map = [&](std::string_view name, Label label) {
        group_.variable<double>(name, {"y", "x"}, unknown, label);
    };
    sum("count", {"1", "punctures in the cell, all replicates"});
    sum("depth_sum", {"nm", "sum of the depths of the punctures in the cell, all replicates",
                      "Each depth is rounded to a whole nanometre, so that sums are exact in any order."});
    sum("covered_count", {"1", "replicates with at least one puncture in the cell"});
    map("density", {"1/m^2", "punctures per area, mean over replicates",
                    "Per area of the cell that lies inside the treated region; NaN where none does."});
    map("depth_mean", {"m", "mean depth of the punctures in the cell"});
    map("depth_max", {"m", "largest depth of a puncture in the cell"});
    map("covered", {"1", "share of replicates with at least one puncture in the cell"});
    add_layers(header);
}

void MapGroup::add_layers(const RunHeader& header) {
    std::vector<std::int64_t> index(layers_);
    std::iota(index.begin(), index.end(), 0);
    group_.coordinate<std::int64_t>("layer", index, {"1", "layer of the skin, as in /depth"});
    group_.text_variable("layer_name", "layer", header.layer_names, "name of the layer");
    const std::size_t size = layers_ * grid_.size();
    group_.variable<std::uint64_t>("layer_count", {"layer", "y", "x"}, std::vector<std::uint64_t>(size, 0),
                                   {"1",
                                    "punctures in the cell whose deepest layer is this one, all "
                                    "replicates"});
    group_.variable<double>("layer_reached", {"layer", "y", "x"}, std::vector<double>(size, not_a_number),
                            {"1", "share of the punctures in the cell whose deepest layer is this one"});
}

void MapGroup::update_layers(const Tallies& tallies, std::span<const std::uint64_t> count) {
    const auto layers = filled(tallies.map_layers, layers_ * grid_.size());
    PUNCTA_EXPECT(layers.size() == layers_ * grid_.size(), "{} layers of {} cells, a tally of {}", layers_,
                  grid_.size(), layers.size());
    std::vector<double> shares(layers.size());
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const std::uint64_t punctures = count[i % grid_.size()];
        shares[i] =
            punctures > 0 ? static_cast<double>(layers[i]) / static_cast<double>(punctures) : not_a_number;
    }
    group_.overwrite<std::uint64_t>("layer_count", layers);
    group_.overwrite<double>("layer_reached", shares);
}

MapGroup MapGroup::existing(hid_t file, const std::string& file_name, const RunHeader& header) {
    MapGroup group;
    group.group_ = NetcdfGroup::existing(file, file_name, "map");
    group.grid_ = header.grid;
    group.layers_ = header.layer_names.size();
    return group;
}

void MapGroup::restore(Tallies& tallies) const {
    tallies.map_count = group_.read<std::uint64_t>("count");
    tallies.map_depth = group_.read<std::uint64_t>("depth_sum");
    tallies.map_covered = group_.read<std::uint64_t>("covered_count");
    tallies.map_layers = group_.read<std::uint64_t>("layer_count");
    // Whole nanometres were written in metres: a factor of 1e-9 and back is off by far less than half.
    tallies.map_depth_max.clear();
    for (const double depth : group_.read<double>("depth_max"))
        tallies.map_depth_max.push_back(
            std::isgreater(depth, 0.0) ? static_cast<std::uint64_t>(std::llround(depth / nanometre)) : 0);
}

void MapGroup::update(const Tallies& tallies, std::int64_t replicates) {
    const std::size_t size = grid_.size();
    const auto count = filled(tallies.map_count, size), depth = filled(tallies.map_depth, size),
               deepest = filled(tallies.map_depth_max, size), covered = filled(tallies.map_covered, size);
    PUNCTA_EXPECT(
        count.size() == size && depth.size() == size && deepest.size() == size && covered.size() == size,
        "{} cells, tallies of {}, {}, {} and {}", size, count.size(), depth.size(), deepest.size(),
        covered.size());
    const double runs = replicates > 0 ? static_cast<double>(replicates) : not_a_number;
    std::vector<double> density(size), depth_mean(size), depth_max(size), covered_share(size);
    for (std::size_t c = 0; c < size; ++c) {
        const double punctures = count[c] > 0 ? static_cast<double>(count[c]) : not_a_number;
        const double area = grid_.area_inside(c), inside = area > 0 ? 1 : not_a_number;
        density[c] = inside * static_cast<double>(count[c]) / (runs * (area > 0 ? area : 1));
        depth_mean[c] = static_cast<double>(depth[c]) * nanometre / punctures;
        depth_max[c] = count[c] > 0 ? static_cast<double>(deepest[c]) * nanometre : not_a_number;
        covered_share[c] = inside * static_cast<double>(covered[c]) / runs;
    }
    group_.overwrite<std::uint64_t>("count", count);
    group_.overwrite<std::uint64_t>("depth_sum", depth);
    group_.overwrite<std::uint64_t>("covered_count", covered);
    group_.overwrite<double>("density", density);
    group_.overwrite<double>("depth_mean", depth_mean);
    group_.overwrite<double>("depth_max", depth_max);
    group_.overwrite<double>("covered", covered_share);
    update_layers(tallies, count);
}

ReplicateTable::ReplicateTable(hid_t file, const std::string& file_name, const RunHeader& header)
    : group_(file, file_name, "replicates"), layers_(header.layer_names.size()) {
    group_.column<std::int64_t>("replicate", "", {"1", "running number of the replicate"}, replicate_chunk,
                                false, true);
    for (const QuantityInfo& info : quantity_table())
        group_.column<double>(info.name, "replicate", {info.units, info.long_name}, replicate_chunk, false);
    group_.fixed_dimension("layer", layers_);
    group_.table<std::uint64_t>("layer_counts", "replicate", "layer",
                                {"1", "punctures whose deepest layer is this one"}, replicate_chunk);
}

ReplicateTable ReplicateTable::existing(hid_t file, const std::string& file_name, const RunHeader& header) {
    ReplicateTable table;
    table.group_ = NetcdfGroup::existing(file, file_name, "replicates");
    table.layers_ = header.layer_names.size();
    table.written_ = table.group_.read<std::int64_t>("replicate").size();
    return table;
}

void ReplicateTable::restore(FinishedReplicates& finished) const {
    finished.values.assign(written_, {});
    for (std::size_t q = 0; q < quantity_count; ++q) {
        const std::vector<double> column = group_.read<double>(quantity_table()[q].name);
        for (std::size_t row = 0; row < std::min(written_, column.size()); ++row)
            finished.values[row][q] = column[row];
    }
    const std::vector<std::uint64_t> counts = group_.read<std::uint64_t>("layer_counts");
    for (std::size_t row = 0; (row + 1) * layers_ <= counts.size(); ++row) {
        const auto first = counts.begin() + static_cast<std::ptrdiff_t>(row * layers_);
        finished.layer_counts.emplace_back(first, first + static_cast<std::ptrdiff_t>(layers_));
    }
}

void ReplicateTable::append(const ReplicateRecord& record) {
    const std::vector<std::uint64_t>& counts = record.tallies.layer_counts;
    PUNCTA_EXPECT(counts.size() == layers_, "replicate {} counts {} layers of {}", record.replicate,
                  counts.size(), layers_);
    ids_.push_back(record.replicate);
    values_.push_back(record.values);
    layer_counts_.insert(layer_counts_.end(), counts.begin(), counts.end());
}

void ReplicateTable::flush() {
    std::vector<double> column(values_.size());
    for (std::size_t q = 0; q < quantity_count; ++q) {
        for (std::size_t row = 0; row < values_.size(); ++row) column[row] = values_[row][q];
        group_.write_rows<double>(quantity_table()[q].name, written_, column);
    }
    group_.write_rows<std::uint64_t>("layer_counts", written_, layer_counts_);
    group_.write_rows<std::int64_t>("replicate", written_, ids_);
    written_ += ids_.size();
    ids_.clear();
    values_.clear();
    layer_counts_.clear();
}

DiagnosticsGroup::DiagnosticsGroup(hid_t file, const std::string& file_name, const RunHeader& header)
    : group_(file, file_name, "diagnostics") {
    const auto count = [&](std::string_view name, std::string_view meaning) {
        group_.scalar<std::uint64_t>(name, 0, {"1", meaning});
    };
    group_.scalar("replicates_planned", header.replicates_planned, {"1", "replicates asked for"});
    count("replicates_finished", "replicates in this file");
    count("stations", "positions of the roller solved");
    count("insertions", "needle insertions computed");
    count("newton_steps", "Newton steps of the load balance");
    count("drum_updates", "changes of the drum's contact set");
    count("failures", "positions of the roller that did not converge");
    group_.scalar("wall_time", 0.0, {"s", "elapsed time of the run"});
    group_.scalar("cpu_time", 0.0, {"s", "processor time over all threads"});
    group_.scalar("rolling_radius", header.rolling_radius,
                  {"m", "radius with which the roller advances per angle"});
    group_.scalar("nominal_density", header.nominal_density,
                  {"1/m^2", "needles times passes over rolled circumference and width"});
    group_.scalar("expected_time", header.expected_time, {"s", "time of the treatment as planned"});
}

DiagnosticsGroup DiagnosticsGroup::existing(hid_t file, const std::string& file_name,
                                            const RunHeader& header) {
    DiagnosticsGroup group;
    group.group_ = NetcdfGroup::existing(file, file_name, "diagnostics");
    group.group_.overwrite<std::int64_t>("replicates_planned", std::span(&header.replicates_planned, 1));
    return group;
}

void DiagnosticsGroup::restore(FinishedReplicates& finished) const {
    const auto count = [&](std::string_view name) { return group_.read<std::uint64_t>(name).at(0); };
    finished.solver = {count("stations"), count("insertions"), count("newton_steps"), count("drum_updates"),
                       count("failures")};
    finished.wall_seconds = group_.read<double>("wall_time").at(0);
    finished.cpu_seconds = group_.read<double>("cpu_time").at(0);
}

void DiagnosticsGroup::update(const SolverCounts& solver, std::int64_t replicates, double wall_seconds,
                              double cpu_seconds) {
    overwrite_scalar(group_, "replicates_finished", static_cast<std::uint64_t>(replicates));
    overwrite_scalar(group_, "stations", solver.stations);
    overwrite_scalar(group_, "insertions", solver.insertions);
    overwrite_scalar(group_, "newton_steps", solver.newton_steps);
    overwrite_scalar(group_, "drum_updates", solver.drum_updates);
    overwrite_scalar(group_, "failures", solver.failures);
    group_.overwrite<double>("wall_time", std::span(&wall_seconds, 1));
    group_.overwrite<double>("cpu_time", std::span(&cpu_seconds, 1));
}

}  // namespace puncta
