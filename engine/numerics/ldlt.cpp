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

using Parts = std::array<double, lanes>;

double total(const Parts& part) {
    return ((part[0] + part[4]) + (part[1] + part[5])) + ((part[2] + part[6]) + (part[3] + part[7]));
}

double dot(int n, const double* __restrict a, const double* __restrict b) {
    Parts part{};
    int i = 0;
    for (; i + lanes <= n; i += lanes)
        for (int l = 0; l < lanes; ++l)
            part[std::size_t(l)] = std::fma(a[i + l], b[i + l], part[std::size_t(l)]);
    for (int l = 0; i < n; ++i, ++l) part[std::size_t(l)] = std::fma(a[i], b[i], part[std::size_t(l)]);
    return total(part);
}

/// a·x, a·y, b·x, b·y.
std::array<double, 4> dots(int n, const double* __restrict a, const double* __restrict b,
                           const double* __restrict x, const double* __restrict y) {
    Parts ax{}, ay{}, bx{}, by{};
    int i = 0;
    for (; i + lanes <= n; i += lanes)
        for (int l = 0; l < lanes; ++l) {
            const auto part = std::size_t(l);
            ax[part] = std::fma(a[i + l], x[i + l], ax[part]);
            ay[part] = std::fma(a[i + l], y[i + l], ay[part]);
            bx[part] = std::fma(b[i + l], x[i + l], bx[part]);
            by[part] = std::fma(b[i + l], y[i + l], by[part]);
        }
    for (std::size_t l = 0; i < n; ++i, ++l) {
        ax[l] = std::fma(a[i], x[i], ax[l]);
        ay[l] = std::fma(a[i], y[i], ay[l]);
        bx[l] = std::fma(b[i], x[i], bx[l]);
        by[l] = std::fma(b[i], y[i], by[l]);
    }
    return {total(ax), total(ay), total(bx), total(by)};
}

}  // namespace

void Ldlt::resize(int n) {
    n_ = n;
    stride_ = (std::size_t(n) + 2 + lanes - 1) / lanes * lanes;
    if (values_.size() < stride_ * std::size_t(n)) values_.resize(stride_ * std::size_t(n));
    scaled_.resize(std::size_t(n));
}

bool Ldlt::factor() {
    const int all = n_ + 2;
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

void Ldlt::solutions(std::vector<double>& x, std::vector<double>& y) const {
    x.resize(std::size_t(n_));
    y.resize(std::size_t(n_));
    int j = n_;
    for (; j >= 2; j -= 2) {  // two columns at a time, which share what lies below both
        const double *right = column(j - 1), *left = column(j - 2);
        const std::array<double, 4> sum = dots(n_ - j, left + j, right + j, x.data() + j, y.data() + j);
        x[std::size_t(j - 1)] = right[n_] - sum[2];
        y[std::size_t(j - 1)] = right[n_ + 1] - sum[3];
        x[std::size_t(j - 2)] = std::fma(-left[j - 1], x[std::size_t(j - 1)], left[n_] - sum[0]);
        y[std::size_t(j - 2)] = std::fma(-left[j - 1], y[std::size_t(j - 1)], left[n_ + 1] - sum[1]);
    }
    if (j == 0) return;
    x[0] = column(0)[n_] - dot(n_ - 1, column(0) + 1, x.data() + 1);
    y[0] = column(0)[n_ + 1] - dot(n_ - 1, column(0) + 1, y.data() + 1);
}

}  // namespace puncta
