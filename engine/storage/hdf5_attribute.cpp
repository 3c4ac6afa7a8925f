#include "engine/storage/hdf5_attribute.hpp"

namespace puncta {

Hdf5Datatype string_type(const Hdf5Place& place) {
    Hdf5Datatype type(H5Tcopy(H5T_C_S1), place, "make the string type of");
    checked(H5Tset_size(type.id(), H5T_VARIABLE), place, "make the string type of");
    checked(H5Tset_cset(type.id(), H5T_CSET_UTF8), place, "make the string type of");
    return type;
}

namespace {

void write_attribute(hid_t owner, const Hdf5Place& place, std::string_view name, hid_t file_type,
                     hid_t memory_type, const void* value) {
    const std::string key(name);
    const Hdf5Place at{place.file, place.object + "@" + key};
    if (checked(H5Aexists(owner, key.c_str()), at, "look up") > 0)
        checked(H5Adelete(owner, key.c_str()), at, "replace");
    const Hdf5Space space(H5Screate(H5S_SCALAR), at, "describe");
    const Hdf5Attribute attribute(
        H5Acreate2(owner, key.c_str(), file_type, space.id(), H5P_DEFAULT, H5P_DEFAULT), at, "create");
    checked(H5Awrite(attribute.id(), memory_type, value), at, "write");
}

}  // namespace

void set_attribute(hid_t owner, const Hdf5Place& place, std::string_view name, std::string_view text) {
    const Hdf5Datatype type = string_type(place);
    const std::string owned(text);
    const char* pointer = owned.c_str();
    write_attribute(owner, place, name, type.id(), type.id(), static_cast<const void*>(&pointer));
}
void set_attribute(hid_t owner, const Hdf5Place& place, std::string_view name, double value) {
    write_attribute(owner, place, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
}
void set_attribute(hid_t owner, const Hdf5Place& place, std::string_view name, std::int64_t value) {
    write_attribute(owner, place, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}
void set_attribute(hid_t owner, const Hdf5Place& place, std::string_view name, std::uint64_t value) {
    write_attribute(owner, place, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, &value);
}

std::string text_attribute(hid_t owner, const Hdf5Place& place, std::string_view name) {
    const std::string key(name);
    const Hdf5Place at{place.file, place.object + "@" + key};
    if (checked(H5Aexists(owner, key.c_str()), at, "look up") == 0) return {};
    const Hdf5Attribute attribute(H5Aopen(owner, key.c_str(), H5P_DEFAULT), at, "open");
    const Hdf5Datatype type = string_type(at);
    char* text = nullptr;
    checked(H5Aread(attribute.id(), type.id(), static_cast<void*>(&text)), at, "read");
    std::string value = text == nullptr ? "" : text;
    H5free_memory(text);
    return value;
}

}  // namespace puncta
