#include "scenarios/runner/export_folder.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/storage/part_file.hpp"
#include "scenarios/runner/interruption.hpp"

namespace puncta::scenarios {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_at(const fs::path& path, std::string_view reason) {
    throw StorageError(fmt::format("cannot write the export '{}': {}", path.string(), reason));
}

/// True for a file that is there and does not begin as `head` does; later columns may be others.
bool is_foreign(const fs::path& path, std::string_view head) {
    head = head.substr(0, 37);  // of XML, as far as the comment that names Puncta
    std::error_code error;
    if (!fs::exists(path, error) || fs::file_size(path, error) == 0) return false;
    std::ifstream in(path, std::ios::binary);
    std::string found(head.size(), '\0');
    in.read(found.data(), static_cast<std::streamsize>(found.size()));
    return found != head;
}

void require_uninterrupted() {
    if (stop_requested()) throw Interrupted("interrupted; nothing was exported");
}

}  // namespace

ExportFile::ExportFile(fs::path part) : part_(std::move(part)), file_(std::fopen(part_.c_str(), "wbe")) {
    if (file_ == nullptr) fail();
}

ExportFile::~ExportFile() {
    if (file_ != nullptr) std::fclose(file_);
}

void ExportFile::write(std::string_view text) {
    require_uninterrupted();
    if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) fail();
}

void ExportFile::write(std::span<const std::uint8_t> bytes) {
    require_uninterrupted();
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) fail();
}

void ExportFile::close() {
    if (file_ != nullptr && std::fclose(std::exchange(file_, nullptr)) != 0) fail();
}

void ExportFile::fail() const {
    fail_at(part_, std::strerror(errno));
}

ExportFolder::ExportFolder(fs::path folder) : folder_(std::move(folder)) {
    std::error_code error;
    if (fs::exists(folder_, error) && !fs::is_directory(folder_, error))
        fail_at(folder_, "it is not a folder");
    made_ = fs::create_directory(folder_, error);
    if (error) fail_at(folder_, error.message());
}

ExportFolder::~ExportFolder() {
    std::error_code ignored;
    for (const Pending& pending : pending_) fs::remove(pending.part, ignored);
    if (made_) fs::remove(folder_, ignored);  // only an empty one goes
}

ExportFile& ExportFolder::begin(const std::string& name, std::string_view head) {
    const fs::path target = require_writable_target(folder_ / name, "export");
    if (is_foreign(target, head))
        fail_at(target, "the file is there and is no export of Puncta; choose another folder");
    const fs::path part = target.string() + ".part";
    pending_.push_back({target, part, std::make_unique<ExportFile>(part)});
    pending_.back().file->write(head);
    return *pending_.back().file;
}

void ExportFolder::publish() {
    require_uninterrupted();
    for (const Pending& pending : pending_) pending.file->close();
    for (const Pending& pending : pending_) {
        std::error_code error;
        fs::rename(pending.part, pending.target, error);
        if (error) fail_at(pending.target, error.message());
    }
    pending_.clear();
    made_ = false;
}

}  // namespace puncta::scenarios
