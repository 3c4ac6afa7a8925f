#pragma once
/// A made-up run of a few replicates whose numbers can be counted by hand, for the tests of result files.

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/records/run_record.hpp"

namespace puncta {

/// Three layers, a map of 3 x 2 cells of a millimetre, four depth bins of 0.1 mm.
inline RunHeader small_header() {
    RunHeader header;
    header.title = "a test, 15 µm";
    header.source = std::string(100000, '#');  // longer than an HDF5 attribute may be
    header.resolved = "[skin]\nsite = \"cheek\"\n";
    header.hash = "0123";
    header.seed = 0xFFFFFFFFFFFFFFFFULL;
    header.replicates_planned = 2;
    header.rolling_radius = 0.011;
    header.nominal_density = 2.5e6;
    header.needle_length = 1.5e-3;
    header.layer_names = {"stratum corneum", "epidermis", "dermis"};
    header.layer_tops = {0, 15e-6, 75e-6};
    header.grid = {-1e-3, 0, 1e-3, 3, 2, 3e-3, 2e-3};
    header.bins = {1e-4, 4};
    header.keep_punctures = true;
    return header;
}

/// Replicate r with `rows` punctures at depth 120 um in cell (x 1, y 0), in dermis.
inline ReplicateRecord small_record(std::int64_t replicate, std::size_t rows) {
    ReplicateRecord record;
    record.replicate = replicate;
    record.values.fill(0.25 * static_cast<double>(replicate + 1));
    at(record.values, Quantity::depth_mean) = rows > 0 ? 120e-6 : std::numeric_limits<double>::quiet_NaN();
    record.tallies = {{0, rows, 0, 0},
                      {0, 0, rows},
                      {0, rows, 0, 0, 0, 0},
                      {0, rows * 120000, 0, 0, 0, 0},
                      {0, rows > 0 ? 120000u : 0u, 0, 0, 0, 0},
                      {0, rows > 0 ? 1u : 0u, 0, 0, 0, 0},
                      std::vector<std::uint64_t>(18, 0)};
    record.tallies.map_layers[2 * 6 + 1] = rows;
    record.channels = {{0.02 * double(replicate), 0.01 * double(replicate), 0, 0},
                       {double(rows) / 6e-6, 0.2 * double(rows) / 6e-6, 0, 0}};
    record.solver = {10, rows, 30, 2, 0};
    record.cpu_seconds = 0.5;
    for (std::size_t i = 0; i < rows; ++i) {
        Puncture puncture;
        puncture.x = static_cast<double>(i) * 1e-9;
        puncture.depth = 120e-6;
        puncture.layer = 2;
        puncture.needle = static_cast<std::int16_t>(i % 24);
        puncture.replicate = static_cast<std::int32_t>(replicate);
        puncture.flags = i % 2 == 0 ? puncture_existing_hole : 0;
        record.punctures.push_back(puncture);
    }
    return record;
}

inline RunTotals totals_of(const std::vector<ReplicateRecord>& records) {
    RunTotals totals;
    for (std::size_t q = 0; q < quantity_count; ++q) {
        std::vector<double> values;
        for (const ReplicateRecord& record : records) values.push_back(record.values[q]);
        totals.summary.push_back(estimate_mean(values, quantity_table()[q].is_share));
    }
    totals.quantile_levels = {0.05, 0.5, 0.95};
    totals.depth_quantiles.assign(3, Estimate{120e-6, 0, 120e-6, 120e-6, 2});
    totals.layer_shares = {Estimate{0, 0, 0, 0.8, 2}, Estimate{0, 0, 0, 0.8, 2}, Estimate{1, 0, 0.2, 1, 2}};
    for (std::size_t bin = 0; bin < 4; ++bin) {
        std::vector<double> open, holes;
        for (const ReplicateRecord& record : records) {
            open.push_back(record.channels.open_area[bin]);
            holes.push_back(record.channels.holes_deeper[bin]);
        }
        totals.open_area.push_back(estimate_mean(open, false));
        totals.holes_deeper.push_back(estimate_mean(holes, false));
    }
    for (const ReplicateRecord& record : records) {
        totals.tallies.add(record.tallies);
        totals.solver.add(record.solver);
        totals.cpu_seconds += record.cpu_seconds;
    }
    totals.replicates = static_cast<std::int64_t>(records.size());
    totals.wall_seconds = 3;
    return totals;
}

}  // namespace puncta
