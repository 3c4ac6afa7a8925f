#pragma once
/// A folder of files that appear together: each is written as NAME.part, all are renamed at the end.
///
/// A file that is there already is replaced when it begins as the new one does (an earlier export), otherwise
/// the export is refused. Without publish() nothing is left, not even the folder if it was made for this.
/// Throws StorageError with the file and the reason, and Interrupted once the user asks for it
/// (interruption.hpp).

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace puncta::scenarios {

/// One file being written; it belongs to its folder.
class ExportFile {
  public:
    explicit ExportFile(std::filesystem::path part);
    ExportFile(const ExportFile&) = delete;
    ExportFile& operator=(const ExportFile&) = delete;
    ~ExportFile();

    void write(std::string_view text);
    void write(std::span<const std::uint8_t> bytes);
    /// Everything is with the operating system, or a StorageError.
    void close();

  private:
    [[noreturn]] void fail() const;

    std::filesystem::path part_;
    std::FILE* file_;
};

class ExportFolder {
  public:
    explicit ExportFolder(std::filesystem::path folder);
    ExportFolder(const ExportFolder&) = delete;
    ExportFolder& operator=(const ExportFolder&) = delete;
    ~ExportFolder();

    /// Begins file `name` with `head`, by which an earlier export is recognised too.
    ExportFile& begin(const std::string& name, std::string_view head);

    /// Closes all files and gives them their names.
    void publish();

  private:
    struct Pending {
        std::filesystem::path target, part;
        std::unique_ptr<ExportFile> file;
    };
    std::filesystem::path folder_;
    bool made_ = false;
    std::vector<Pending> pending_;
};

}  // namespace puncta::scenarios
