#pragma once
/// The unfinished file NAME.part beside NAME: claimed, then either renamed to NAME when complete, kept for
/// continuing, or removed.
///
/// NAME itself is never opened: a finished result stays untouched until the rename replaces it in one step.

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace puncta {

/// The file that writing to `path` would replace (links resolved). Throws StorageError naming `what` when its
/// folder does not exist, or it is a folder, a device or the like.
std::filesystem::path require_writable_target(const std::filesystem::path& path, std::string_view what);

class PartFile {
  public:
    /// Checks that NAME may be written (its folder exists, it is no folder or device) and creates an empty
    /// NAME.part, replacing an older one that no running program holds. Throws StorageError and leaves
    /// nothing.
    explicit PartFile(std::filesystem::path final_path);
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;
    /// Removes NAME.part unless keep() or publish() was called.
    ~PartFile();

    [[nodiscard]] const std::filesystem::path& path() const { return part_; }

    /// From now on NAME.part survives the destructor: it holds work worth continuing.
    void keep() { keep_ = true; }

    /// Makes sure that the disk holds a file of `size` bytes, so that a full disk is noticed before anything
    /// is half-written. Reserves the blocks where the file system can, otherwise compares with the free
    /// space.
    void reserve(std::uint64_t size);

    /// Everything in NAME.part (closed by now) reaches the disk, then NAME.part becomes NAME.
    void publish();

  private:
    void release_unused();

    std::filesystem::path final_, part_;
    int descriptor_ = -1;
    bool keep_ = false;
};

}  // namespace puncta
