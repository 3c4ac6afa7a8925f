#include "engine/storage/hdf5_handle.hpp"

#include "engine/base/error.hpp"

namespace puncta {

namespace {

/// Keeps the innermost description: H5Ewalk2 upward starts where the failure happened.
herr_t keep_first_description(unsigned depth, const H5E_error2_t* error, void* text) {
    if (depth == 0 && error->desc) *static_cast<std::string*>(text) = error->desc;
    return 0;
}

/// The operating system's words where HDF5 quotes them ("…, error message = 'No space left on device', …").
std::string operating_system_reason(const std::string& description) {
    const std::string_view mark = "error message = '";
    const std::size_t begin = description.find(mark);
    if (begin == std::string::npos) return description;
    const std::size_t end = description.find('\'', begin + mark.size());
    return description.substr(begin + mark.size(), end - begin - mark.size());
}

}  // namespace

void silence_hdf5() {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

void skip_hdf5_at_exit() {
    H5dont_atexit();
}

void throw_hdf5_error(const Hdf5Place& place, std::string_view action) {
    std::string description;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first_description, &description);
    H5Eclear2(H5E_DEFAULT);
    const std::string reason =
        description.empty() ? "HDF5 gives no reason" : operating_system_reason(description);
    const std::string object = place.object.empty() ? "" : fmt::format("'{}' in ", place.object);
    throw StorageError(fmt::format("cannot {} {}'{}': {}", action, object, place.file, reason));
}

}  // namespace puncta
