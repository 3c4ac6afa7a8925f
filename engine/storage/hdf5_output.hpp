#pragma once
/// An HDF5 file under way: NAME.part, the open file in it, and what happens when writing fails.
///
/// HDF5 writes through a journal (journaled_file.hpp): what it does between two checkpoints is no part of
/// NAME.part yet. It never sees a write fail, because HDF5 1.10 does not survive that; the failure is told
/// here, and NAME.part stays at its last checkpoint.

#include <filesystem>
#include <string>

#include "engine/storage/hdf5_driver.hpp"
#include "engine/storage/hdf5_handle.hpp"
#include "engine/storage/part_file.hpp"

namespace puncta {

class Hdf5Output {
  public:
    /// Opens the HDF5 file in NAME.part, or creates one where there is nothing. What was created counts as
    /// being written until the first checkpoint().
    explicit Hdf5Output(std::unique_ptr<PartFile> part);
    ~Hdf5Output();

    [[nodiscard]] hid_t id() const { return file_.id(); }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::filesystem::path& path() const { return part_->path(); }

    /// True once a write has failed; nothing more may be written then.
    [[nodiscard]] bool broken() const { return writing_; }

    /// Runs `write`, which calls HDF5, and tells what failed of it.
    template <typename Write>
    void write(const Write& write) {
        silence_hdf5();
        writing_ = true;
        write();
        part_->content().throw_if_failed();
        writing_ = false;
    }

    /// All that HDF5 holds becomes the content of NAME.part, in one step. Call it inside write().
    void checkpoint();

    void keep() { part_->keep(); }
    void drop() { part_->drop(); }

    /// Closes the file after its last checkpoint and gives it its name. Every handle into the file must be
    /// closed.
    void publish();

  private:
    std::unique_ptr<PartFile> part_;
    std::string name_;
    Hdf5File file_;
    bool writing_ = false;
};

}  // namespace puncta
