#pragma once
/// Owners of HDF5 identifiers, and the one place where a failed HDF5 call becomes a StorageError.
///
/// The C library returns negative numbers and prints its own error stack; here the stack is silenced and its
/// innermost reason becomes part of one sentence: what was tried, on which file and object, and why it
/// failed. HDF5 keeps its error settings per thread and need not be built thread-safe: one call at a time.

#include <string>
#include <string_view>
#include <utility>

#include <hdf5.h>

namespace puncta {

/// Where an HDF5 call acts, for messages: the file, and the object inside it ("/map/density", "" for the
/// file).
struct Hdf5Place {
    std::string file;
    std::string object;
};

/// Stops HDF5 from printing its error stack on this thread; call it before the first HDF5 call on a thread.
void silence_hdf5();

/// Lets the program end without HDF5's own tidying up, in which it crashes after it ran out of memory; call
/// it before every other HDF5 call. Our files are closed by their owners.
void skip_hdf5_at_exit();

/// Throws StorageError "cannot <action> <object> in <file>: <reason of HDF5>".
[[noreturn]] void throw_hdf5_error(const Hdf5Place& place, std::string_view action);

/// Passes a result of the C API through; a negative one is a failure.
template <typename Result>
Result checked(Result result, const Hdf5Place& place, std::string_view action) {
    if (result < 0) throw_hdf5_error(place, action);
    return result;
}

/// Owns one identifier and closes it with `Close`. Move-only; -1 when empty.
template <herr_t (*Close)(hid_t)>
class Hdf5Handle {
  public:
    Hdf5Handle() = default;
    /// Takes over a fresh identifier; a negative one is a failure.
    Hdf5Handle(hid_t id, const Hdf5Place& place, std::string_view action) : id_(checked(id, place, action)) {}
    Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
    Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    ~Hdf5Handle() {
        if (id_ >= 0) Close(id_);  // errors here have nowhere to go; whoever cares calls close()
    }
    [[nodiscard]] hid_t id() const { return id_; }
    explicit operator bool() const { return id_ >= 0; }

    /// Closes now and reports a failure (a file that cannot be flushed, for one).
    void close(const Hdf5Place& place) {
        if (id_ >= 0) checked(Close(std::exchange(id_, -1)), place, "close");
    }

  private:
    hid_t id_ = -1;
};

using Hdf5File = Hdf5Handle<&H5Fclose>;
using Hdf5Group = Hdf5Handle<&H5Gclose>;
using Hdf5Dataset = Hdf5Handle<&H5Dclose>;
using Hdf5Space = Hdf5Handle<&H5Sclose>;
using Hdf5Datatype = Hdf5Handle<&H5Tclose>;
using Hdf5Attribute = Hdf5Handle<&H5Aclose>;
using Hdf5Properties = Hdf5Handle<&H5Pclose>;

}  // namespace puncta
