#include "engine/storage/result_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "engine/storage/hdf5_attribute.hpp"
#include "engine/storage/result_groups.hpp"
#include "engine/storage/trial_process.hpp"

namespace puncta {

namespace {

constexpr std::size_t longest_text = std::size_t{64} << 20;
constexpr std::size_t most_attributes = 100;

/// HDF5's own failures are the file's fault here, not the disk's.
template <typename Work>
auto blame_file(const std::string& name, Work work) {
    try {
        return work();
    } catch (const StorageError& error) {
        throw InputError(fmt::format("'{}' is truncated or damaged: {}", name, error.what()));
    }
}

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

herr_t take_name(hid_t, const char* name, const H5A_info_t*, void* names) {
    auto& list = *static_cast<std::vector<std::string>*>(names);
    list.emplace_back(name);
    return list.size() > most_attributes ? 1 : 0;
}

bool kept_by_hdf5(const std::string& attribute) {
    return attribute == "CLASS" || attribute == "NAME" || attribute == "DIMENSION_LIST" ||
           attribute == "REFERENCE_LIST" || attribute.starts_with("_Netcdf4");
}

/// Texts that HDF5 has allocated, given back when done.
class OwnedTexts {
  public:
    OwnedTexts(hid_t type, hid_t space, std::size_t count) : type_(type), space_(space), pointers_(count) {}
    OwnedTexts(const OwnedTexts&) = delete;
    OwnedTexts& operator=(const OwnedTexts&) = delete;
    ~OwnedTexts() { H5Dvlen_reclaim(type_, space_, H5P_DEFAULT, data()); }
    void* data() { return static_cast<void*>(pointers_.data()); }
    [[nodiscard]] std::vector<std::string> strings() const {
        std::vector<std::string> texts;
        texts.reserve(pointers_.size());
        for (const char* pointer : pointers_)
            texts.emplace_back(pointer == nullptr ? "" : pointer,
                               pointer == nullptr ? 0 : ::strnlen(pointer, longest_text));
        return texts;
    }

