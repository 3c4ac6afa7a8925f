#pragma once
/// Which program this is: what a result must say for somebody to compute it again.

#include <string_view>

namespace puncta {

struct Build {
    std::string_view version;         ///< "0.1.0"
    std::string_view commit;          ///< of git, twelve digits; "unknown" outside a clone
    std::string_view source_version;  ///< hash over sources, cards and build rules (version.cmake)
    std::string_view compiler;        ///< "GNU 12.2.0"
    std::string_view instruction_set;
    std::string_view build_type;  ///< "Release"
};

const Build& this_build();

}  // namespace puncta
