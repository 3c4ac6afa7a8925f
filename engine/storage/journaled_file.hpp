#pragma once
/// A file that is always as it was at its last commit, whatever instant the program is killed at.
///
/// What lies below the committed end of the file is never touched between commits. Writes there collect in
/// memory, page by page; what is written behind the end goes to the file at once, where no reader looks. A
/// commit then
///   1. brings what was written behind the end to the disk,
///   2. writes the changed pages and the new size to FILE.journal, a checksum last, and brings it to the
///   disk,
///   3. writes the pages into the file and brings it to the disk,
///   4. empties the journal.
/// Killed before the end of 2, the file is as before and its tail is cut when it is opened again; killed
/// later, the journal is complete and is applied again: a write-ahead log. A rollback journal (old bytes
/// saved before each overwrite) would leave the file torn most of the time between commits, so that no other
/// program could look into it, and would wait for the disk once per overwrite.
///
/// A new file begins with a journal that says "size 0": killed before its first commit it is empty.
///
/// Promised for a kill: every instant. For a loss of power: the last commit or the one before, on a disk and
/// a file system that keep the order of fdatasync.
///
/// No write fails: what fails is remembered, later writes are dropped and commit() tells. HDF5 1.10, for one,
/// cannot close a file whose write has failed.
///
/// Journal, little-endian: "PUNCTAJ1"; u64 size of the file, records, and bytes of the journal; per record
/// u64 offset, u64 length, bytes; u32 CRC-32 of all before. Empty or not whole: nothing is to be done.

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>

namespace puncta {

/// FILE.journal.
std::filesystem::path journal_of(const std::filesystem::path& file);

class JournaledFile {
  public:
    /// Brings the file to its last commit and opens its journal. `descriptor` stays the caller's, who has
    /// locked it; `path` is its name. Throws StorageError.
    JournaledFile(int descriptor, std::filesystem::path path);
    /// Drops what was not committed.
    ~JournaledFile();
    JournaledFile(const JournaledFile&) = delete;
    JournaledFile& operator=(const JournaledFile&) = delete;

    /// Makes the file empty; it stays so until the next commit.
    void begin_anew();

    [[nodiscard]] std::uint64_t size() const { return size_; }
    void read(std::uint64_t offset, std::span<std::byte> bytes) const;  ///< zeros beyond the end
    void write(std::uint64_t offset, std::span<const std::byte> bytes) noexcept;
    void resize(std::uint64_t size) noexcept { size_ = size; }

    /// Everything written so far becomes the file, in one step. Throws StorageError when a write failed.
    void commit();

    /// Copies all of it, with what is not committed yet, to the empty file `descriptor` and goes on there,
    /// with a journal of its name made anew; not within commit(). An empty text, or why not: then nothing
    /// changed.
    [[nodiscard]] std::string move_to(int descriptor);

    /// Later writes are dropped.
    void abandon() noexcept;
    [[nodiscard]] bool failed() const { return failed_; }
    /// Throws StorageError with the first failure, if there was one.
    void throw_if_failed() const;

    /// Deletes the empty journal; the file takes no more writes.
    void remove_journal() noexcept;

  private:
    static constexpr std::uint64_t page_size = 4096;
    using Page = std::array<std::byte, page_size>;

    void recover();
    void write_journal();
    void apply_pages();
    void read_file(std::uint64_t offset, std::span<std::byte> bytes) const;
    void write_page(std::uint64_t number, std::uint64_t within, std::span<const std::byte> bytes);
    [[nodiscard]] std::uint64_t committed_pages() const { return (committed_ + page_size - 1) / page_size; }
    void fail(const std::string& reason) noexcept;

    int descriptor_, journal_ = -1;
    std::filesystem::path path_;
    std::uint64_t size_ = 0, committed_ = 0;
    std::map<std::uint64_t, Page> pages_;  ///< changed since the last commit, below the committed end
    bool failed_ = false;
    bool journal_in_force_ = false;  ///< it must be applied when the file is opened again
    std::string failure_;
};

}  // namespace puncta
