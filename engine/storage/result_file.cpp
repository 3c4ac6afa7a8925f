#include "engine/storage/result_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "engine/storage/result_fault.hpp"
#include "engine/storage/result_groups.hpp"
#include "engine/storage/trial_process.hpp"

namespace puncta {

namespace {

/// True when another program holds the file for writing and the user has not switched that question off, with
/// the same variable as HDF5's.
bool is_being_written(const std::string& name) {
    const char* const wish = std::getenv("HDF5_USE_FILE_LOCKING");
    if (wish != nullptr && (std::strcmp(wish, "FALSE") == 0 || std::strcmp(wish, "0") == 0)) return false;
    const int descriptor = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(descriptor);
    return held;
}

/// Everything that can be asked before HDF5 sees the file.
void check_outside(const std::filesystem::path& path, const std::string& name) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status))
        throw InputError(fmt::format("cannot open '{}': there is no such file", name));
    if (std::filesystem::is_directory(status))
        throw InputError(fmt::format("cannot open '{}': it is a folder, not a result file", name));
    if (!std::filesystem::is_regular_file(status))
        throw InputError(fmt::format("cannot open '{}': it is a device or another special file", name));
    constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
    std::ifstream in(path, std::ios::binary);
    if (!in) throw StorageError(fmt::format("cannot open '{}': {}", name, std::strerror(errno)));
    std::string head(signature.size(), '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    if (head != signature)
        throw InputError(fmt::format("'{}' is not a result of Puncta: it is {}", name,
                                     in.gcount() == 0 ? "empty" : "not an HDF5 file"));
    if (is_being_written(name))
        throw InputError(fmt::format("cannot open '{}': another program is writing it", name));
}

Hdf5File open_file(const std::string& name) {
    silence_hdf5();
    const Hdf5Place place{name, ""};
    const Hdf5Properties access(H5Pcreate(H5P_FILE_ACCESS), place, "open");
    // Whether somebody writes it has been asked; file systems without locks need not be able to answer.
    checked(H5Pset_file_locking(access.id(), false, true), place, "open");
    return {H5Fopen(name.c_str(), H5F_ACC_RDONLY, access.id()), place, "open"};
}

}  // namespace

ResultFile ResultFile::open(const std::filesystem::path& path, Unfinished unfinished) {
    check_outside(path, path.string());
    if (!ends_well([&] { open_unguarded(path).read_all_but_numbers(); }))
        throw InputError(fmt::format("'{}' is damaged: HDF5 breaks down on it", path.string()));
    ResultFile result = open_unguarded(path);
    result.require_sound(unfinished);
    return result;
}

ResultFile ResultFile::open_in_this_process(const std::filesystem::path& path, Unfinished unfinished) {
    check_outside(path, path.string());
    ResultFile result = open_unguarded(path);
    result.read_all_but_numbers();
    result.require_sound(unfinished);
    return result;
}

void ResultFile::require_sound(Unfinished unfinished) const {
    if (!complete_ && unfinished == Unfinished::refuse)
        throw InputError(fmt::format("'{}' is unfinished: its run was stopped or is still going", name_));
    check_layout();
    check_lengths();
}

ResultFile ResultFile::open_unguarded(const std::filesystem::path& path) {
    ResultFile result;
    result.name_ = path.string();
    blame_file(result.name_, [&] {
        result.file_ = open_file(result.name_);
        hsize_t size = 0;
        checked(H5Fget_filesize(result.file_.id(), &size), Hdf5Place{result.name_, ""}, "measure");
        result.size_ = size;
        result.check_version();
        result.complete_ = result.integer_attribute("/", "complete") == 1;
        result.datasets_ = read_structure(result.file_.id(), result.name_, result.size_);
    });
    return result;
}

/// Attributes and texts: what HDF5 reads without knowing where it ends.
void ResultFile::read_all_but_numbers() const {
    std::vector<std::string> objects{"/"};
    for (const ResultDataset& dataset : datasets_) {
        objects.push_back(dataset.path);
        if (dataset.type == ElementType::text) (void)texts(dataset.path);
    }
    for (const std::string& object : objects)
        for (const std::string& name : attributes(object))
            if (is_text_attribute(object, name))
                (void)text_attribute(object, name);
            else
                (void)attribute_bytes(object, name);
}

ResultFile ResultFile::view(hid_t open_file, std::string name) {
    ResultFile result;
    const Hdf5Place place{name, ""};
    result.name_ = std::move(name);
    checked(H5Fflush(open_file, H5F_SCOPE_LOCAL), place, "flush");
    result.file_ = Hdf5File(H5Freopen(open_file), place, "read");
    hsize_t size = 0;
    checked(H5Fget_filesize(open_file, &size), place, "measure");
    result.size_ = size;
    result.complete_ = true;
    result.datasets_ = read_structure(result.file_.id(), result.name_, result.size_);
    result.check_layout();
    result.check_lengths();
    return result;
}

void ResultFile::refuse(std::string_view object, std::string_view fault) const {
    refuse_result(name_, object, fault);
}

void ResultFile::check_version() const {
    if (!has_attribute("/", "format_version") || !has_attribute("/", "puncta_version"))
        throw InputError(
            fmt::format("'{}' is an HDF5 file but not a result of Puncta: it has no format_version", name_));
    const std::int64_t version = integer_attribute("/", "format_version");
    if (version < 1) refuse("its format_version", fmt::format("is {}", version));
    if (version > result_format_version)
        throw InputError(fmt::format("'{}' has format {}, of a newer Puncta; this one reads up to format {}",
                                     name_, version, result_format_version));
}

void ResultFile::check_layout() const {
    for (const LayoutEntry& entry : result_layout()) {
        if (entry.only_finished && !complete_) continue;
        if (!has(entry.path)) refuse(entry.path, "is missing");
        const ResultDataset& found = dataset(entry.path);
        if (found.type != entry.type)
            refuse(entry.path,
                   fmt::format("is of type {}, not {}", type_name(found.type), type_name(entry.type)));
        if (found.shape.size() != entry.dimensions.size())
            refuse(entry.path,
                   fmt::format("has {} axes, not {}", found.shape.size(), entry.dimensions.size()));
    }
}

/// One name, one length within a group.
void ResultFile::check_lengths() const {
    std::map<std::string, std::uint64_t> lengths;
    for (const LayoutEntry& entry : result_layout()) {
        if (!has(entry.path)) continue;
        const std::vector<std::uint64_t>& shape = dataset(entry.path).shape;
        for (std::size_t axis = 0; axis < shape.size(); ++axis) {
            const std::string key = entry.path.substr(0, entry.path.rfind('/') + 1) + entry.dimensions[axis];
            const auto [known, added] = lengths.emplace(key, shape[axis]);
            if (known->second != shape[axis])
                refuse(entry.path, fmt::format("has {} entries along '{}' where others have {}", shape[axis],
                                               entry.dimensions[axis], known->second));
        }
    }
}

bool ResultFile::has(std::string_view path) const {
    return std::any_of(datasets_.begin(), datasets_.end(),
                       [&](const ResultDataset& dataset) { return dataset.path == path; });
}

const ResultDataset& ResultFile::dataset(std::string_view path) const {
    const auto found = std::find_if(datasets_.begin(), datasets_.end(),
                                    [&](const ResultDataset& dataset) { return dataset.path == path; });
    if (found == datasets_.end()) refuse(path, "is missing");
    return *found;
}

}  // namespace puncta
