#include "engine/numerics/swept_matrix.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/numerics/dense_kernels.hpp"
#include "engine/numerics/ldlt.hpp"

namespace puncta {
namespace {

constexpr int line = 8;       ///< rows at a time
constexpr int together = 64;  ///< indices swept in one go

int up(int n) {
    return (n + line - 1) / line * line;
}

/// A stride with room for some more rows; columns do not fall onto the same few lines of the cache.
std::size_t stride_for(int rows) {
    std::size_t stride = std::size_t(up(rows + rows / 4 + 16));
    if (stride % 64 == 0) stride += line;
    return stride;
}

}  // namespace

SweptMatrix::SweptMatrix(int fixed) : fixed_(fixed) {
    make_room(fixed);
    rows_ = fixed;
    swept_.assign(std::size_t(fixed), 0);
}

void SweptMatrix::make_room(int rows) {
    if (std::size_t(rows) <= stride_) return;
    const std::size_t stride = stride_for(rows);
    std::vector<double> values(stride * stride, 0.0);
    for (int j = 0; j < rows_; ++j)
        std::copy_n(column(j), rows_, values.begin() + std::ptrdiff_t(std::size_t(j) * stride));
    values_ = std::move(values);
    stride_ = stride;
}

std::vector<int> SweptMatrix::swept_rows() const {
    std::vector<int> found;
    for (int i = fixed_; i < rows_; ++i)
        if (swept(i)) found.push_back(i);
    return found;
}

void SweptMatrix::take_in(std::span<const double> raw, int first, std::vector<double>& column) const {
    PUNCTA_EXPECT(raw.size() == std::size_t(rows_), "{} values, {} rows", raw.size(), rows_);
    column.resize(std::size_t(rows_));
    std::vector<const double*> columns;
    std::vector<double> weights;
    for (int i = 0; i < rows_; ++i) {
        if (i >= first) column[std::size_t(i)] = swept(i) ? 0 : raw[std::size_t(i)];
        if (!swept(i)) continue;
        columns.push_back(this->column(i) + first);
        weights.push_back(raw[std::size_t(i)]);
    }
    dense_kernels().add_columns(rows_ - first, columns.data(), weights.data(), int(columns.size()),
                                column.data() + first);
}

/// Entries in rows `first` to `last` of `count` columns `from` on, which are not swept, and of the rows that
/// they are; `raw` as for all columns of the call.
void SweptMatrix::fill(int from, int count, int first, int last, std::span<const double> raw) {
    const std::vector<int> in = swept_rows();
    std::vector<const double*> columns;
    columns.reserve(in.size());
    for (const int i : in) columns.push_back(column(i));
    std::vector<double> weights(4 * in.size());
    solved_.resize(4 * stride_);
    for (int j = 0; j < count; j += 4) {
        double* sums[4];
        for (int c = 0; c < 4; ++c) {
            sums[c] = solved_.data() + std::size_t(c) * stride_;
            const double* own = raw.data() + std::size_t(std::min(j + c, count - 1)) * std::size_t(rows_);
            for (int i = first; i < last; ++i) sums[c][i] = swept(i) ? 0 : own[i];
            for (std::size_t k = 0; k < in.size(); ++k) weights[4 * k + std::size_t(c)] = own[in[k]];
        }
        dense_kernels().add_products(first / line * line, up(last), columns.data(), weights.data(),
                                     int(in.size()), sums);
        for (int c = 0; c < std::min(4, count - j); ++c)
            for (int i = first; i < last; ++i)
                writable(from + j + c)[i] = writable(i)[from + j + c] = sums[c][i];
    }
}

void SweptMatrix::append(int count, std::span<const double> raw) {
    const int before = rows_;
    make_room(before + count);
    rows_ += count;
    swept_.resize(std::size_t(rows_), 0);
    PUNCTA_EXPECT(raw.size() == std::size_t(count) * std::size_t(rows_), "{} values", raw.size());
    fill(before, count, 0, before, raw);
    fill(before, count, before, rows_, raw);  // from the rows just filled
}

SweptMatrix SweptMatrix::with_fixed(int fixed, std::span<const double> raw) const {
    SweptMatrix other(fixed);
    const int rows = fixed + rows_ - fixed_;
    PUNCTA_EXPECT(raw.size() == std::size_t(fixed) * std::size_t(rows), "{} values", raw.size());
    other.make_room(rows);
    other.rows_ = rows;
    other.swept_so_far_ = swept_so_far_;
    other.swept_.insert(other.swept_.end(), swept_.begin() + fixed_, swept_.end());
    for (int j = fixed; j < rows; ++j)
        std::copy_n(column(j - fixed + fixed_) + fixed_, rows - fixed, other.writable(j) + fixed);
    other.fill(0, fixed, fixed, rows, raw);
    other.fill(0, fixed, 0, fixed, raw);
    return other;
}

bool SweptMatrix::sweep(std::span<const int> indices, std::vector<double>& beside) {
    for (std::size_t first = 0; first < indices.size(); first += together)
        if (!sweep_few(indices.subspan(first, std::min<std::size_t>(together, indices.size() - first)),
                       beside))
            return false;
    return true;
}

bool SweptMatrix::sweep_few(std::span<const int> indices, std::vector<double>& beside) {
    const DenseKernels& kernels = dense_kernels();
    const auto count = indices.size();
    across_.resize(count * stride_);
    std::vector<const double*> columns;
    for (std::size_t k = 0; k < count; ++k) {
        std::copy_n(column(indices[k]), stride_, across_.begin() + std::ptrdiff_t(k * stride_));
        columns.push_back(across_.data() + k * stride_);
    }
    // H^-1, count x count in steps of 4 columns
    Ldlt own;
    own.resize(int(count));
    for (std::size_t k = 0; k < count; ++k)
        for (std::size_t m = k; m < count; ++m) own.at(int(m), int(k)) = columns[k][indices[m]];
    for (std::size_t k = 0; k < count; ++k) own.at(int(count), int(k)) = own.at(int(count) + 1, int(k)) = 0;
    if (!own.factor()) return false;
    for (std::size_t k = 0; k < count; ++k)
        if ((own.at(int(k), int(k)) > 0) != swept(indices[k])) return false;
    const std::size_t wide = (count + 3) / 4 * 4;
    std::vector<double> inverse(wide * wide, 0.0), unit;
    for (std::size_t k = 0; k < count; ++k) {
        unit.assign(count, 0.0);
        unit[k] = 1;
        own.solve(unit);
        for (std::size_t m = 0; m < count; ++m) inverse[k * wide + m] = unit[m];
    }
    // Z = E H^-1, E the columns across
    solved_.assign(wide * stride_, 0.0);
    std::vector<double> weights(4 * count);
    double* sums[4];
    for (std::size_t m = 0; m < wide; m += 4) {
        for (std::size_t c = 0; c < 4; ++c) {
            sums[c] = solved_.data() + (m + c) * stride_;
            for (std::size_t k = 0; k < count; ++k) weights[4 * k + c] = inverse[(m + c) * wide + k];
        }
        kernels.add_products(0, up(rows_), columns.data(), weights.data(), int(count), sums);
    }
    // Q - E Zᵀ below the diagonal
    for (int j = 0; j < rows_; j += 4) {
        for (int c = 0; c < 4; ++c) {
            sums[c] = writable(j + c);
            for (std::size_t k = 0; k < count; ++k)
                weights[4 * k + std::size_t(c)] = -solved_[k * stride_ + std::size_t(j + c)];
        }
        kernels.add_products(j / line * line, up(rows_), columns.data(), weights.data(), int(count), sums);
    }
    kernels.mirror(values_.data(), stride_, rows_);
    std::vector<double> step(count, 0.0);
    for (std::size_t k = 0; k < count; ++k)
        for (std::size_t m = 0; m < count; ++m)
            step[k] += inverse[k * wide + m] * beside[std::size_t(indices[m])];
    for (std::size_t k = 0; k < count; ++k) weights[k] = -step[k];
    kernels.add_columns(rows_, columns.data(), weights.data(), int(count), beside.data());
    for (std::size_t k = 0; k < count; ++k) {
        const int d = indices[k];
        const double sign = swept(d) ? 1 : -1;
        for (int i = 0; i < rows_; ++i)
            writable(i)[d] = writable(d)[i] = sign * solved_[k * stride_ + std::size_t(i)];
        beside[std::size_t(d)] = sign * step[k];
    }
    for (std::size_t k = 0; k < count; ++k)
        for (std::size_t m = 0; m < count; ++m)
            writable(indices[m])[indices[k]] =
                swept(indices[k]) == swept(indices[m]) ? -inverse[k * wide + m] : inverse[k * wide + m];
    for (const int d : indices) swept_[std::size_t(d)] ^= 1;
    swept_so_far_ += std::int64_t(count);
    return true;
}

}  // namespace puncta
