#include "engine/numerics/ldlt.hpp"

#include <array>
#include <cmath>

namespace puncta {
namespace {

constexpr int lanes = 8;  ///< of the widest machine: a sum is kept in so many parts everywhere

/// y -= w0 a + w1 b + w2 c + w3 d
void subtract_four(int n, const double* __restrict a, const double* __restrict b, const double* __restrict c,
                   const double* __restrict d, const double* w, double* __restrict y) {
    const double w0 = -w[0], w1 = -w[1], w2 = -w[2], w3 = -w[3];
    for (int i = 0; i < n; ++i)
        y[i] = std::fma(w3, d[i], std::fma(w2, c[i], std::fma(w1, b[i], std::fma(w0, a[i], y[i]))));
}

void subtract_one(int n, const double* __restrict a, double w, double* __restrict y) {
    for (int i = 0; i < n; ++i) y[i] = std::fma(-w, a[i], y[i]);
}

double dot(int n, const double* __restrict a, const double* __restrict b) {
    std::array<double, lanes> part{};
    int i = 0;
    for (; i + lanes <= n; i += lanes)
        for (int l = 0; l < lanes; ++l)
            part[std::size_t(l)] = std::fma(a[i + l], b[i + l], part[std::size_t(l)]);
    for (int l = 0; i < n; ++i, ++l) part[std::size_t(l)] = std::fma(a[i], b[i], part[std::size_t(l)]);
    return ((part[0] + part[4]) + (part[1] + part[5])) + ((part[2] + part[6]) + (part[3] + part[7]));
}

}  // namespace

void Ldlt::resize(int n, int rows) {
    n_ = n;
    rows_ = rows;
    stride_ = (std::size_t(n + rows) + lanes - 1) / lanes * lanes;
    if (values_.size() < stride_ * std::size_t(n)) values_.resize(stride_ * std::size_t(n));
    scaled_.resize(std::size_t(n));
}

bool Ldlt::factor() {
    const int all = n_ + rows_;
    for (int j = 0; j < n_; ++j) {
        double* own = column(j);
        for (int k = 0; k < j; ++k) scaled_[std::size_t(k)] = at(j, k) * at(k, k);
        int k = 0;
        for (; k + 4 <= j; k += 4)
            subtract_four(all - j, column(k) + j, column(k + 1) + j, column(k + 2) + j, column(k + 3) + j,
                          scaled_.data() + k, own + j);
        for (; k < j; ++k) subtract_one(all - j, column(k) + j, scaled_[std::size_t(k)], own + j);
        const double inverse = 1 / own[j];
        if (!std::isfinite(inverse)) return false;
        for (int i = j + 1; i < all; ++i) own[i] *= inverse;
    }
    return true;
}

void Ldlt::solve(std::vector<double>& x) const {
    for (int j = 0; j < n_; ++j) {
        const double* own = values_.data() + std::size_t(j) * stride_;
        if (x[std::size_t(j)] != 0)
            subtract_one(n_ - 1 - j, own + j + 1, x[std::size_t(j)], x.data() + j + 1);
    }
    for (int j = 0; j < n_; ++j) x[std::size_t(j)] /= values_[std::size_t(j) * stride_ + std::size_t(j)];
    for (int j = n_ - 1; j >= 0; --j) {
        const double* own = values_.data() + std::size_t(j) * stride_;
        x[std::size_t(j)] -= dot(n_ - 1 - j, own + j + 1, x.data() + j + 1);
    }
}

void Ldlt::solution(int row, std::vector<double>& x) const {
    x.resize(std::size_t(n_));
    for (int j = n_ - 1; j >= 0; --j) {
        const double* own = values_.data() + std::size_t(j) * stride_;
        x[std::size_t(j)] = own[n_ + row] - dot(n_ - 1 - j, own + j + 1, x.data() + j + 1);
    }
}

}  // namespace puncta
