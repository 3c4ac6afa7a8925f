#include "engine/storage/result_structure.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/storage/hdf5_handle.hpp"
#include "engine/storage/result_fault.hpp"

namespace puncta {

namespace {

constexpr std::uint64_t largest_chunk = std::uint64_t{64} << 20;
constexpr std::uint64_t most_rows = std::uint64_t{1} << 40;
constexpr int most_axes = 3;
constexpr std::uint64_t most_texts = 10000;
constexpr std::size_t most_members = 1000;
/// What a file may unfold to, over its own length: a table of 79 bytes a row takes 54 of them. Deflate alone
/// would allow a thousand.
constexpr double most_unfolded = 100;
constexpr double small_file = double{1 << 26};  ///< which harms nobody whatever it unfolds to

struct Member {
    std::string name;
    H5L_type_t link = H5L_TYPE_ERROR;
};

herr_t take_member(hid_t, const char* name, const H5L_info_t* info, void* members) {
    auto& list = *static_cast<std::vector<Member>*>(members);
    list.push_back({name, info->type});
    return list.size() > most_members ? 1 : 0;
}

ElementType element_type(hid_t type) {
    using enum ElementType;
    const std::array<std::pair<hid_t, ElementType>, 6> known{{{H5T_IEEE_F64LE, f64},
                                                              {H5T_STD_I64LE, i64},
                                                              {H5T_STD_I32LE, i32},
                                                              {H5T_STD_I16LE, i16},
                                                              {H5T_STD_U8LE, u8},
                                                              {H5T_IEEE_F32BE, none}}};
    for (const auto& [hdf5, mine] : known)
        if (H5Tequal(type, hdf5) > 0) return mine;
    return text;
}

/// The examination of one dataset; every step needs what the one before has made sure.
class Examination {
  public:
    Examination(hid_t group, const std::string& file, std::string path, const std::string& name,
                std::uint64_t size)
        : place_{file, path},
          size_(size),
          dataset_(open(group, name)),
          properties_(H5Dget_create_plist(dataset_.id()), place_, "read the layout of") {
        found_.path = std::move(path);
    }

    ResultDataset run() {
        read_type();
        read_shape();
        const H5D_layout_t layout = H5Pget_layout(properties_.id());
        if (layout == H5D_CHUNKED) {
            read_filters();
            check_chunks();
        } else if (layout == H5D_COMPACT || layout == H5D_CONTIGUOUS) {
            check_piece();
        } else {
            refuse("keeps its values in other files");
        }
        return found_;
    }

  private:
    [[noreturn]] void refuse(std::string_view fault) const {
        refuse_result(place_.file, place_.object, fault);
    }

    Hdf5Dataset open(hid_t group, const std::string& name) const {
        H5O_info_t info;
        checked(H5Oget_info_by_name2(group, name.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT), place_,
                "open");
        if (info.type != H5O_TYPE_DATASET) refuse("is no dataset");
        return {H5Dopen2(group, name.c_str(), H5P_DEFAULT), place_, "open"};
    }

    void read_type() {
        const Hdf5Datatype type(H5Dget_type(dataset_.id()), place_, "read the type of");
        found_.type = element_type(type.id());
        if (found_.type != ElementType::text) return;
        if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) <= 0)
            refuse("has a type that no result has");
    }

    void read_shape() {
        const Hdf5Space space(H5Dget_space(dataset_.id()), place_, "measure");
        const int axes = checked(H5Sget_simple_extent_ndims(space.id()), place_, "measure");
        if (H5Sget_simple_extent_type(space.id()) == H5S_NULL) refuse("is empty");
        if (axes > most_axes) refuse(fmt::format("has {} axes", axes));
        std::array<hsize_t, most_axes> lengths{};
        checked(H5Sget_simple_extent_dims(space.id(), lengths.data(), nullptr), place_, "measure");
        std::uint64_t values = 1;
        for (int axis = 0; axis < axes; ++axis) {
            if (lengths[axis] > most_rows)
                refuse(fmt::format("claims a length of {}, which cannot be", lengths[axis]));
            found_.shape.push_back(lengths[axis]);
            if (__builtin_mul_overflow(values, std::max<hsize_t>(lengths[axis], 1), &values) ||
                values > most_rows)
                refuse("claims more values than can be");
        }
        if (found_.type == ElementType::text && axes > 1) refuse("is text of several axes");
        if (found_.type == ElementType::text && found_.rows() > most_texts)
            refuse(fmt::format("claims {} texts, which cannot be", found_.rows()));
        bytes_ = found_.rows() * found_.row_size() * size_of(found_.type);
    }

