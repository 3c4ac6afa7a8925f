#pragma once
/// L D Lᵀ of a small symmetric matrix, in one fixed order of operations: the same bits for every width of the
/// machine's vectors. No pivoting: for definite matrices, and for those whose few negative pivots are known
/// to be far from zero.

#include <vector>

namespace puncta {

class Ldlt {
  public:
    /// Room for a matrix of n rows and two more below it, right-hand sides; the values are not kept.
    void resize(int n);

    /// Lower triangle, 0 <= j <= i < n, and the rows of right-hand sides i >= n.
    [[nodiscard]] double& at(int i, int j) { return values_[std::size_t(j) * stride_ + std::size_t(i)]; }
    [[nodiscard]] double at(int i, int j) const { return values_[std::size_t(j) * stride_ + std::size_t(i)]; }
    [[nodiscard]] double* column(int j) { return values_.data() + std::size_t(j) * stride_; }

    /// Factors in place and substitutes forward; false where a pivot is zero or not finite.
    bool factor();
    /// The same for the first `pivots` columns alone: behind them, below the diagonal and in the rows of
    /// right-hand sides, stands what is left when these unknowns are solved for (Schur complement).
    bool eliminate(int pivots);
    /// Solutions for the two right-hand sides in rows n and n + 1, n values each, of the factored matrix.
    void solutions(std::vector<double>& x, std::vector<double>& y) const;

    /// Of the factored matrix: how many of its eigenvalues are negative (Sylvester's law of inertia).
    [[nodiscard]] int negative_pivots() const;

    /// Solves for another right-hand side, in place, of the factored matrix.
    void solve(std::vector<double>& x) const;
    /// The same for the first unknowns alone, x.size() of them, all of which were factored or eliminated.
    void solve_first(std::vector<double>& x) const;

  private:
    int n_ = 0;
    std::size_t stride_ = 0;
    std::vector<double> values_, scaled_;
};

}  // namespace puncta
