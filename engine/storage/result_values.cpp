#include <algorithm>
#include <cstring>

#include "engine/base/error.hpp"
#include "engine/storage/hdf5_attribute.hpp"
#include "engine/storage/result_fault.hpp"
#include "engine/storage/result_file.hpp"

namespace puncta {

namespace {

constexpr std::size_t longest_text = std::size_t{64} << 20;  ///< of one text, and of all texts of a dataset
constexpr std::size_t most_attributes = 100;

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
    if constexpr (std::is_same_v<T, double>)
        return ElementType::f64;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return ElementType::i64;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return ElementType::i32;
    else if constexpr (std::is_same_v<T, std::int16_t>)
        return ElementType::i16;
    else {
        static_assert(std::is_same_v<T, std::uint8_t>);
        return ElementType::u8;
    }
}

}  // namespace

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
        // One by one: many texts may point at the same bytes of the file. (H5Dvlen_get_buf_size, which would
        // tell their length before, writes beyond its buffer for a single text in HDF5 1.10.8.)
        const Hdf5Space one(H5Screate(H5S_SCALAR), place, "describe");
        std::vector<std::string> all;
        std::size_t length = 0;
        for (hsize_t row = 0; row < found.rows(); ++row) {
            const hsize_t count = 1;
            if (!found.shape.empty())
                checked(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, &row, nullptr, &count, nullptr),
                        place, "select");
            OwnedTexts text(type.id(), one.id(), 1);
            checked(H5Dread(source.id(), type.id(), one.id(), space.id(), H5P_DEFAULT, text.data()), place,
                    "read");
            all.push_back(text.strings().front());
            length += all.back().size();
            if (length > longest_text) refuse(found.path, "holds more text than any result");
        }
        return all;
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