    /// Of the standard filters only, and in the order in which chunk_codec undoes them.
    void read_filters() {
        const int count = checked(H5Pget_nfilters(properties_.id()), place_, "read the filters of");
        int last = -1;
        for (int n = 0; n < count; ++n) {
            unsigned flags = 0, configuration = 0;
            std::size_t parameters = 0;
            const H5Z_filter_t filter = H5Pget_filter2(properties_.id(), static_cast<unsigned>(n), &flags,
                                                       &parameters, nullptr, 0, nullptr, &configuration);
            const int rank = filter == H5Z_FILTER_SHUFFLE      ? 0
                             : filter == H5Z_FILTER_DEFLATE    ? 1
                             : filter == H5Z_FILTER_FLETCHER32 ? 2
                                                               : -1;
            if (rank <= last) refuse("is stored with filters that no result has");
            last = rank;
            (rank == 0   ? found_.filters.shuffle
             : rank == 1 ? found_.filters.deflate
                         : found_.filters.fletcher32) = true;
        }
        if (found_.filters.deflate && found_.shape.size() != 1)
            refuse("is compressed, which only columns are");
    }

    void check_chunks() {
        std::array<hsize_t, most_axes> chunk{1, 1, 1};
        const auto axes = static_cast<int>(found_.shape.size());
        if (H5Pget_chunk(properties_.id(), axes, chunk.data()) != axes) refuse("has chunks of other axes");
        found_.chunk_rows = chunk[0];
        if (found_.type == ElementType::none) return;
        if (found_.type == ElementType::text) refuse("is text in chunks");
        std::uint64_t bytes = size_of(found_.type);
        for (const hsize_t length : chunk) {
            if (length > largest_chunk) refuse("has chunks of absurd size");
            bytes *= length;
            if (bytes > largest_chunk) refuse("has chunks of absurd size");
        }
        for (std::size_t axis = 1; axis < found_.shape.size(); ++axis)
            if (chunk[axis] != found_.shape[axis]) refuse("has chunks that divide its rows");
        const std::uint64_t needed = (found_.rows() + chunk[0] - 1) / chunk[0];
        if (needed > size_) refuse(fmt::format("claims {} rows, more than the file can hold", found_.rows()));
        const Hdf5Space space(H5Dget_space(dataset_.id()), place_, "measure");
        hsize_t present = 0;
        checked(H5Dget_num_chunks(dataset_.id(), space.id(), &present), place_, "count the chunks of");
        if (present != needed)
            refuse(fmt::format("claims {} rows but has {} of {} chunks", found_.rows(), present, needed));
    }

    /// Values in one piece: kept in this file, and not longer than it.
    void check_piece() const {
        if (H5Pget_external_count(properties_.id()) != 0) refuse("keeps its values in other files");
        if (bytes_ == 0) return;
        const hsize_t stored = H5Dget_storage_size(dataset_.id());
        if (stored < bytes_ || bytes_ > size_)
            refuse(fmt::format("claims {} bytes, of which the file holds {}", bytes_,
                               std::min<std::uint64_t>(stored, size_)));
    }

    Hdf5Place place_;
    std::uint64_t size_, bytes_ = 0;
    Hdf5Dataset dataset_;
    Hdf5Properties properties_;
    ResultDataset found_;
};

std::vector<Member> members_of(hid_t group, const std::string& file, const std::string& path) {
    std::vector<Member> members;
    checked(H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, take_member, &members),
            Hdf5Place{file, path}, "list");
    if (members.size() > most_members) refuse_result(file, path, "holds more than any result");
    for (const Member& member : members)
        if (!is_plain_name(member.name)) refuse_result(file, path, "holds a name that no result has");
    for (const Member& member : members)
        if (member.link != H5L_TYPE_HARD)
            refuse_result(file, path + (path == "/" ? "" : "/") + member.name,
                          "is a link to elsewhere, which no result has");
    return members;
}

}  // namespace

bool is_plain_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::vector<ResultDataset> read_structure(hid_t file, const std::string& file_name, std::uint64_t size) {
    std::vector<ResultDataset> datasets;
    for (const Member& top : members_of(file, file_name, "/")) {
        const std::string path = "/" + top.name;
        H5O_info_t info;
        checked(H5Oget_info_by_name2(file, path.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT),
                Hdf5Place{file_name, path}, "open");
        if (info.type != H5O_TYPE_GROUP) refuse_result(file_name, path, "is no group");
        const Hdf5Group group(H5Gopen2(file, path.c_str(), H5P_DEFAULT), {file_name, path}, "open");
        for (const Member& member : members_of(group.id(), file_name, path))
            datasets.push_back(
                Examination(group.id(), file_name, path + "/" + member.name, member.name, size).run());
    }
    double unfolded = 0;
    for (const ResultDataset& dataset : datasets)
        unfolded += double(dataset.rows()) * double(dataset.row_size()) * double(size_of(dataset.type));
    if (unfolded > small_file && unfolded > most_unfolded * double(size))
        refuse_result(
            file_name, "/",
            fmt::format("unfolds to {:.3g} bytes, more than any result of {} bytes", unfolded, size));
    std::sort(datasets.begin(), datasets.end(),
              [](const ResultDataset& a, const ResultDataset& b) { return a.path < b.path; });
    return datasets;
}

}  // namespace puncta
