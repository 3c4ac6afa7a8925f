/// The result file: what is written is what is read, and nothing that looks finished is left by a failure.

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "engine/storage/hdf5_handle.hpp"
#include "engine/storage/part_file.hpp"
#include "engine/storage/result_writer.hpp"
#include "tests/integration/small_result.hpp"

namespace puncta {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Reads with plain C calls, apart from the code under test.
class Reader {
  public:
    explicit Reader(const fs::path& path) : file_(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT)) {
        if (file_ < 0) throw std::runtime_error("cannot open " + path.string());
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() { H5Fclose(file_); }

    [[nodiscard]] std::vector<double> values(const std::string& name) const {
        const hid_t dataset = H5Dopen2(file_, name.c_str(), H5P_DEFAULT);
        EXPECT_GE(dataset, 0) << name;
        const hid_t space = H5Dget_space(dataset);
        std::vector<double> result(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
        EXPECT_GE(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, result.data()), 0)
            << name;
        H5Sclose(space);
        H5Dclose(dataset);
        return result;
    }
    [[nodiscard]] double attribute(const std::string& object, const std::string& name) const {
        double value = not_a_number;
        EXPECT_GE(H5LTget_attribute_double(file_, object.c_str(), name.c_str(), &value), 0) << object << name;
        return value;
    }
    [[nodiscard]] bool has(const std::string& name) const {
        return H5Lexists(file_, name.c_str(), H5P_DEFAULT) > 0;
    }

  private:
    hid_t file_;
};

class ResultWriterTest : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("puncta_writer_" + std::to_string(::getpid()));
        fs::create_directories(folder_);
        path_ = folder_ / "out.h5";
        part_ = folder_ / "out.h5.part";
    }
    void TearDown() override { fs::remove_all(folder_); }

    /// The sentence of the StorageError that constructing a writer for `target` throws.
    static std::string refusal(const fs::path& target) {
        try {
            ResultWriter writer(target, small_header());
        } catch (const StorageError& error) {
            return error.what();
        }
        return "no error";
    }

    fs::path folder_, path_, part_;
};

TEST_F(ResultWriterTest, WhatIsWrittenIsRead) {
    // More than one chunk in uneven pieces, with a checkpoint inside a chunk.
    const std::vector<ReplicateRecord> records{small_record(0, 100000), small_record(1, 40000)};
    {
        ResultWriter writer(path_, small_header());
        for (const ReplicateRecord& record : records) {
            writer.append(record);
            writer.checkpoint();
            EXPECT_FALSE(fs::exists(path_));
        }
        writer.finish(totals_of(records));
    }
    EXPECT_TRUE(fs::exists(path_));
    EXPECT_FALSE(fs::exists(part_));
    const Reader file(path_);
    EXPECT_EQ(file.attribute("/", "complete"), 1);

    const auto x = file.values("/punctures/x"), replicate = file.values("/punctures/replicate"),
               flags = file.values("/punctures/flags"), needle = file.values("/punctures/needle");
    ASSERT_EQ(x.size(), 140000u);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::size_t row = i < 100000 ? i : i - 100000;
        ASSERT_EQ(x[i], static_cast<double>(row) * 1e-9) << i;
        ASSERT_EQ(replicate[i], i < 100000 ? 0 : 1) << i;
        ASSERT_EQ(flags[i], row % 2 == 0 ? 1 : 0) << i;
        ASSERT_EQ(needle[i], static_cast<double>(row % 24)) << i;
    }
    EXPECT_EQ(file.values("/replicates/replicate"), (std::vector<double>{0, 1}));
    EXPECT_EQ(file.values("/replicates/covered_share"), (std::vector<double>{0.25, 0.5}));
    EXPECT_EQ(file.values("/replicates/layer_counts"), (std::vector<double>{0, 0, 100000, 0, 0, 40000}));
    EXPECT_EQ(file.values("/summary/covered_share"), std::vector<double>{0.375});
    EXPECT_EQ(file.attribute("/summary/covered_share", "standard_error"), 0.125);  // half of 0.5 - 0.25
    EXPECT_EQ(file.attribute("/summary/covered_share", "count"), 2);

    EXPECT_EQ(file.values("/depth/counts"), (std::vector<double>{0, 140000, 0, 0}));
    EXPECT_EQ(file.values("/depth/density"), (std::vector<double>{0, 1e4, 0, 0}));  // all in a bin of 1e-4 m
    EXPECT_EQ(file.values("/depth/layer_counts"), (std::vector<double>{0, 0, 140000}));
    EXPECT_THAT(file.values("/map/x"),
                testing::Pointwise(testing::DoubleNear(1e-18), {-0.5e-3, 0.5e-3, 1.5e-3}));
    // 140 000 punctures in 2 replicates on 1 mm²: 7e10 per m².
    EXPECT_NEAR(file.values("/map/density")[1], 7e10, 1);
    EXPECT_NEAR(file.values("/map/depth_mean")[1], 120e-6, 1e-18);
    EXPECT_TRUE(std::isnan(file.values("/map/depth_max")[0]));
    EXPECT_EQ(file.values("/map/covered"), (std::vector<double>{0, 1, 0, 0, 0, 0}));
    EXPECT_EQ(file.values("/diagnostics/stations"), std::vector<double>{20});
    EXPECT_EQ(file.values("/diagnostics/wall_time"), std::vector<double>{3});
}

