#include "engine/storage/data_hash.hpp"

#include <algorithm>
#include <array>

namespace puncta {

namespace {

/// Rows read at a time: a chunk of the puncture table.
constexpr std::uint64_t rows_at_once = 65536;

bool is_free_to_differ(const std::string& root_attribute) {
    constexpr std::array<std::string_view, 7> names{"build_type", "commit",    "compiler",       "complete",
                                                    "created",    "data_hash", "instruction_set"};
    return std::find(names.begin(), names.end(), root_attribute) != names.end();
}

void add_attribute(ValueHash& hash, const ResultFile& file, const std::string& object,
                   const std::string& name) {
    hash.add_text(name);
    if (file.is_text_attribute(object, name))
        hash.add_text(file.text_attribute(object, name));
    else
        hash.add(file.attribute_bytes(object, name));
}

HashDigest digest_of_values(const ResultFile& file, const ResultDataset& dataset) {
    ValueHash hash;
    if (dataset.type == ElementType::text) {
        for (const std::string& text : file.texts(dataset.path)) hash.add_text(text);
    } else if (dataset.type != ElementType::none) {
        for (std::uint64_t row = 0; row < dataset.rows(); row += rows_at_once)
            hash.add(file.bytes(dataset.path, row, rows_at_once));
    }
    return hash.digest();
}

std::string shape_text(const ResultDataset& dataset) {
    std::string text;
    for (const std::uint64_t length : dataset.shape) text += std::to_string(length) + ",";
    return text;
}

}  // namespace

std::string data_hash(const ResultFile& file, const KnownDigests& known) {
    ValueHash hash;
    for (const std::string& name : file.attributes("/"))
        if (!is_free_to_differ(name)) add_attribute(hash, file, "/", name);
    for (const ResultDataset& dataset : file.datasets()) {
        if (dataset.path.starts_with("/diagnostics/")) continue;
        hash.add_text(dataset.path);
        hash.add_text(type_name(dataset.type));
        hash.add_text(shape_text(dataset));
        const auto found = std::find_if(known.begin(), known.end(),
                                        [&](const auto& entry) { return entry.first == dataset.path; });
        hash.add(found == known.end() ? digest_of_values(file, dataset) : found->second);
        for (const std::string& name : file.attributes(dataset.path))
            add_attribute(hash, file, dataset.path, name);
    }
    return hexadecimal(hash.digest());
}

}  // namespace puncta
