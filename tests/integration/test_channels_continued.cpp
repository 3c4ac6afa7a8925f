/// What a continued run takes over: channels over depth and layers of the map, as the file holds them.

#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/simulation/run.hpp"
#include "engine/storage/result_file.hpp"
#include "engine/storage/result_writer.hpp"
#include "tests/integration/small_result.hpp"

namespace puncta {
namespace {

namespace fs = std::filesystem;

class ChannelsContinued : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("puncta_channels_" + std::to_string(::getpid()));
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    static std::vector<ReplicateRecord> some_records(std::int64_t count) {
        std::vector<ReplicateRecord> records;
        for (std::int64_t r = 0; r < count; ++r) {
            records.push_back(small_record(r, 3 + std::size_t(r)));
            records.back().values.fill(0.5);
            at(records.back().values, Quantity::punctures_total) = 3 + double(r);
            records.back().channels.open_area[2] = 1.0 / double(7 + r);
        }
        return records;
    }

    /// Appends records from `first` on, behind what `writer` has, and finishes.
    static void finish(ResultWriter& writer, const std::vector<ReplicateRecord>& records, std::size_t first) {
        TotalsCollector collector(3, writer.finished());
        for (std::size_t i = first; i < records.size(); ++i) {
            collector.add(records[i]);
            writer.append(records[i]);
        }
        writer.finish(collector.totals());
    }

    fs::path folder_;
    const std::vector<std::string> names_{
        "/channels/open_area",           "/channels/open_area_ci_high",      "/channels/holes_deeper",
        "/channels/replicate_open_area", "/channels/replicate_holes_deeper", "/map/layer_count"};
};

TEST_F(ChannelsContinued, EqualThoseOfOneGo) {
    const std::vector<ReplicateRecord> records = some_records(40);  // more than a chunk of the tables
    const fs::path whole = folder_ / "whole.h5", parts = folder_ / "parts.h5";
    {
        ResultWriter writer(whole, small_header());
        finish(writer, records, 0);
    }
    {
        ResultWriter writer(parts, small_header());
        for (std::size_t i = 0; i < 19; ++i) writer.append(records[i]);
        writer.checkpoint();
    }
    {
        ResultWriter writer(parts, small_header(), Earlier::resume);
        ASSERT_EQ(writer.finished().channels.size(), 19U);
        EXPECT_EQ(writer.finished().channels[18].open_area, records[18].channels.open_area);
        EXPECT_EQ(writer.finished().channels[18].holes_deeper, records[18].channels.holes_deeper);
        finish(writer, records, 19);
    }
    const ResultFile one = ResultFile::open(whole), two = ResultFile::open(parts);
    for (const std::string& name : names_) EXPECT_EQ(one.numbers(name), two.numbers(name)) << name;
}

TEST_F(ChannelsContinued, AFinishedResultIsExtended) {
    const std::vector<ReplicateRecord> records = some_records(5);
    const fs::path whole = folder_ / "whole.h5", parts = folder_ / "parts.h5";
    {
        ResultWriter writer(whole, small_header());
        finish(writer, records, 0);
    }
    {
        ResultWriter writer(parts, small_header());
        finish(writer, {records[0], records[1]}, 0);
    }
    {
        ResultWriter writer(parts, small_header(), Earlier::extend);
        finish(writer, records, 2);
    }
    const ResultFile one = ResultFile::open(whole), two = ResultFile::open(parts);
    for (const std::string& name : names_) EXPECT_EQ(one.numbers(name), two.numbers(name)) << name;
}

}  // namespace
}  // namespace puncta