  private:
    hid_t type_, space_;
    std::vector<char*> pointers_;
};

template <typename T>
void convert(const std::vector<std::uint8_t>& bytes, std::vector<double>& numbers) {
    for (std::size_t at = 0; at + sizeof(T) <= bytes.size(); at += sizeof(T)) {
        T value;
        std::memcpy(&value, bytes.data() + at, sizeof(T));
        numbers.push_back(static_cast<double>(value));
    }
}

template <typename T>
ElementType element_of() {
    if constexpr (std::is_same_v<T, double>) return ElementType::f64;
    if constexpr (std::is_same_v<T, std::int64_t>) return ElementType::i64;
    if constexpr (std::is_same_v<T, std::int32_t>) return ElementType::i32;
    if constexpr (std::is_same_v<T, std::int16_t>) return ElementType::i16;
    if constexpr (std::is_same_v<T, std::uint8_t>) return ElementType::u8;
}

}  // namespace

ResultFile ResultFile::open(const std::filesystem::path& path, Unfinished unfinished) {
    check_outside(path, path.string());
    if (!ends_well([&] { open_unguarded(path).read_all_but_numbers(); }))
        throw InputError(fmt::format("'{}' is damaged: HDF5 breaks down on it", path.string()));
    ResultFile result = open_unguarded(path);
    if (!result.complete_ && unfinished == Unfinished::refuse)
        throw InputError(
            fmt::format("'{}' is unfinished: its run was stopped or is still going", result.name_));
    result.check_layout();
    result.check_lengths();
    return result;
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

std::vector<std::uint8_t> ResultFile::bytes(std::string_view path, std::uint64_t first,
                                            std::uint64_t count) const {
    const ResultDataset& found = dataset(path);
    PUNCTA_EXPECT(size_of(found.type) > 0, "'{}' holds no numbers", path);
    first = std::min(first, found.rows());
    count = std::min(count, found.rows() - first);
    std::vector<std::uint8_t> rows(count * found.row_size() * size_of(found.type));
    if (rows.empty()) return rows;
    return blame_file(name_, [&] {
        const Hdf5Place place{name_, found.path};
        const Hdf5Dataset source(H5Dopen2(file_.id(), found.path.c_str(), H5P_DEFAULT), place, "open");
        if (found.filters.deflate) {
            decode_rows(source.id(), found, first, rows);
            return rows;
        }
        const Hdf5Space file_space(H5Dget_space(source.id()), place, "measure");
        std::vector<hsize_t> start(found.shape.size(), 0), block(found.shape.begin(), found.shape.end());
        const auto axes = static_cast<int>(found.shape.size());
        if (axes > 0) {
            start[0] = first;
            block[0] = count;
        }
        const Hdf5Space memory(
            axes == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(axes, block.data(), nullptr), place,
            "describe");
        if (axes > 0)
            checked(H5Sselect_hyperslab(file_space.id(), H5S_SELECT_SET, start.data(), nullptr, block.data(),
                                        nullptr),
                    place, "select");
        const Hdf5Datatype type(H5Dget_type(source.id()), place, "read the type of");
        checked(H5Dread(source.id(), type.id(), memory.id(), file_space.id(), H5P_DEFAULT, rows.data()),
                place, "read");
        return rows;
    });
}

/// Fills `rows` from chunks that this program unfolds itself.
void ResultFile::decode_rows(hid_t dataset, const ResultDataset& found, std::uint64_t first,
                             std::vector<std::uint8_t>& rows) const {
    const Hdf5Place place{name_, found.path};
    const std::size_t value_size = size_of(found.type), chunk_size = found.chunk_rows * value_size;
    std::vector<std::uint8_t> chunk(chunk_size), stored;
    std::size_t done = 0;
    while (done < rows.size()) {
        const std::uint64_t row = first + done / value_size, within = row % found.chunk_rows;
        const hsize_t start = row - within;
        hsize_t length = 0;
        checked(H5Dget_chunk_storage_size(dataset, &start, &length), place, "measure a chunk of");
        if (length > Deflater::bound(chunk_size) + sizeof(std::uint32_t))
            refuse(found.path, fmt::format("has a chunk of absurd size at row {}", start));
        stored.resize(length);
        std::uint32_t skipped = 0;
        checked(H5Dread_chunk(dataset, H5P_DEFAULT, &start, &skipped, stored.data()), place, "read");
        if (skipped != 0 || !decode_chunk(stored, found.filters, value_size, chunk))
            throw InputError(
                fmt::format("'{}' is damaged: {} cannot be read from row {} on, its checksum does not fit",
                            name_, found.path, start));
        const std::size_t taken = std::min(rows.size() - done, chunk_size - within * value_size);
        std::memcpy(rows.data() + done, chunk.data() + within * value_size, taken);
        done += taken;
    }
}

template <typename T>
std::vector<T> ResultFile::values(std::string_view path, std::uint64_t first, std::uint64_t count) const {
    if (dataset(path).type != element_of<T>())
        refuse(path, fmt::format("is of type {}", type_name(dataset(path).type)));
    const std::vector<std::uint8_t> raw = bytes(path, first, count);
    std::vector<T> values(raw.size() / sizeof(T));
    if (!raw.empty()) std::memcpy(values.data(), raw.data(), raw.size());
    return values;
}
template std::vector<double> ResultFile::values(std::string_view, std::uint64_t, std::uint64_t) const;
template std::vector<std::int64_t> ResultFile::values(std::string_view, std::uint64_t, std::uint64_t) const;
template std::vector<std::int32_t> ResultFile::values(std::string_view, std::uint64_t, std::uint64_t) const;
template std::vector<std::int16_t> ResultFile::values(std::string_view, std::uint64_t, std::uint64_t) const;
template std::vector<std::uint8_t> ResultFile::values(std::string_view, std::uint64_t, std::uint64_t) const;

std::vector<double> ResultFile::numbers(std::string_view path) const {
    const std::vector<std::uint8_t> raw = bytes(path, 0, rows(path));
    std::vector<double> numbers;
    switch (dataset(path).type) {
        case ElementType::f64:
            convert<double>(raw, numbers);
            break;
        case ElementType::i64:
            convert<std::int64_t>(raw, numbers);
            break;
        case ElementType::i32:
            convert<std::int32_t>(raw, numbers);
            break;
        case ElementType::i16:
            convert<std::int16_t>(raw, numbers);
            break;
        case ElementType::u8:
            convert<std::uint8_t>(raw, numbers);
            break;
        case ElementType::text:
        case ElementType::none:
            refuse(path, "holds no numbers");
    }
    return numbers;
}

double ResultFile::number(std::string_view path) const {
    if (!dataset(path).shape.empty()) refuse(path, "is not a single number");
    return numbers(path).front();
}

std::vector<std::string> ResultFile::texts(std::string_view path) const {
    const ResultDataset& found = dataset(path);
    if (found.type != ElementType::text) refuse(path, "is no text");
    return blame_file(name_, [&] {
        const Hdf5Place place{name_, found.path};
        const Hdf5Dataset source(H5Dopen2(file_.id(), found.path.c_str(), H5P_DEFAULT), place, "open");
        const Hdf5Space space(H5Dget_space(source.id()), place, "measure");
        const Hdf5Datatype type = string_type(place);
        OwnedTexts texts(type.id(), space.id(), found.rows());
        checked(H5Dread(source.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), place, "read");
        return texts.strings();
    });
}

std::vector<std::string> ResultFile::attributes(const std::string& object) const {
    return blame_file(name_, [&] {
        std::vector<std::string> names;
        checked(H5Aiterate_by_name(file_.id(), object.c_str(), H5_INDEX_NAME, H5_ITER_NATIVE, nullptr,
                                   take_name, &names, H5P_DEFAULT),
                Hdf5Place{name_, object}, "list the attributes of");
        if (names.size() > most_attributes) refuse(object, "has more attributes than any result");
        for (const std::string& found : names)
            if (!is_plain_name(found)) refuse(object, "has an attribute whose name no result has");
        std::erase_if(names, kept_by_hdf5);
        std::sort(names.begin(), names.end());
        return names;
    });
}

bool ResultFile::has_attribute(const std::string& object, const std::string& attribute) const {
    return blame_file(name_, [&] {
        return checked(H5Aexists_by_name(file_.id(), object.c_str(), attribute.c_str(), H5P_DEFAULT),
                       Hdf5Place{name_, object + "@" + attribute}, "look up") > 0;
    });
}

namespace {

/// An attribute with its type, which must be one value.
struct OpenAttribute {
    OpenAttribute(hid_t file, const Hdf5Place& place, const std::string& object, const std::string& name)
        : attribute(H5Aopen_by_name(file, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), place,
                    "open"),
          type(H5Aget_type(attribute.id()), place, "read the type of"),
          space(H5Aget_space(attribute.id()), place, "measure") {
        if (H5Sget_simple_extent_npoints(space.id()) != 1)
            refuse_result(place.file, place.object, "is not a single value");
    }
    Hdf5Attribute attribute;
    Hdf5Datatype type;
    Hdf5Space space;
};

}  // namespace

bool ResultFile::is_text_attribute(const std::string& object, const std::string& attribute) const {
    return blame_file(name_, [&] {
        const Hdf5Place place{name_, object + "@" + attribute};
        const OpenAttribute found(file_.id(), place, object, attribute);
        return H5Tget_class(found.type.id()) == H5T_STRING;
    });
}

std::string ResultFile::text_attribute(const std::string& object, const std::string& attribute) const {
    return blame_file(name_, [&] {
        const Hdf5Place place{name_, object + "@" + attribute};
        const OpenAttribute found(file_.id(), place, object, attribute);
        if (H5Tget_class(found.type.id()) != H5T_STRING || H5Tis_variable_str(found.type.id()) <= 0)
            refuse(place.object, "is no text");
        const Hdf5Datatype type = string_type(place);
        OwnedTexts texts(type.id(), found.space.id(), 1);
        checked(H5Aread(found.attribute.id(), type.id(), texts.data()), place, "read");
        return texts.strings().front();
    });
}

std::vector<std::uint8_t> ResultFile::attribute_bytes(const std::string& object,
                                                      const std::string& attribute) const {
    return blame_file(name_, [&] {
        const Hdf5Place place{name_, object + "@" + attribute};
        const OpenAttribute found(file_.id(), place, object, attribute);
        const bool integer = H5Tget_class(found.type.id()) == H5T_INTEGER;
        const bool is_unsigned = integer && H5Tget_sign(found.type.id()) == H5T_SGN_NONE;
        if (!integer && H5Tget_class(found.type.id()) != H5T_FLOAT) refuse(place.object, "is no number");
        std::vector<std::uint8_t> bytes(8);
        checked(H5Aread(found.attribute.id(),
                        is_unsigned ? H5T_NATIVE_UINT64 : (integer ? H5T_NATIVE_INT64 : H5T_NATIVE_DOUBLE),
                        bytes.data()),
                place, "read");
        return bytes;
    });
}

std::int64_t ResultFile::integer_attribute(const std::string& object, const std::string& attribute) const {
    return blame_file(name_, [&] {
        const Hdf5Place place{name_, object + "@" + attribute};
        const OpenAttribute found(file_.id(), place, object, attribute);
        if (H5Tget_class(found.type.id()) != H5T_INTEGER) refuse(place.object, "is no integer");
        std::int64_t value = 0;
        checked(H5Aread(found.attribute.id(), H5T_NATIVE_INT64, &value), place, "read");
        return value;
    });
}

double ResultFile::number_attribute(const std::string& object, const std::string& attribute) const {
    return blame_file(name_, [&] {
        const Hdf5Place place{name_, object + "@" + attribute};
        const OpenAttribute found(file_.id(), place, object, attribute);
        const H5T_class_t kind = H5Tget_class(found.type.id());
        if (kind != H5T_INTEGER && kind != H5T_FLOAT) refuse(place.object, "is no number");
        double value = 0;
        checked(H5Aread(found.attribute.id(), H5T_NATIVE_DOUBLE, &value), place, "read");
        return value;
    });
}

}  // namespace puncta
