#include "engine/storage/journaled_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "engine/base/error.hpp"

namespace puncta {

namespace {

constexpr std::string_view magic = "PUNCTAJ1";
constexpr std::size_t head_size = 32, record_head_size = 16, checksum_size = 4;

std::string reason_of(int error) {
    return std::strerror(error);
}

/// Writes all bytes; an empty text, or why not.
std::string write_all(int descriptor, std::uint64_t offset, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return reason_of(written < 0 ? errno : ENOSPC);
        offset += static_cast<std::uint64_t>(written);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

/// Fills `bytes` as far as the file goes; how many, or -1.
ssize_t read_some(int descriptor, std::uint64_t offset, std::span<std::byte> bytes) {
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t got = ::pread(descriptor, bytes.data() + filled, bytes.size() - filled,
                                    static_cast<off_t>(offset + filled));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -1;
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    return static_cast<ssize_t>(filled);
}

/// To the disk; a file system that cannot do that is none of our business.
std::string synchronise(int descriptor) {
    if (::fdatasync(descriptor) == 0 || errno == EINVAL || errno == ENOSYS || errno == EROFS) return {};
    return reason_of(errno);
}

std::string set_size(int descriptor, std::uint64_t size) {
    return ::ftruncate(descriptor, static_cast<off_t>(size)) == 0 ? std::string{} : reason_of(errno);
}

std::uint64_t size_of(int descriptor) {
    struct stat status{};
    return ::fstat(descriptor, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

std::uint32_t checksum(std::uint32_t before, std::span<const std::byte> bytes) {
    return static_cast<std::uint32_t>(
        ::crc32_z(before, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

template <typename T>
T number_at(std::span<const std::byte> bytes, std::size_t offset) {
    T value;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

/// Bytes on their way into the journal, no more than a page at a time, in large pieces, with their checksum.
class JournalStream {
  public:
    explicit JournalStream(int descriptor) : descriptor_(descriptor) {}
    void put(std::span<const std::byte> bytes) {
        if (bytes.size() > buffer_.size() - filled_) drain();
        std::memcpy(buffer_.data() + filled_, bytes.data(), bytes.size());
        filled_ += bytes.size();
    }
    void put(std::uint64_t value) { put(std::as_bytes(std::span(&value, 1))); }
    /// Adds the checksum; an empty text, or why the journal could not be written.
    std::string finish() {
        drain();
        const std::uint32_t sum = checksum_;
        put(std::as_bytes(std::span(&sum, 1)));
        drain();
        return failure_;
    }

  private:
    void drain() {
        const std::span<const std::byte> bytes(buffer_.data(), filled_);
        checksum_ = checksum(checksum_, bytes);
        if (failure_.empty()) failure_ = write_all(descriptor_, offset_, bytes);
        offset_ += filled_;
        filled_ = 0;
    }
    int descriptor_;
    std::uint64_t offset_ = 0;
    std::uint32_t checksum_ = 0;
    std::vector<std::byte> buffer_ = std::vector<std::byte>(1U << 20U);
    std::size_t filled_ = 0;
    std::string failure_;
};

/// The journal if it is whole, otherwise nothing.
std::vector<std::byte> whole_journal(int descriptor) {
    std::vector<std::byte> bytes(head_size);
    if (read_some(descriptor, 0, bytes) != static_cast<ssize_t>(head_size)) return {};
    if (std::memcmp(bytes.data(), magic.data(), magic.size()) != 0) return {};
    const auto length = number_at<std::uint64_t>(bytes, 24);
    if (length < head_size + checksum_size || length > size_of(descriptor)) return {};
    bytes.resize(length);
    if (read_some(descriptor, 0, bytes) != static_cast<ssize_t>(length)) return {};
    const std::span<const std::byte> content(bytes.data(), length - checksum_size);
    if (checksum(0, content) != number_at<std::uint32_t>(bytes, content.size())) return {};
    return bytes;
}

/// A journal that says "size 0".
std::string write_empty_file(int journal) {
    JournalStream stream(journal);
    stream.put(std::as_bytes(std::span(magic)));
    for (const std::uint64_t value :
         {std::uint64_t{0}, std::uint64_t{0}, std::uint64_t{head_size + checksum_size}})
        stream.put(value);
    const std::string failure = stream.finish();
    return failure.empty() ? synchronise(journal) : failure;
}

std::string copy_all(int from, int to) {
    std::vector<std::byte> buffer(1U << 20U);
    for (std::uint64_t at = 0;;) {
        const ssize_t got = read_some(from, at, buffer);
        if (got < 0) return reason_of(errno);
        if (got == 0) return {};
        const auto piece = static_cast<std::size_t>(got);
        if (std::string failure = write_all(to, at, std::span(buffer).first(piece)); !failure.empty())
            return failure;
        at += piece;
    }
}

}  // namespace

std::filesystem::path journal_of(const std::filesystem::path& file) {
    std::filesystem::path journal = file;
    journal += ".journal";
    return journal;
}

JournaledFile::JournaledFile(int descriptor, std::filesystem::path path)
    : descriptor_(descriptor), path_(std::move(path)) {
    journal_ = ::open(journal_of(path_).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (journal_ < 0)
        throw StorageError(
            fmt::format("cannot write the result '{}': {}", journal_of(path_).string(), reason_of(errno)));
    try {
        recover();
    } catch (const StorageError&) {
        ::close(journal_);
        throw;
    }
    size_ = committed_ = size_of(descriptor_);
}

JournaledFile::~JournaledFile() {
    // In this order: a journal that became whole although its writing failed must not meet a file cut short.
    if (!journal_in_force_ && set_size(journal_, 0).empty()) set_size(descriptor_, committed_);
    ::close(journal_);
}

void JournaledFile::recover() {
    const std::vector<std::byte> journal = whole_journal(journal_);
    const auto must = [&](const std::string& failure) {
        if (!failure.empty())
            throw StorageError(
                fmt::format("cannot bring '{}' to its last checkpoint: {}", path_.string(), failure));
    };
    if (!journal.empty() && size_of(descriptor_) > 0) {  // an empty file has nothing to be brought back
        std::span<const std::byte> rest(journal);
        rest = rest.subspan(head_size, rest.size() - head_size - checksum_size);
        for (auto left = number_at<std::uint64_t>(journal, 16); left > 0; --left) {
            if (rest.size() < record_head_size) must("its journal is damaged");
            const auto offset = number_at<std::uint64_t>(rest, 0), length = number_at<std::uint64_t>(rest, 8);
            rest = rest.subspan(record_head_size);
            if (rest.size() < length) must("its journal is damaged");
            must(write_all(descriptor_, offset, rest.first(length)));
            rest = rest.subspan(length);
        }
        must(set_size(descriptor_, number_at<std::uint64_t>(journal, 8)));
        must(synchronise(descriptor_));
    }
    must(set_size(journal_, 0));
}

std::string JournaledFile::move_to(int descriptor) {
    const int journal = ::open(journal_of(path_).c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (journal < 0) return reason_of(errno);
    // As a new file begins: killed before the end, it is empty.
    std::string failure = write_empty_file(journal);
    if (failure.empty()) failure = copy_all(descriptor_, descriptor);
    if (failure.empty()) failure = synchronise(descriptor);
    if (failure.empty()) failure = set_size(journal, 0);
    if (failure.empty() &&
        (::dup3(descriptor, descriptor_, O_CLOEXEC) < 0 || ::dup3(journal, journal_, O_CLOEXEC) < 0))
        failure = reason_of(errno);
    ::close(journal);
    return failure;
}

void JournaledFile::begin_anew() {
    pages_.clear();
    size_ = committed_ = 0;
    write_journal();
    throw_if_failed();
    if (const std::string failure = set_size(descriptor_, 0); !failure.empty()) fail(failure);
    throw_if_failed();
}

void JournaledFile::read_file(std::uint64_t offset, std::span<std::byte> bytes) const {
    const ssize_t got = read_some(descriptor_, offset, bytes);
    if (got < 0) throw StorageError(fmt::format("cannot read '{}': {}", path_.string(), reason_of(errno)));
    std::fill(bytes.begin() + got, bytes.end(), std::byte{0});
}

void JournaledFile::read(std::uint64_t offset, std::span<std::byte> bytes) const {
    read_file(offset, bytes);
    const std::uint64_t end = offset + bytes.size();
    for (auto it = pages_.lower_bound(offset / page_size); it != pages_.end(); ++it) {
        const std::uint64_t first = it->first * page_size;
        if (first >= end) break;
        const std::uint64_t from = std::max(first, offset), to = std::min(first + page_size, end);
        std::memcpy(bytes.data() + (from - offset), it->second.data() + (from - first), to - from);
    }
}

void JournaledFile::write_page(std::uint64_t number, std::uint64_t within, std::span<const std::byte> bytes) {
    const auto [it, is_new] = pages_.try_emplace(number);
    if (is_new && bytes.size() < page_size) read_file(number * page_size, it->second);
    std::copy(bytes.begin(), bytes.end(), it->second.begin() + static_cast<std::ptrdiff_t>(within));
}

void JournaledFile::write(std::uint64_t offset, std::span<const std::byte> bytes) noexcept {
    if (failed_) return;
    size_ = std::max(size_, offset + bytes.size());
    try {
        while (!bytes.empty() && offset / page_size < committed_pages()) {
            const std::uint64_t within = offset % page_size;
            const auto taken = std::min<std::uint64_t>(bytes.size(), page_size - within);
            write_page(offset / page_size, within, bytes.first(taken));
            offset += taken;
            bytes = bytes.subspan(taken);
        }
        if (const std::string failure = write_all(descriptor_, offset, bytes); !failure.empty())
            fail(failure);
    } catch (const std::exception& error) {
        fail(error.what());
    }
}

void JournaledFile::write_journal() {
    // Neighbouring pages are one record, which ends with the file.
    std::vector<std::pair<std::uint64_t, std::uint64_t>> records;  // [from, to)
    for (const auto& [number, page] : pages_) {
        const std::uint64_t from = number * page_size, to = std::min(from + page_size, size_);
        if (from >= to) break;
        if (!records.empty() && records.back().second == from)
            records.back().second = to;
        else
            records.emplace_back(from, to);
    }
    std::uint64_t length = head_size + checksum_size;
    for (const auto& [from, to] : records) length += record_head_size + (to - from);
    JournalStream stream(journal_);
    stream.put(std::as_bytes(std::span(magic)));
    for (const std::uint64_t value : {size_, std::uint64_t{records.size()}, length}) stream.put(value);
    for (const auto& [from, to] : records) {
        stream.put(from);
        stream.put(to - from);
        for (std::uint64_t at = from; at < to; at += page_size)
            stream.put(std::span(pages_.at(at / page_size)).first(std::min(page_size, to - at)));
    }
    std::string failure = stream.finish();
    if (failure.empty()) failure = synchronise(journal_);
    if (failure.empty())
        journal_in_force_ = true;
    else
        fail(failure);
}

void JournaledFile::apply_pages() {
    for (const auto& [number, page] : pages_) {
        const std::uint64_t from = number * page_size;
        if (from >= size_) break;
        const std::string failure =
            write_all(descriptor_, from, std::span(page).first(std::min(page_size, size_ - from)));
        if (!failure.empty()) return fail(failure);
    }
}

void JournaledFile::commit() {
    throw_if_failed();
    if (size_ == committed_ && pages_.empty() && !journal_in_force_) return;
    const auto must = [&](const std::string& failure) {
        if (!failure.empty()) fail(failure);
        throw_if_failed();
    };
    if (size_of(descriptor_) < size_) must(set_size(descriptor_, size_));
    must(synchronise(descriptor_));
    if (!pages_.empty() || size_ < committed_) {
        write_journal();
        throw_if_failed();
        apply_pages();
        throw_if_failed();
    }
    if (size_of(descriptor_) > size_) must(set_size(descriptor_, size_));
    if (!pages_.empty()) must(synchronise(descriptor_));
    must(set_size(journal_, 0));
    journal_in_force_ = false;
    committed_ = size_;
    pages_.clear();
}

void JournaledFile::abandon() noexcept {
    fail("writing was given up");
}

void JournaledFile::fail(const std::string& reason) noexcept {
    if (failed_) return;
    failed_ = true;
    try {
        failure_ = reason;
    } catch (const std::exception&) {
        failure_.clear();
    }
}

void JournaledFile::throw_if_failed() const {
    if (failed_)
        throw StorageError(fmt::format("cannot write the result '{}': {}", path_.string(), failure_));
}

void JournaledFile::remove_journal() noexcept {
    if (!journal_in_force_) ::unlink(journal_of(path_).c_str());
}

}  // namespace puncta
