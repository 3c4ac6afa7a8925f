#pragma once
/// A symmetric matrix of influences on which some unknowns are solved for, edited as these change.
///
/// Let K be positive definite and A a set of its indices. With M the inverse of K_AA this is -K swept on A:
///     Q_AA = M ,   Q_AO = -M K_AO ,   Q_OO = -(K_OO - K_OA M K_AO)
/// (O the other indices; the "sweep operator" of regression, principal pivots). For displacements given in A
/// and forces given in O, z, the forces in A are (Q z)_A and the displacements in O are -(Q z)_O. To let the
/// set D of indices change sides takes a system of D alone, H = Q_DD:
///     Q_ij - Q_iD H^-1 Q_Dj ,   Q_iD -> ± Q_iD H^-1 ,   Q_DD -> -H^-1 (with both signs) ,
/// + where an index leaves A, - where it enters.
///
/// The first rows are fixed: they never enter A, and K need not be definite on them. All sums run in one
/// order (dense_kernels.hpp); the matrix is kept whole, so that rows lie together as well.

#include <cstdint>
#include <span>
#include <vector>

namespace puncta {

class SweptMatrix {
  public:
    explicit SweptMatrix(int fixed = 0);

    [[nodiscard]] int rows() const { return rows_; }
    [[nodiscard]] int fixed() const { return fixed_; }
    [[nodiscard]] bool swept(int i) const { return swept_[std::size_t(i)] != 0; }
    /// Column j, which is row j.
    [[nodiscard]] const double* column(int j) const { return values_.data() + std::size_t(j) * stride_; }

    /// What a column of -K becomes from row `first` on: `raw` in all rows, also where it is no column of the
    /// matrix.
    void take_in(std::span<const double> raw, int first, std::vector<double>& column) const;
    /// More indices, not in A: their columns of -K, `count` of rows() + count values each.
    void append(int count, std::span<const double> raw);
    /// The same matrix with other fixed rows: their columns of -K, `fixed` of as many values as it has rows.
    [[nodiscard]] SweptMatrix with_fixed(int fixed, std::span<const double> raw) const;

    /// These indices change sides; `beside` is a column that is no row, changed alike. False where K is not
    /// definite; nothing can be told then.
    bool sweep(std::span<const int> indices, std::vector<double>& beside);
    /// Indices that changed sides since the matrix was made.
    [[nodiscard]] std::int64_t swept_so_far() const { return swept_so_far_; }

  private:
    double* writable(int j) { return values_.data() + std::size_t(j) * stride_; }
    void make_room(int rows);
    [[nodiscard]] std::vector<int> swept_rows() const;
    void fill(int from, int count, int first, int last, std::span<const double> raw);
    bool sweep_few(std::span<const int> indices, std::vector<double>& beside);

    int fixed_ = 0, rows_ = 0;
    std::size_t stride_ = 0;
    std::vector<double> values_;
    std::vector<char> swept_;
    std::int64_t swept_so_far_ = 0;
    std::vector<double> across_, solved_;  ///< room that is used again
};

}  // namespace puncta
