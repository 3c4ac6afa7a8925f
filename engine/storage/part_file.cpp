#include "engine/storage/part_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/error.hpp"

namespace puncta {

namespace {

[[noreturn]] void fail(const std::filesystem::path& path, std::string_view reason) {
    throw StorageError(fmt::format("cannot write the result '{}': {}", path.string(), reason));
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

/// The first bytes of every HDF5 file; an empty file is nobody's.
bool is_result(const std::filesystem::path& path) {
    constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
    std::ifstream in(path, std::ios::binary);
    std::string head(signature.size(), '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    return in.gcount() == 0 || head == signature;
}

void synchronise_folder(const std::filesystem::path& file) {
    const int folder = ::open(folder_of(file).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    ::fsync(folder);
    ::close(folder);
}

}  // namespace

std::filesystem::path require_writable_target(const std::filesystem::path& path, std::string_view what) {
    std::error_code error;
    auto refuse = [&](std::string_view reason) {
        throw StorageError(fmt::format("cannot write the {} '{}': {}", what, path.string(), reason));
    };
    if (path.filename().empty()) refuse("this names a folder, not a file");
    const auto status = std::filesystem::status(path, error);
    if (std::filesystem::is_directory(status)) refuse("it is a folder");
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        refuse("it is a device or another special file");
    if (!std::filesystem::is_directory(folder_of(path), error))
        refuse(fmt::format("the folder '{}' does not exist", folder_of(path).string()));
    // The file a link stands for is replaced, not the link.
    if (!std::filesystem::is_symlink(std::filesystem::symlink_status(path, error))) return path;
    const std::filesystem::path link = std::filesystem::read_symlink(path, error);
    return std::filesystem::weakly_canonical(link.is_absolute() ? link : folder_of(path) / link);
}

std::filesystem::path part_of(const std::filesystem::path& final_path) {
    std::filesystem::path part = require_writable_target(final_path, "result");
    part += ".part";
    return part;
}

PartFile::PartFile(const std::filesystem::path& final_path)
    : final_(require_writable_target(final_path, "result")), part_(part_of(final_path)) {
    std::error_code error;
    if (std::filesystem::exists(final_, error) && !is_result(final_))
        fail(final_, "the file is there and is no result of Puncta; choose another name");
    claim();
    struct stat before{};
    const bool is_new = ::fstat(descriptor_, &before) == 0 && before.st_size == 0;
    try {
        content_ = std::make_unique<JournaledFile>(descriptor_, part_);
    } catch (const StorageError&) {
        if (is_new) ::unlink(part_.c_str());
        ::close(descriptor_);
        throw;
    }
    if (!is_result(part_)) {
        content_->remove_journal();
        content_.reset();
        ::close(descriptor_);
        fail(part_, "the file is there and is no result of Puncta; move it away");
    }
    keep_ = content_->size() > 0;
    is_new_ = !keep_;
    synchronise_folder(final_);  // the names themselves survive a loss of power
}

bool PartFile::is_at_its_name() const {
    struct stat held{}, named{};
    return ::fstat(descriptor_, &held) == 0 && ::stat(part_.c_str(), &named) == 0 &&
           held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

/// Opens and locks NAME.part. Whoever held it may have given it its final name meanwhile: then again.
void PartFile::claim() {
    while (true) {
        descriptor_ = ::open(part_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor_ < 0) fail(part_, std::strerror(errno));
        if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            ::close(descriptor_);
            fail(part_, "another run is writing it");
        }
        if (is_at_its_name()) return;
        ::close(descriptor_);
    }
}

PartFile::~PartFile() {
    const bool is_ours = is_at_its_name();  // it may be that of another run by now
    if (is_ours) content_->remove_journal();
    content_.reset();
    if (is_ours && !keep_) {
        ::unlink(part_.c_str());
        ::unlink(journal_of(part_).c_str());
    }
    ::close(descriptor_);
}

void PartFile::discard() {
    content_->begin_anew();
    keep_ = false;
}

void PartFile::copy_final() {
    std::ifstream in(final_, std::ios::binary);
    if (!in) fail(final_, std::strerror(errno));
    content_->begin_anew();
    std::vector<char> buffer(1U << 20U);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0)
        content_->write(content_->size(),
                        std::as_bytes(std::span(buffer).first(static_cast<std::size_t>(in.gcount()))));
    if (in.bad()) fail(final_, "cannot be read");
    content_->commit();
}

/// A deleted file cannot be linked again, so that it is copied; the copy takes over the descriptor
/// and its lock.
void PartFile::restore_name() {
    if (is_at_its_name()) return;
    const int copy = ::open(part_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (copy < 0)
        fail(part_, fmt::format("it was deleted while it was written, and cannot be put back: {}",
                                std::strerror(errno)));
    const std::string failure = ::flock(copy, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
                                    ? "another run is writing it"
                                    : content_->move_to(copy);
    ::close(copy);
    if (failure.empty()) return;
    ::unlink(part_.c_str());
    fail(part_, failure);
}

void PartFile::publish() {
    keep_ = true;
    restore_name();
    if (::fsync(descriptor_) != 0) fail(part_, std::strerror(errno));
    content_->remove_journal();
    if (::rename(part_.c_str(), final_.c_str()) != 0) fail(final_, std::strerror(errno));
    synchronise_folder(final_);  // not every file system can; the new name is valid all the same
}

}  // namespace puncta
