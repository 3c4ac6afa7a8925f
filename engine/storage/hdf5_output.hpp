#pragma once
/// An HDF5 file under way: NAME.part, the open file in it, and what happens when writing fails.
///
/// HDF5 1.10 does not survive a failed write: a file that cannot be flushed cannot be closed either, and the
/// library then crashes at the end of the program. So two lines of defence. Space for every write is reserved
/// first, which finds a full disk while the file still equals its last flush. If HDF5 fails all the same
/// (quota, a broken disk), its descriptor is turned to memory, where the library can flush and close what it
/// holds; NAME.part then may be torn, and the exception has told so.

#include <cstdint>
#include <filesystem>
#include <string>

#include "engine/storage/hdf5_handle.hpp"
#include "engine/storage/part_file.hpp"

namespace puncta {

class Hdf5Output {
  public:
    /// Claims NAME.part and creates an empty HDF5 file in it; counts as being written until the first
    /// write().
    explicit Hdf5Output(std::filesystem::path final_path);
    ~Hdf5Output();

    [[nodiscard]] hid_t id() const { return file_.id(); }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::filesystem::path& path() const { return part_.path(); }

    /// True once a write has failed; nothing more may be written then.
    [[nodiscard]] bool broken() const { return writing_; }

    /// Reserves room for about `bytes` more, runs `write`, which calls HDF5.
    template <typename Write>
    void write(std::uint64_t bytes, Write write) {
        silence_hdf5();
        reserve(bytes);
        writing_ = true;
        write();
        writing_ = false;
    }

    /// Hands all that HDF5 holds back to the operating system; call it inside write().
    void flush();

    void keep() { part_.keep(); }

    /// Closes the flushed file and gives it its name. Every handle into the file must be closed.
    void publish();

  private:
    void reserve(std::uint64_t bytes);
    void divert_to_memory() noexcept;

    PartFile part_;
    std::string name_;
    Hdf5File file_;
    bool writing_ = true;
};

}  // namespace puncta
