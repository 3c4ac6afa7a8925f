/// Reading a result that nobody vouches for: what the writer wrote is read, everything else is refused in one
/// sentence that names the file and the fault.

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "engine/storage/data_hash.hpp"
#include "engine/storage/hdf5_attribute.hpp"
#include "engine/storage/result_file.hpp"
#include "engine/storage/result_writer.hpp"
#include "tests/integration/small_result.hpp"

namespace puncta {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class ResultFileTest : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("puncta_reader_" + std::to_string(::getpid()));
        fs::create_directories(folder_);
        path_ = folder_ / "out.h5";
        const std::vector<ReplicateRecord> records{small_record(0, 70000), small_record(1, 40)};
        ResultWriter writer(path_, small_header());
        for (const ReplicateRecord& record : records) writer.append(record);
        writer.finish(totals_of(records));
    }
    void TearDown() override { fs::remove_all(folder_); }

    /// Changes the finished file with plain C calls.
    void edit(const std::function<void(hid_t)>& change) const {
        const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
        ASSERT_GE(file, 0);
        change(file);
        H5Fclose(file);
    }
    static void replace(hid_t file, const char* name, hid_t type, std::vector<hsize_t> shape,
                        hid_t properties = H5P_DEFAULT) {
        H5Ldelete(file, name, H5P_DEFAULT);
        const hid_t space = H5Screate_simple(int(shape.size()), shape.data(), nullptr);
        const hid_t dataset = H5Dcreate2(file, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
        EXPECT_GE(dataset, 0) << name;
        H5Dclose(dataset);
        H5Sclose(space);
    }
    [[nodiscard]] std::string refusal() const {
        try {
            (void)ResultFile::open(path_);
        } catch (const InputError& error) {
            EXPECT_THAT(error.what(), HasSubstr("out.h5"));
            return error.what();
        }
        return "no error";
    }

    fs::path folder_, path_;
};

TEST_F(ResultFileTest, ReadsWhatTheWriterWrote) {
    const ResultFile file = ResultFile::open(path_);
    EXPECT_TRUE(file.complete());
    EXPECT_EQ(file.text("/scenario/source").size(), 100000u);
    EXPECT_EQ(file.texts("/depth/layer_name"), small_header().layer_names);
    EXPECT_EQ(file.numbers("/depth/counts"), (std::vector<double>{0, 70040, 0, 0}));
    EXPECT_EQ(file.number("/summary/covered_share"), 0.375);
    EXPECT_EQ(file.number_attribute("/summary/covered_share", "standard_error"), 0.125);
    EXPECT_EQ(file.text_attribute("/map/density", "units"), "1/m^2");
    EXPECT_EQ(file.dataset("/map/density").shape, (std::vector<std::uint64_t>{2, 3}));
    EXPECT_EQ(file.rows("/punctures/x"), 70040u);
    // Across the border of the first chunk, and beyond the last row.
    const auto x = file.values<double>("/punctures/x", 65530, 10);
    ASSERT_EQ(x.size(), 10u);
    for (std::size_t i = 0; i < x.size(); ++i) EXPECT_EQ(x[i], double(65530 + i) * 1e-9);
    EXPECT_EQ(file.values<std::int32_t>("/punctures/replicate", 69999, 100).size(), 41u);
    EXPECT_EQ(file.values<std::int32_t>("/punctures/replicate", 69999, 2), (std::vector<std::int32_t>{0, 1}));
    EXPECT_EQ(file.values<std::uint8_t>("/punctures/flags", 0, 3), (std::vector<std::uint8_t>{1, 0, 1}));
    EXPECT_TRUE(file.values<double>("/punctures/x", 80000, 5).empty());
    EXPECT_EQ(file.values<std::int64_t>("/replicates/layer_counts", 1, 1),
              (std::vector<std::int64_t>{0, 0, 40}));
    EXPECT_EQ(file.dataset("/map/layer_count").shape, (std::vector<std::uint64_t>{3, 2, 3}));
    std::vector<double> layers(18, 0);
    layers[2 * 6 + 1] = 70040;
    EXPECT_EQ(file.numbers("/map/layer_count"), layers);
    EXPECT_EQ(file.values<std::int64_t>("/map/layer_count", 2, 1),
              (std::vector<std::int64_t>{0, 70040, 0, 0, 0, 0}));
    const std::vector<double> shares = file.numbers("/map/layer_reached");
    EXPECT_EQ(shares[2 * 6 + 1], 1);
    EXPECT_EQ(shares[1], 0);
    EXPECT_TRUE(std::isnan(shares[0]));
    // Means of 0 and 0.02, 0 and 0.01.
    EXPECT_EQ(file.numbers("/channels/open_area"), (std::vector<double>{0.01, 0.005, 0, 0}));
    EXPECT_EQ(file.values<double>("/channels/replicate_open_area", 1, 1),
              (std::vector<double>{0.02, 0.01, 0, 0}));
    EXPECT_EQ(file.numbers("/channels/depth_bin").size(), 4u);
    EXPECT_THROW((void)file.values<double>("/punctures/layer", 0, 1), InputError);
    EXPECT_THROW((void)file.number("/map/density"), InputError);
}

