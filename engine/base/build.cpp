#include "engine/base/build.hpp"

#include "version.hpp"

namespace puncta {

const Build& this_build() {
    static constexpr Build build{
        .version = PUNCTA_VERSION,
        .commit = PUNCTA_COMMIT,
        .source_version = PUNCTA_SOURCE_VERSION,
#if defined(__clang__)
        .compiler = "Clang " __clang_version__,
#else
        .compiler = "GNU " __VERSION__,
#endif
#if defined(__AVX2__)
        .instruction_set = "x86-64-v3",
#elif defined(__x86_64__)
        .instruction_set = "x86-64",
#elif defined(__aarch64__)
        .instruction_set = "aarch64",
#else
        .instruction_set = "unknown",
#endif
        .build_type = PUNCTA_BUILD_TYPE,
    };
    return build;
}

}  // namespace puncta
