#pragma once
/// The inner loops of small dense systems, built twice: for the instructions that everything else uses, and
/// for AVX-512 where the machine has it, chosen at run time. Every sum runs in one written-out order with
/// explicit fused multiply-adds, so that both give the same bits.

#include <cstddef>

namespace puncta {

/// A matrix of n columns stands in `values`, a column every `stride`, its lower triangle first and two
/// right-hand sides below it in rows n and n + 1 (ldlt.hpp). Behind the last there is room for columns up to
/// a multiple of four.
struct DenseKernels {
    /// L D Lᵀ in place, substituting forward; `scaled` is room for 4 n values. False for a pivot without
    /// inverse.
    bool (*factor)(double* values, std::size_t stride, int n, double* scaled);
    /// The same for the first `pivots` columns only; of the columns behind them these are subtracted.
    bool (*eliminate)(double* values, std::size_t stride, int n, int pivots, double* scaled);
    /// Both right-hand sides, substituted forward by `factor`, substituted back.
    void (*solutions)(const double* values, std::size_t stride, int n, double* x, double* y);
    /// Another right-hand side, in place.
    void (*solve)(const double* values, std::size_t stride, int n, double* x);
    /// sum += weight · column
    void (*add_column)(int n, const double* column, double weight, double* sum);
    /// sum += Σ weight[k] · columns[k], of `count` columns.
    void (*add_columns)(int n, const double* const* columns, const double* weights, int count, double* sum);
    /// Four sums at once, sum[c] += Σ weights[4 k + c] · columns[k], in rows `first` to `last`, both
    /// multiples of 8.
    void (*add_products)(int first, int last, const double* const* columns, const double* weights, int count,
                         double* const* sums);
    /// Of a square matrix of n columns and rows, both up to a multiple of 8: the part above the diagonal from
    /// that below it.
    void (*mirror)(double* values, std::size_t stride, int n);
    /// sum[i] += Σ weights[k] · line[n - 1 - k + i], 0 <= i, k < n: a row of cells under forces on another.
    void (*add_shifted)(int n, const double* line, const double* weights, double* sum);
};

/// Of this machine. PUNCTA_INSTRUCTIONS=x86-64-v3 in the environment keeps to the ones for every machine.
const DenseKernels& dense_kernels();

}  // namespace puncta