TEST_F(ResultFileTest, LayoutNamesEveryDatasetOfTheFile) {
    // FORMAT.md is compared with a file by test_format.py; here the table of the reader is, in both
    // directions.
    const ResultFile file = ResultFile::open(path_);
    std::vector<std::string> listed, found;
    for (const LayoutEntry& entry : result_layout()) listed.push_back(entry.path);
    for (const ResultDataset& dataset : file.datasets()) found.push_back(dataset.path);
    EXPECT_THAT(found, testing::UnorderedElementsAreArray(listed));
}

TEST_F(ResultFileTest, UnfinishedFilesAreReadWhenAskedFor) {
    const fs::path other = folder_ / "other.h5", part = folder_ / "other.h5.part";
    {
        ResultWriter writer(other, small_header());
        writer.append(small_record(0, 10));
        writer.checkpoint();
        try {
            (void)ResultFile::open(part, Unfinished::accept);
            FAIL() << "no error";
        } catch (const InputError& error) {
            EXPECT_THAT(error.what(), HasSubstr("another program is writing it"));
        }
    }
    EXPECT_EQ(ResultFile::open(part, Unfinished::accept).rows("/punctures/x"), 10u);
    EXPECT_FALSE(ResultFile::open(part, Unfinished::accept).complete());
    EXPECT_THROW((void)ResultFile::open(part), InputError);
}

TEST_F(ResultFileTest, NoResultAtAll) {
    const auto replaced_by = [&](const std::string& content) {
        std::ofstream(path_, std::ios::binary | std::ios::trunc) << content;
        return refusal();
    };
    EXPECT_THAT(replaced_by(""), HasSubstr("it is empty"));
    EXPECT_THAT(replaced_by("title = \"a scenario\"\n"), HasSubstr("not an HDF5 file"));
    EXPECT_THAT(replaced_by("\x89HDF\r\n\x1a\n" + std::string(100, 'x')), HasSubstr("truncated or damaged"));
    fs::remove(path_);
    EXPECT_THAT(refusal(), HasSubstr("no such file"));
    fs::create_directory(path_);
    EXPECT_THAT(refusal(), HasSubstr("it is a folder"));
}

TEST_F(ResultFileTest, TruncatedAnywhere) {
    const auto size = fs::file_size(path_);
    for (const double share : {0.9999, 0.9, 0.5, 0.1, 0.01}) {
        fs::resize_file(path_, static_cast<std::uintmax_t>(share * double(size)));
        EXPECT_THAT(refusal(), HasSubstr("truncated or damaged")) << share;
    }
}

TEST_F(ResultFileTest, OtherHdf5AndNewerFormats) {
    edit([](hid_t file) {
        const std::int64_t newer = 99;
        H5LTset_attribute_long_long(file, "/", "format_version", reinterpret_cast<const long long*>(&newer),
                                    1);
    });
    EXPECT_THAT(refusal(), AllOf(HasSubstr("has format 99"), HasSubstr("reads up to format")));
    edit([](hid_t file) { H5Adelete(file, "puncta_version"); });
    EXPECT_THAT(refusal(), HasSubstr("an HDF5 file but not a result of Puncta"));
}

TEST_F(ResultFileTest, MissingAndMistypedDatasets) {
    edit([](hid_t file) { replace(file, "/map/count", H5T_IEEE_F64LE, {0, 0}); });
    EXPECT_THAT(refusal(), HasSubstr("/map/count is of type f64, not i64"));
    edit([](hid_t file) { replace(file, "/map/count", H5T_STD_I64BE, {2, 3}); });
    EXPECT_THAT(refusal(), HasSubstr("/map/count has a type that no result has"));
    edit([](hid_t file) { replace(file, "/map/count", H5T_STD_I64LE, {0}); });
    EXPECT_THAT(refusal(), HasSubstr("/map/count has 1 axes, not 2"));
    edit([](hid_t file) { H5Ldelete(file, "/map", H5P_DEFAULT); });
    EXPECT_THAT(refusal(), HasSubstr("is missing"));
}

TEST_F(ResultFileTest, AbsurdLengths) {
    edit([](hid_t file) { replace(file, "/map/count", H5T_STD_I64LE, {1u << 30, 1u << 30}); });
    EXPECT_THAT(refusal(), HasSubstr("/map/count claims"));
    edit([](hid_t file) {
        const hid_t dataset = H5Dopen2(file, "/punctures/x", H5P_DEFAULT);
        const hsize_t rows = hsize_t{1} << 39;
        EXPECT_GE(H5Dset_extent(dataset, &rows), 0);
        H5Dclose(dataset);
        H5Ldelete(file, "/map/count", H5P_DEFAULT);
    });
    EXPECT_THAT(refusal(), HasSubstr("claims"));
}

