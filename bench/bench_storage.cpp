/// Question: how fast does the puncture table reach the file, and how large is it there?
/// Work unit: one row of 79 bytes, a million per iteration, from the append to the flushed file, wall time
/// with the writer thread beside the calling one. Rows resemble those of a run: positions and depths without
/// pattern in their last digits, needles and layers that repeat. Files go to the temporary folder (TMPDIR).

#include <cmath>
#include <filesystem>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "engine/random/draws.hpp"
#include "engine/storage/chunk_codec.hpp"
#include "engine/storage/fletcher32.hpp"
#include "engine/storage/puncture_table.hpp"
#include "engine/storage/result_writer.hpp"

namespace {

using namespace puncta;

constexpr std::size_t batch_rows = 50000, batches = 20;

std::vector<Puncture> punctures() {
    std::vector<Puncture> rows(batch_rows);
    for (std::size_t n = 0; n < rows.size(); ++n) {
        const auto draw = [&](std::uint64_t what) { return Draws(what).uniform(Purpose::start_phase, {n}); };
        const double depth = 4e-4 * std::exp(0.5 * (draw(3) - 0.5)), arc = 1e-3 + 2e-4 * draw(4);
        rows[n] = {.x = 0.02 * draw(1),
                   .y = 0.02 * draw(2),
                   .depth = depth,
                   .displacement = depth + arc,
                   .force = 0.03 * std::sqrt(draw(5)),
                   .entry_angle = 0.3 * draw(6),
                   .slit_length = 3e-4 * draw(7),
                   .swept_length = 8e-4 * draw(8),
                   .layer = static_cast<std::int16_t>(depth > 4e-4 ? 3 : 2),
                   .pass = static_cast<std::int16_t>(n / 3000),
                   .row = static_cast<std::int16_t>(n % 8),
                   .needle = static_cast<std::int16_t>(n * 7 % 24),
                   .replicate = static_cast<std::int32_t>(n / 25000),
                   .flags = static_cast<std::uint8_t>(draw(9) < 0.05 ? 1 : 0)};
    }
    return rows;
}

/// A file of our own, removed in the end.
class ScratchFile {
  public:
    ScratchFile()
        : path_(std::filesystem::temp_directory_path() /
                ("puncta_bench_" + std::to_string(::getpid()) + ".h5")),
          file_(H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), {path_.string(), ""},
                "create") {}
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    ~ScratchFile() { std::filesystem::remove(path_); }
    [[nodiscard]] hid_t id() const { return file_.id(); }
    [[nodiscard]] std::uint64_t size() const {
        hsize_t bytes = 0;
        checked(H5Fget_filesize(file_.id(), &bytes), {path_.string(), ""}, "measure");
        return bytes;
    }

  private:
    std::filesystem::path path_;
    Hdf5File file_;
};

std::uint64_t write_table(const std::vector<Puncture>& rows, PunctureTable::Packing packing) {
    ScratchFile file;
    NetcdfGroup group(file.id(), "bench", "punctures");
    {
        PunctureTable table(
            std::move(group), [](std::uint64_t, const std::function<void()>& write) { write(); }, packing);
        for (std::size_t batch = 0; batch < batches; ++batch) table.append(rows);
        table.drain();
        table.flush();
    }
    checked(H5Fflush(file.id(), H5F_SCOPE_LOCAL), {"bench", ""}, "flush");
    double last = 0;
    const hsize_t row = batches * batch_rows - 1, one = 1;
    const Hdf5Dataset depth(H5Dopen2(file.id(), "/punctures/depth", H5P_DEFAULT), {"bench", "depth"}, "open");
    const Hdf5Space source(H5Dget_space(depth.id()), {"bench", "depth"}, "measure");
    const Hdf5Space target(H5Screate_simple(1, &one, nullptr), {"bench", "depth"}, "describe");
    H5Sselect_hyperslab(source.id(), H5S_SELECT_SET, &row, nullptr, &one, nullptr);
    H5Dread(depth.id(), H5T_NATIVE_DOUBLE, target.id(), source.id(), H5P_DEFAULT, &last);
    PUNCTA_EXPECT(last == rows.back().depth, "the last depth is {}, not {}", last, rows.back().depth);
    return file.size();
}

