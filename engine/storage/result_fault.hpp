#pragma once
/// What is wrong with a result file is the file's fault: an InputError of one sentence.

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace puncta {

/// Throws the InputError "'<file>' is no sound result of Puncta: <object> <fault>".
[[noreturn]] inline void refuse_result(std::string_view file, std::string_view object,
                                       std::string_view fault) {
    throw InputError(fmt::format("'{}' is no sound result of Puncta: {} {}", file, object, fault));
}

/// HDF5's own failures are the file's fault here, not the disk's.
template <typename Work>
auto blame_file(const std::string& name, Work work) {
    try {
        return work();
    } catch (const StorageError& error) {
        throw InputError(fmt::format("'{}' is truncated or damaged: {}", name, error.what()));
    }
}

}  // namespace puncta
