#include "scenarios/runner/hash_command.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/storage/data_hash.hpp"
#include "engine/storage/result_fault.hpp"

namespace puncta::scenarios {

int hash_command(const std::vector<std::string>& results) {
    for (const std::string& name : results) {
        const ResultFile file = ResultFile::open(name);
        const std::string found = data_hash(file);
        if (!file.has_attribute("/", "data_hash"))
            throw InputError(fmt::format("'{}' carries no data hash: an older Puncta wrote it", name));
        const std::string written = file.text_attribute("/", "data_hash");
        if (found != written && !is_plain_name(written)) refuse_result(name, "its data_hash", "is damaged");
        if (found != written)
            throw InputError(
                fmt::format("'{}' is not what was written: its numbers have the hash {}, it carries {}", name,
                            found, written));
        fmt::print("{}  {}\n", found, name);
    }
    return 0;
}

}  // namespace puncta::scenarios