TEST_F(ResultFileTest, ColumnsOfDifferentLength) {
    edit([](hid_t file) {
        const hid_t dataset = H5Dopen2(file, "/punctures/flags", H5P_DEFAULT);
        const hsize_t rows = 70039;
        H5Dset_extent(dataset, &rows);
        H5Dclose(dataset);
    });
    EXPECT_THAT(refusal(), HasSubstr("70039 entries along 'puncture' where others have 70040"));
}

TEST_F(ResultFileTest, NothingPointsElsewhere) {
    const auto secret = folder_ / "secret";
    std::ofstream(secret) << std::string(100, 's');
    edit([](hid_t file) {
        H5Lcreate_external("/etc/passwd", "/x", file, "/map/more", H5P_DEFAULT, H5P_DEFAULT);
    });
    EXPECT_THAT(refusal(), HasSubstr("/map/more is a link to elsewhere"));
    edit([](hid_t file) {
        H5Ldelete(file, "/map/more", H5P_DEFAULT);
        H5Lcreate_soft("/map", file, "/map/more", H5P_DEFAULT, H5P_DEFAULT);
    });
    EXPECT_THAT(refusal(), HasSubstr("/map/more is a link to elsewhere"));
    edit([](hid_t file) {
        H5Ldelete(file, "/map/more", H5P_DEFAULT);
        H5Lcreate_hard(file, "/map", file, "/map/more", H5P_DEFAULT, H5P_DEFAULT);  // a loop
    });
    EXPECT_THAT(refusal(), HasSubstr("/map/more is no dataset"));
    edit([&](hid_t file) {
        H5Ldelete(file, "/map/more", H5P_DEFAULT);
        const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
        H5Pset_external(properties, secret.c_str(), 0, 48);
        replace(file, "/map/count", H5T_STD_I64LE, {2, 3}, properties);
        H5Pclose(properties);
    });
    EXPECT_THAT(refusal(), HasSubstr("/map/count keeps its values in other files"));
}

TEST_F(ResultFileTest, BombsAreNotUnfolded) {
    // 64 megabytes of zeros in one chunk of a column that says it holds 70040 rows.
    edit([](hid_t file) {
        const hid_t dataset = H5Dopen2(file, "/punctures/x", H5P_DEFAULT);
        ChunkEncoder encoder;
        const auto bomb = encoder.encode(std::vector<std::uint8_t>(std::size_t{64} << 20), true);
        const hsize_t start = 0;
        EXPECT_GE(H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, &start, bomb.size(), bomb.data()), 0);
        H5Dclose(dataset);
    });
    const ResultFile file = ResultFile::open(path_);
    EXPECT_THROW((void)file.values<double>("/punctures/x", 0, 1), InputError);
}

TEST_F(ResultFileTest, HashOfWhatIsReadIsThatOfWhatWasWritten) {
    // Written: summed up while the rows passed by, across the border of a chunk. Read: from the file, anew.
    const ResultFile file = ResultFile::open(path_);
    const std::string written = file.text_attribute("/", "data_hash");
    EXPECT_EQ(written.size(), 32u);
    EXPECT_EQ(data_hash(file), written);
    // The same rows in other portions, with checkpoints between, and another value.
    const auto hash_of = [&](double first_x) {
        const fs::path other = folder_ / "other.h5";
        std::vector<ReplicateRecord> records{small_record(0, 70000), small_record(1, 40)};
        records[0].punctures[0].x = first_x;
        {
            ResultWriter writer(other, small_header());
            for (const ReplicateRecord& record : records) {
                writer.append(record);
                writer.checkpoint();
            }
            writer.finish(totals_of(records));
        }
        return ResultFile::open(other).text_attribute("/", "data_hash");
    };
    EXPECT_EQ(hash_of(0), written);
    EXPECT_NE(hash_of(1e-300), written);
}

TEST_F(ResultFileTest, AChangedValueChangesTheHash) {
    const std::string written = data_hash(ResultFile::open(path_));
    edit([](hid_t file) {
        const hid_t dataset = H5Dopen2(file, "/depth/needle_length", H5P_DEFAULT);
        const double value = 1.5001e-3;
        H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value);
        H5Dclose(dataset);
    });
    EXPECT_NE(data_hash(ResultFile::open(path_)), written);
}

TEST_F(ResultFileTest, DiagnosticsAndDateDoNotCount) {
    const std::string written = data_hash(ResultFile::open(path_));
    edit([](hid_t file) {
        const hid_t dataset = H5Dopen2(file, "/diagnostics/wall_time", H5P_DEFAULT);
        const double value = 99;
        H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value);
        H5Dclose(dataset);
        set_attribute(file, {"out.h5", "/"}, "created", std::string_view("1970-01-01T00:00:00Z"));
        set_attribute(file, {"out.h5", "/"}, "compiler", std::string_view("another"));
    });
    EXPECT_EQ(data_hash(ResultFile::open(path_)), written);
    edit([](hid_t file) { set_attribute(file, {"out.h5", "/"}, "title", std::string_view("another")); });
    EXPECT_NE(data_hash(ResultFile::open(path_)), written);
}

}  // namespace
}  // namespace puncta
