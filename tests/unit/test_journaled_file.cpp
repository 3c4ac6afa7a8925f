/// A file under a journal: what was committed is there whatever happens next; what was not never was.

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

#include "engine/base/error.hpp"
#include "engine/storage/journaled_file.hpp"

namespace puncta {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void put(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

template <class T>
std::string raw(T value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// A journal by the words of the header: one record, checksum last.
std::string journal_text(std::uint64_t size, std::uint64_t offset, const std::string& bytes) {
    const std::uint64_t length = 8 + 3 * 8 + 2 * 8 + bytes.size() + 4;
    const std::string content = "PUNCTAJ1" + raw(size) + raw(std::uint64_t{1}) + raw(length) + raw(offset) +
                                raw(std::uint64_t{bytes.size()}) + bytes;
    const auto sum =
        ::crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size()));
    return content + raw(static_cast<std::uint32_t>(sum));
}

class JournaledFileTest : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("puncta_journal_" + std::to_string(::getpid()));
        fs::create_directories(folder_);
        path_ = folder_ / "file";
    }
    void TearDown() override {
        if (descriptor_ >= 0) ::close(descriptor_);
        fs::remove_all(folder_);
    }
    JournaledFile opened() {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT, 0666);
        return {descriptor_, path_};
    }
    static void write(JournaledFile& file, std::uint64_t offset, const std::string& text) {
        file.write(offset, std::as_bytes(std::span(text)));
    }
    static std::string read(const JournaledFile& file) {
        std::string text(file.size(), '?');
        file.read(0, std::as_writable_bytes(std::span(text)));
        return text;
    }

    fs::path folder_, path_;
    int descriptor_ = -1;
};

TEST_F(JournaledFileTest, WhatIsReadIsWhatWasWrittenAndOnlyCommitsAreKept) {
    // Against a plain string, over 60 random steps: writes anywhere, cuts, commits, and ends without one.
    std::mt19937 random(1);
    const auto below = [&](std::size_t end) {
        return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
    };
    std::string committed;
    for (int session = 0; session < 6; ++session) {
        auto file = opened();
        std::string now = committed;
        ASSERT_EQ(read(file), committed) << session;
        for (int step = 0; step < 10; ++step) {
            const std::size_t offset = below(now.size() + 1);
            const std::string text(1 + below(9000), static_cast<char>('a' + below(26)));
            now.resize(std::max(now.size(), offset + text.size()));
            now.replace(offset, text.size(), text);
            write(file, offset, text);
            if (step % 4 == 3) {
                now.resize(now.size() - now.size() / 3);
                file.resize(now.size());
            }
            ASSERT_EQ(read(file), now) << session << ", " << step;
            // Nobody who looks at the file sees anything of it: it begins with what was committed.
            ASSERT_EQ(bytes_of(path_).substr(0, committed.size()), committed);
            if (step % 3 == 2) {
                file.commit();
                committed = now;
                ASSERT_EQ(bytes_of(path_), committed);
            }
        }
    }
}

TEST_F(JournaledFileTest, AWholeJournalIsAppliedAndCutsTheFile) {
    put(path_, "0123456789 and a tail");
    put(journal_of(path_), journal_text(10, 3, "xyz"));
    EXPECT_EQ(read(opened()), "012xyz6789");
    EXPECT_EQ(bytes_of(path_), "012xyz6789");
    EXPECT_EQ(fs::file_size(journal_of(path_)), 0u);
}

TEST_F(JournaledFileTest, AJournalTornAnywhereIsIgnored) {
    const std::string whole = journal_text(10, 3, "xyz");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        put(path_, "0123456789");
        put(journal_of(path_), whole.substr(0, length));
        EXPECT_EQ(read(opened()), "0123456789") << length;
    }
    for (std::size_t place = 0; place < whole.size(); ++place) {
        std::string damaged = whole;
        damaged[place] = static_cast<char>(damaged[place] ^ 4);
        put(path_, "0123456789");
        put(journal_of(path_), damaged);
        EXPECT_EQ(read(opened()), "0123456789") << place;
    }
}

TEST_F(JournaledFileTest, ANewFileIsEmptyUntilItsFirstCommit) {
    {
        auto file = opened();
        file.begin_anew();
        write(file, 0, "not yet");
        EXPECT_EQ(bytes_of(path_), "not yet");
        // As a kill would leave it:
        fs::copy(path_, folder_ / "killed");
        fs::copy(journal_of(path_), journal_of(folder_ / "killed"));
    }
    path_ = folder_ / "killed";
    EXPECT_EQ(opened().size(), 0u);
}

TEST_F(JournaledFileTest, AFailedWriteIsToldAndChangesNothing) {
    std::signal(SIGXFSZ, SIG_IGN);
    {
        auto file = opened();
        file.begin_anew();
        write(file, 0, std::string(5000, 'a'));
        file.commit();
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit small{6000, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        write(file, 100, "changed");
        write(file, 9000, std::string(5000, 'b'));  // fails here
        setrlimit(RLIMIT_FSIZE, &before);
        EXPECT_TRUE(file.failed());
        EXPECT_THROW(file.commit(), StorageError);
    }
    EXPECT_EQ(read(opened()), std::string(5000, 'a'));
}

}  // namespace
}  // namespace puncta