TEST_F(ResultWriterTest, DensityAtTheBorderCountsTheCellInsideTheArea) {
    // 2.5 mm x 1.25 mm in cells of 1 mm: 0.5 mm of the last column lies inside, 0.25 mm of the last row.
    RunHeader header = small_header();
    header.grid = {0, 0, 1e-3, 3, 2, 2.5e-3, 1.25e-3};
    ReplicateRecord record = small_record(0, 6);
    record.tallies.map_count = {1, 1, 1, 1, 1, 1};
    {
        ResultWriter writer(path_, header);
        writer.append(record);
        writer.finish(totals_of({record}));
    }
    // One puncture on 1, 1, 0.5, 0.25, 0.25 and 0.125 mm².
    EXPECT_THAT(Reader(path_).values("/map/density"),
                testing::Pointwise(testing::DoubleNear(1e-3), {1e6, 1e6, 2e6, 4e6, 4e6, 8e6}));
}

TEST_F(ResultWriterTest, StoppedRunLeavesAReadablePart) {
    {
        ResultWriter writer(path_, small_header());
        writer.append(small_record(0, 10));
    }
    EXPECT_FALSE(fs::exists(path_));
    const Reader file(part_);
    EXPECT_EQ(file.attribute("/", "complete"), 0);
    EXPECT_EQ(file.values("/punctures/depth").size(), 10u);
    EXPECT_EQ(file.values("/replicates/replicate").size(), 1u);
    EXPECT_EQ(file.values("/diagnostics/replicates_finished"), std::vector<double>{1});
    EXPECT_FALSE(file.has("/summary"));
}

TEST_F(ResultWriterTest, KilledRunLeavesTheLastCheckpoint) {
    const auto child = [&] {
        ResultWriter writer(path_, small_header());
        writer.append(small_record(0, 10));
        writer.checkpoint();
        writer.append(small_record(1, 10));
        std::raise(SIGKILL);
    };
    EXPECT_EXIT(child(), testing::KilledBySignal(SIGKILL), "");
    EXPECT_FALSE(fs::exists(path_));
    const Reader file(part_);
    EXPECT_EQ(file.attribute("/", "complete"), 0);
    EXPECT_EQ(file.values("/punctures/depth").size(), 10u);
    EXPECT_EQ(file.values("/depth/counts"), (std::vector<double>{0, 10, 0, 0}));
}

TEST_F(ResultWriterTest, NothingAppendedLeavesNothing) {
    {
        ResultWriter writer(path_, small_header());
    }
    EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(ResultWriterTest, TargetsThatCannotBeWritten) {
    EXPECT_THAT(refusal(folder_), HasSubstr("it is a folder"));
    EXPECT_THAT(refusal(folder_ / "missing" / "out.h5"), HasSubstr("missing' does not exist"));
    EXPECT_THAT(refusal("/dev/null"), HasSubstr("a device or another special file"));
    EXPECT_THAT(refusal("/proc/out.h5"), HasSubstr("cannot write the result '/proc/out.h5.part'"));
    EXPECT_THAT(refusal(folder_ / ""), HasSubstr("names a folder"));
    std::ofstream(folder_ / "file") << "x";
    EXPECT_THAT(refusal(folder_ / "file" / "out.h5"), HasSubstr("does not exist"));
    fs::create_directory(part_);
    EXPECT_THAT(refusal(path_), HasSubstr("Is a directory"));
}

TEST_F(ResultWriterTest, OnlyOneRunWritesAFile) {
    ResultWriter writer(path_, small_header());
    writer.append(small_record(0, 10));
    EXPECT_THAT(refusal(path_), HasSubstr("another run is writing it"));
    writer.checkpoint();  // the first is not disturbed
}

TEST_F(ResultWriterTest, EarlierResultSurvivesAFailure) {
    // Only the first bytes decide that a file is a result and may be replaced.
    const std::string earlier = "\x89HDF\r\n\x1a\nan earlier result";
    std::ofstream(path_, std::ios::binary) << earlier;
    {
        ResultWriter writer(path_, small_header());
        writer.append(small_record(0, 10));
        writer.checkpoint();
    }
    std::ifstream in(path_, std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), earlier);
}

TEST_F(ResultWriterTest, FilesOfOthersAreNotReplaced) {
    std::ofstream(path_) << "title = \"a scenario\"\n";
    EXPECT_THROW(ResultWriter(path_, small_header()), StorageError);
    EXPECT_FALSE(fs::exists(path_.string() + ".part"));
    EXPECT_EQ(fs::file_size(path_), 21u);
}

