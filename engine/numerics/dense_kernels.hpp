#pragma once
/// The inner loops of small dense systems, built twice: for the instructions that everything else uses, and
/// for AVX-512 where the machine has it, chosen at run time. Every sum runs in one written-out order with
/// explicit fused multiply-adds, so that both give the same bits.

#include <cstddef>

namespace puncta {

/// A matrix of n columns stands in `values`, a column every `stride`, its lower triangle first and two
/// right-hand sides below it in rows n and n + 1 (ldlt.hpp).
struct DenseKernels {
    /// L D Lᵀ in place, substituting forward; `scaled` is room for 4 n values. False for a pivot without
    /// inverse.
    bool (*factor)(double* values, std::size_t stride, int n, double* scaled);
    /// Both right-hand sides, substituted forward by `factor`, substituted back.
    void (*solutions)(const double* values, std::size_t stride, int n, double* x, double* y);
    /// Another right-hand side, in place.
    void (*solve)(const double* values, std::size_t stride, int n, double* x);
    /// sum += weight · column
    void (*add_column)(int n, const double* column, double weight, double* sum);
};

/// Of this machine. PUNCTA_INSTRUCTIONS=x86-64-v3 in the environment keeps to the ones for every machine.
const DenseKernels& dense_kernels();

}  // namespace puncta
