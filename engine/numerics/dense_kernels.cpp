#include "engine/numerics/dense_kernels.hpp"

#include <cstdlib>
#include <string_view>

#include "engine/numerics/dense_loops.inc"

namespace puncta {

#ifdef PUNCTA_HAVE_V4
const DenseKernels& dense_kernels_v4();
#endif

namespace {

const DenseKernels& chosen() {
#ifdef PUNCTA_HAVE_V4
    const char* asked = std::getenv("PUNCTA_INSTRUCTIONS");
    const bool narrow = asked != nullptr && std::string_view(asked) == "x86-64-v3";
    const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512cd");
    if (wide && !narrow) return dense_kernels_v4();
#endif
    return kernels;
}

}  // namespace

const DenseKernels& dense_kernels() {
    static const DenseKernels& kept = chosen();
    return kept;
}

}  // namespace puncta
