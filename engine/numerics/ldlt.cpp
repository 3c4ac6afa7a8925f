#include "engine/numerics/ldlt.hpp"

#include <algorithm>

#include "engine/numerics/dense_kernels.hpp"

namespace puncta {

void Ldlt::resize(int n) {
    constexpr std::size_t line = 8;  // values at a time
    n_ = n;
    stride_ = (std::size_t(n) + 2 + line - 1) / line * line;
    const std::size_t columns = (std::size_t(n) + 3) / 4 * 4;  // at a time
    if (values_.size() < stride_ * columns) values_.resize(stride_ * columns);
    // What fills up rows and columns is computed with, too.
    for (std::size_t j = 0; j < columns; ++j) {
        const std::size_t used = j < std::size_t(n) ? std::size_t(n) + 2 : 0;
        std::fill(values_.begin() + std::ptrdiff_t(j * stride_ + used),
                  values_.begin() + std::ptrdiff_t((j + 1) * stride_), 0.0);
    }
    scaled_.resize(4 * std::size_t(n));
}

bool Ldlt::factor() {
    return dense_kernels().factor(values_.data(), stride_, n_, scaled_.data());
}

bool Ldlt::eliminate(int pivots) {
    return dense_kernels().eliminate(values_.data(), stride_, n_, pivots, scaled_.data());
}

void Ldlt::solutions(std::vector<double>& x, std::vector<double>& y) const {
    x.resize(std::size_t(n_));
    y.resize(std::size_t(n_));
    dense_kernels().solutions(values_.data(), stride_, n_, x.data(), y.data());
}

int Ldlt::negative_pivots() const {
    int negative = 0;
    for (int j = 0; j < n_; ++j) negative += at(j, j) < 0;
    return negative;
}

void Ldlt::solve(std::vector<double>& x) const {
    dense_kernels().solve(values_.data(), stride_, n_, x.data());
}

void Ldlt::solve_first(std::vector<double>& x) const {
    dense_kernels().solve(values_.data(), stride_, int(x.size()), x.data());
}

}  // namespace puncta
