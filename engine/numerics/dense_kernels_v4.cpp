// Built for x86-64-v4, AVX-512 (engine/CMakeLists.txt); called only where the machine has it.
#include "engine/numerics/dense_kernels.hpp"
#include "engine/numerics/dense_loops.inc"

namespace puncta {

const DenseKernels& dense_kernels_v4() {
    return kernels;
}

}  // namespace puncta