TEST_F(ResultWriterTest, FailedWriteIsAStorageError) {
    // A limit on the file size fails inside HDF5 as a quota would, at a place we choose: the library must
    // survive it, say why, and leave the last checkpoint (nothing after it was flushed).
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    std::string message;
    {
        ResultWriter writer(path_, small_header());
        writer.append(small_record(0, 10));
        writer.checkpoint();
        const rlimit small{fs::file_size(part_) + 1000, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        try {
            writer.append(small_record(1, 100000));
            writer.checkpoint();
        } catch (const StorageError& error) {
            message = error.what();
        }
        setrlimit(RLIMIT_FSIZE, &before);
        EXPECT_THROW(writer.append(small_record(2, 10)), ContractError);
    }
    EXPECT_THAT(message, HasSubstr("out.h5.part"));
    EXPECT_THAT(message, HasSubstr("File too large"));
    EXPECT_FALSE(fs::exists(path_));
    const Reader file(part_);
    EXPECT_EQ(file.values("/replicates/replicate"), std::vector<double>{0});
    EXPECT_EQ(file.values("/depth/counts"), (std::vector<double>{0, 10, 0, 0}));
}

TEST_F(ResultWriterTest, VanishedFolderIsAStorageError) {
    const std::vector<ReplicateRecord> records{small_record(0, 10)};
    ResultWriter writer(path_, small_header());
    writer.append(records[0]);
    fs::remove_all(folder_);
    EXPECT_THROW(writer.finish(totals_of(records)), StorageError);
}

TEST_F(ResultWriterTest, TotalsMustBeThoseOfTheRecords) {
    ResultWriter writer(path_, small_header());
    writer.append(small_record(0, 10));
    EXPECT_THROW(writer.finish(totals_of({})), ContractError);
    EXPECT_THROW(writer.finish(totals_of({small_record(0, 11)})), ContractError);
    writer.finish(totals_of({small_record(0, 10)}));
    EXPECT_THROW(writer.append(small_record(1, 10)), ContractError);
}

TEST_F(ResultWriterTest, WithoutPuncturesTheColumnsAreEmpty) {
    RunHeader header = small_header();
    header.keep_punctures = false;
    const std::vector<ReplicateRecord> records{small_record(0, 0)};
    {
        ResultWriter writer(path_, header);
        writer.append(records[0]);
        writer.finish(totals_of(records));
    }
    const Reader file(path_);
    EXPECT_TRUE(file.values("/punctures/depth").empty());
    EXPECT_TRUE(std::isnan(file.values("/summary/depth_mean")[0]));
    EXPECT_TRUE(std::isnan(file.values("/depth/density")[0]));
}

/// The largest resident size of this process so far [bytes].
std::uint64_t peak_memory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// Writes `rows` rows, 100 000 a replicate, and returns by how much the peak memory grew meanwhile.
std::uint64_t memory_for(const fs::path& path, std::uint64_t rows) {
    const std::uint64_t before = peak_memory();
    const std::vector<ReplicateRecord> one{small_record(0, 100000)};
    RunTotals totals = totals_of(one);
    ResultWriter writer(path, small_header());
    for (std::uint64_t done = 0; done < rows; done += 100000) {
        writer.append(one[0]);
        if (done % 10000000 == 0) writer.checkpoint();
        if (done > 0) {
            totals.tallies.add(one[0].tallies);
            ++totals.replicates;
        }
    }
    writer.finish(totals);
    return peak_memory() - before;
}

TEST_F(ResultWriterTest, MemoryDoesNotGrowWithTheRows) {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the sanitizer keeps freed memory";
#endif
    // The ring holds four blocks of 65 536 rows of 80 bytes, 21 MB; chunks and HDF5 take as much again. Five
    // million rows are 400 MB.
    EXPECT_LT(memory_for(path_, 5000000), std::uint64_t{100} << 20);
}

TEST_F(ResultWriterTest, HundredMillionRowsInOneGigabyte) {
    if (std::getenv("PUNCTA_LONG") == nullptr)
        GTEST_SKIP() << "8 GB of rows: only under ./puncta test --long";
    EXPECT_LT(memory_for(path_, 100000000), std::uint64_t{200} << 20);
    EXPECT_LT(peak_memory(), std::uint64_t{1} << 30);
    const Hdf5File file(H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), {path_.string(), ""}, "open");
    const Hdf5Dataset depth(H5Dopen2(file.id(), "/punctures/depth", H5P_DEFAULT), {path_.string(), "depth"},
                            "open");
    const Hdf5Space space(H5Dget_space(depth.id()), {path_.string(), "depth"}, "measure");
    EXPECT_EQ(H5Sget_simple_extent_npoints(space.id()), 100000000);
}

}  // namespace
}  // namespace puncta
