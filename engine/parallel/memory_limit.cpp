#include "engine/parallel/memory_limit.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace puncta {
namespace {

void take(double bytes, std::string_view set_by, MemoryLimit& least) {
    if (bytes > 0 && bytes < least.bytes) least = {bytes, set_by};
}

/// The number in a file; 0 for "max", and where there is none.
double number_in(const std::filesystem::path& file) {
    double value = 0;
    std::ifstream(file) >> value;
    return value;
}

/// Lines of /proc/self/cgroup are "0::/path" (version 2) and "9:memory:/path" (version 1); the groups around
/// a group count as well.
void take_groups(MemoryLimit& least) {
    const std::filesystem::path root = "/sys/fs/cgroup";
    std::ifstream groups("/proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {
        const auto first = line.find(':'), second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const bool unified = controllers.empty();
        if (!unified && controllers.find("memory") == std::string::npos) continue;
        const std::filesystem::path base = unified ? root : root / "memory";
        const char* const file = unified ? "memory.max" : "memory.limit_in_bytes";
        std::filesystem::path group = line.substr(second + 1);
        for (int depth = 0; depth < 32; ++depth, group = group.parent_path()) {
            take(number_in(base / group.relative_path() / file), "the control group", least);
            if (!group.has_relative_path()) break;
        }
    }
}

}  // namespace

MemoryLimit memory_limit() {
    MemoryLimit least{double(::sysconf(_SC_PHYS_PAGES)) * double(::sysconf(_SC_PAGESIZE)), "this machine"};
    take_groups(least);
    for (const auto& [resource, name] : {std::pair{RLIMIT_AS, "ulimit -v"}, {RLIMIT_DATA, "ulimit -d"}})
        if (rlimit limit{}; ::getrlimit(resource, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
            take(double(limit.rlim_cur), name, least);
    return least;
}

}  // namespace puncta
