#include "engine/storage/part_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

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

PartFile::PartFile(std::filesystem::path final_path)
    : final_(require_writable_target(final_path, "result")), part_(final_) {
    std::error_code error;
    if (std::filesystem::exists(final_, error) && !is_result(final_))
        fail(final_, "the file is there and is no result of Puncta; choose another name");
    part_ += ".part";
    descriptor_ = ::open(part_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail(part_, std::strerror(errno));
    // HDF5 locks an open file in the same way, but only after emptying it: look before it does.
    const bool held_elsewhere = ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::flock(descriptor_, LOCK_UN);
    if (held_elsewhere) {
        ::close(descriptor_);
        fail(part_, "another run is writing it");
    }
}

PartFile::~PartFile() {
    if (keep_)
        release_unused();
    else
        ::unlink(part_.c_str());
    ::close(descriptor_);
}

void PartFile::reserve(std::uint64_t size) {
    if (::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(size)) == 0) return;
    if (errno != EOPNOTSUPP && errno != ENOSYS && errno != EINTR) fail(part_, std::strerror(errno));
    struct stat now{};
    std::error_code error;
    const auto space = std::filesystem::space(part_, error);
    if (error || ::fstat(descriptor_, &now) != 0) return;  // a write will tell
    const auto held = static_cast<std::uint64_t>(now.st_size);
    if (size > held && space.available < size - held) fail(part_, std::strerror(ENOSPC));
}

/// Blocks reserved beyond the end go back when the file is set to the length it has.
void PartFile::release_unused() {
    struct stat now{};
    if (::fstat(descriptor_, &now) == 0 && ::ftruncate(descriptor_, now.st_size) != 0) return;
}

void PartFile::publish() {
    keep_ = true;
    release_unused();
    if (::fsync(descriptor_) != 0) fail(part_, std::strerror(errno));
    if (::rename(part_.c_str(), final_.c_str()) != 0) fail(final_, std::strerror(errno));
    const int folder = ::open(folder_of(final_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    ::fsync(folder);  // not every file system can; the new name is valid all the same
    ::close(folder);
}

}  // namespace puncta
