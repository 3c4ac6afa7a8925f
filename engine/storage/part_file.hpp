#pragma once
/// The unfinished file NAME.part beside NAME: claimed, then either renamed to NAME when complete, kept for
/// continuing, or removed.
///
/// NAME itself is never written: a finished result stays untouched until the rename replaces it in one step.
/// A lock (flock) on NAME.part keeps other programs of ours from writing it, and plain HDF5 from reading it
/// unawares; it ends with the program, however that ends.

#include <filesystem>
#include <memory>
#include <string_view>

#include "engine/storage/journaled_file.hpp"

namespace puncta {

/// The file that writing to `path` would replace (links resolved). Throws StorageError naming `what` when its
/// folder does not exist, or it is a folder, a device or the like.
std::filesystem::path require_writable_target(const std::filesystem::path& path, std::string_view what);

/// NAME.part.
std::filesystem::path part_of(const std::filesystem::path& final_path);

class PartFile {
  public:
    /// Checks that NAME may be written (its folder exists, it is no folder or device) and claims NAME.part:
    /// the one that is there, brought to its last checkpoint, or a new, empty one. Throws StorageError and
    /// leaves nothing new, also when a running program holds it.
    explicit PartFile(const std::filesystem::path& final_path);
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;
    /// Removes NAME.part unless it held something when it was claimed, or keep() or publish() was called.
    ~PartFile();

    [[nodiscard]] const std::filesystem::path& path() const { return part_; }
    [[nodiscard]] JournaledFile& content() { return *content_; }

    /// From now on NAME.part survives the destructor: it holds work worth continuing.
    void keep() { keep_ = true; }
    /// It is removed by the destructor after all: there is nothing in it.
    void drop() { keep_ = false; }
    /// NAME.part held nothing when it was claimed.
    [[nodiscard]] bool is_new() const { return is_new_; }

    /// Empties it.
    void discard();

    /// Makes it a copy of NAME.
    void copy_final();

    /// Where NAME.part was deleted while it was written, what was committed gets that name again. Throws
    /// StorageError where that fails: its folder is gone, or another file stands there.
    void restore_name();

    /// Everything in NAME.part (committed by now) reaches the disk, then NAME.part becomes NAME.
    void publish();

  private:
    void claim();
    [[nodiscard]] bool is_at_its_name() const;

    std::filesystem::path final_, part_;
    int descriptor_ = -1;
    std::unique_ptr<JournaledFile> content_;
    bool is_new_ = true, keep_ = false;
};

}  // namespace puncta
