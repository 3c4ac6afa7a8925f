/// Inputs that once crashed, hung or came with a broken promise, read again by the same entries as the
/// fuzzers'. A folder of regressions/ for each entry; the file names tell what happened.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <gtest/gtest.h>

#include "tests/floating_point_traps.hpp"
#include "tests/fuzz/entries.hpp"

namespace puncta::fuzzing {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(PUNCTA_SOURCE_DIR) / "tests/fuzz/regressions";

std::vector<fs::path> inputs(const Entry& entry) {
    std::vector<fs::path> found;
    std::error_code none;
    for (const auto& file : fs::directory_iterator(folder / entry.name, none)) found.push_back(file.path());
    return found;
}

std::vector<std::uint8_t> content(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(FuzzRegressions, OldFindingsStayMended) {
    const QuietFloatingPoint quiet;  // numbers that overflow before they are refused
    std::size_t read = 0;
    for (const Entry& entry : entries())
        for (const fs::path& file : inputs(entry)) {
            ++read;
            EXPECT_NO_THROW(entry.read(content(file))) << file;
        }
    EXPECT_GT(read, 0U);
}

TEST(FuzzRegressions, EveryFolderHasItsEntry) {
    std::set<std::string> known{"sweep"};  // read by tests/python/test_fuzz_sweeps.py
    for (const Entry& entry : entries()) known.insert(std::string(entry.name));
    for (const auto& entry : fs::directory_iterator(folder))
        EXPECT_TRUE(known.contains(entry.path().filename()));
}

TEST(FuzzRegressions, ShippedFilesAreReadByTheirEntries) {
    const fs::path root = PUNCTA_SOURCE_DIR;
    for (const auto& [name, where] : {std::pair("scenario", root / "scenarios/reference"),
                                      std::pair("skin_card", root / "models/cards/skin"),
                                      std::pair("device_card", root / "models/cards/devices")})
        for (const auto& file : fs::directory_iterator(where)) {
            if (!file.is_regular_file()) continue;
            EXPECT_NO_THROW(entry(name).read(content(file.path()))) << file.path();
        }
}

}  // namespace
}  // namespace puncta::fuzzing