void puncture_table(benchmark::State& state, PunctureTable::Packing packing) {
    const std::vector<Puncture> rows = punctures();
    std::uint64_t bytes = 0;
    for (auto _ : state) bytes = write_table(rows, packing);
    const double written = double(batches * batch_rows);
    state.counters["rows/s"] =
        benchmark::Counter(double(state.iterations()) * written, benchmark::Counter::kIsRate);
    state.counters["row_bytes/s"] =
        benchmark::Counter(double(state.iterations()) * written * 79, benchmark::Counter::kIsRate);
    state.counters["bytes_per_row"] = double(bytes) / written;
}
BENCHMARK_CAPTURE(puncture_table, raw, PunctureTable::Packing::raw)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(puncture_table, compressed, PunctureTable::Packing::compressed)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

/// A checkpoint of a run that has one every second: 500 punctures of one replicate, maps of 40 x 40 cells.
void result_checkpoint(benchmark::State& state) {
    RunHeader header;
    header.layer_names = {"epidermis", "dermis", "fat"};
    header.layer_tops = {0, 1e-4, 1e-3};
    header.grid = {0, 0, 5e-4, 40, 40, 0.02, 0.02};
    header.bins = {1e-5, 180};
    header.keep_punctures = true;
    ReplicateRecord record;
    record.punctures = punctures();
    record.punctures.resize(500);
    record.tallies.depth_counts.assign(180, 1);
    record.tallies.layer_counts = {0, 500, 0};
    record.tallies.map_layers.assign(3 * header.grid.size(), 1);
    record.channels = {std::vector<double>(180, 0.0), std::vector<double>(180, 0.0)};
    for (auto* map : {&record.tallies.map_count, &record.tallies.map_depth, &record.tallies.map_depth_max,
                      &record.tallies.map_covered})
        map->assign(header.grid.size(), 1);
    const auto path =
        std::filesystem::temp_directory_path() / ("puncta_bench_" + std::to_string(::getpid()) + "_run.h5");
    {
        ResultWriter writer(path, header);
        for (auto _ : state) {
            writer.append(record);
            writer.checkpoint();
        }
    }
    const std::filesystem::path part = path.string() + ".part";
    PUNCTA_EXPECT(std::filesystem::file_size(part) > 100000, "{} bytes", std::filesystem::file_size(part));
    std::filesystem::remove(part);
}
BENCHMARK(result_checkpoint)->Unit(benchmark::kMillisecond)->UseRealTime();

/// One column of depths as a chunk: where the time of the writer thread goes.
void chunk_compressed(benchmark::State& state) {
    std::vector<double> depths;
    for (const Puncture& row : punctures()) depths.push_back(row.depth);
    AlignedBytes planes(depths.size() * sizeof(double));
    ChunkEncoder encoder;
    for (auto _ : state) {
        shuffle<double>(depths, 0, depths.size(), planes.data());
        benchmark::DoNotOptimize(encoder.encode(planes.first(depths.size() * sizeof(double)), true).size());
    }
    state.SetBytesProcessed(
        std::int64_t(double(state.iterations()) * double(depths.size()) * sizeof(double)));
}
BENCHMARK(chunk_compressed)->Unit(benchmark::kMicrosecond);

void chunk_checksum(benchmark::State& state) {
    const std::vector<std::uint8_t> bytes(std::size_t{1} << 19, 77);
    for (auto _ : state) benchmark::DoNotOptimize(fletcher32(bytes));
    state.SetBytesProcessed(std::int64_t(double(state.iterations()) * double(bytes.size())));
}
BENCHMARK(chunk_checksum)->Unit(benchmark::kMicrosecond);

}  // namespace
