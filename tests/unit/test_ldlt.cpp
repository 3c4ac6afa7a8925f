// L D Lᵀ against Eigen's factorisations.

#include <random>

#include <Eigen/Dense>
#include <gtest/gtest.h>

#include "engine/numerics/ldlt.hpp"
#include "tests/floating_point_traps.hpp"

namespace puncta {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Positive definite but for `negative` entries of its diagonal far below zero.
MatrixXd matrix(int n, int negative, std::mt19937& random) {
    std::normal_distribution<double> normal;
    const MatrixXd half = MatrixXd::NullaryExpr(n, n, [&] { return normal(random); });
    MatrixXd m = half * half.transpose() + MatrixXd::Identity(n, n);
    for (int i = 0; i < negative; ++i) m(i * n / negative, i * n / negative) -= 50.0 * n;
    return m;
}

TEST(Ldlt, SolvesAsEigenDoes) {
    std::mt19937 random(1);
    for (int n = 1; n <= 45; ++n) {
        for (const int negative : {0, std::min(2, n)}) {
            const MatrixXd m = matrix(n, negative, random);
            const VectorXd b = VectorXd::Random(n), c = VectorXd::Random(n);
            Ldlt factor;
            factor.resize(n);
            for (int j = 0; j < n; ++j) {
                for (int i = j; i < n; ++i) factor.at(i, j) = m(i, j);
                factor.at(n, j) = b[j];
                factor.at(n + 1, j) = c[j];
            }
            ASSERT_TRUE(factor.factor());
            std::vector<double> x, y, z(b.data(), b.data() + n);
            factor.solutions(x, y);
            factor.solve(z);
            // Rounding, times the condition of the matrix.
            const Eigen::PartialPivLU<MatrixXd> lu(m);
            const double tolerance = 1e-14 / lu.rcond();
            EXPECT_LT((Eigen::Map<VectorXd>(x.data(), n) - lu.solve(b)).norm(), tolerance) << n;
            EXPECT_LT((Eigen::Map<VectorXd>(y.data(), n) - lu.solve(c)).norm(), tolerance) << n;
            EXPECT_LT((Eigen::Map<VectorXd>(z.data(), n) - lu.solve(b)).norm(), tolerance) << n;
        }
    }
}

TEST(Ldlt, EliminatesAsEigenDoes) {
    // What is left below and behind the first p unknowns is their Schur complement, right-hand sides too.
    std::mt19937 random(2);
    for (const int n : {1, 2, 3, 4, 5, 7, 8, 11, 14, 21, 32, 45}) {
        for (int p = 0; p <= n; ++p) {
            const MatrixXd m = matrix(n, 0, random);
            const VectorXd b = VectorXd::Random(n);
            Ldlt factor;
            factor.resize(n);
            for (int j = 0; j < n; ++j) {
                for (int i = j; i < n; ++i) factor.at(i, j) = m(i, j);
                factor.at(n, j) = b[j];
                factor.at(n + 1, j) = -b[j];
            }
            ASSERT_TRUE(factor.eliminate(p));
            const int q = n - p;
            if (q == 0) continue;
            MatrixXd left = m.bottomRightCorner(q, q);
            VectorXd right = b.tail(q);
            if (p > 0) {
                const Eigen::LDLT<MatrixXd> first(m.topLeftCorner(p, p));
                left -= m.bottomLeftCorner(q, p) * first.solve(m.topRightCorner(p, q));
                right -= m.bottomLeftCorner(q, p) * first.solve(b.head(p));
            }
            const double tolerance = 1e-12 * m.norm();
            for (int j = 0; j < q; ++j) {
                for (int i = j; i < q; ++i) EXPECT_NEAR(factor.at(p + i, p + j), left(i, j), tolerance) << n;
                EXPECT_NEAR(factor.at(n, p + j), right[j], tolerance) << n << " " << p;
                EXPECT_NEAR(factor.at(n + 1, p + j), -right[j], tolerance) << n << " " << p;
            }
        }
    }
}

TEST(Ldlt, KeepsNothingOfEarlierMatrices) {
    // What fills up rows and columns is computed with, and traps are on: it must not grow.
    std::mt19937 random(3);
    Ldlt factor;
    for (int round = 0; round < 600; ++round) {
        const int n = round < 300 ? 30 : 4 + round % 7;
        const MatrixXd m = 1e-3 * matrix(n, 0, random);
        factor.resize(n);
        for (int j = 0; j < n; ++j) {
            for (int i = j; i < n; ++i) factor.at(i, j) = m(i, j);
            factor.at(n, j) = factor.at(n + 1, j) = 1;
        }
        ASSERT_TRUE(factor.eliminate(n - round % 4));
    }
}

TEST(Ldlt, TellsAMatrixThatHasNoFactors) {
    const QuietFloatingPoint quiet;  // a pivot of zero
    Ldlt factor;
    factor.resize(2);
    for (int j = 0; j < 2; ++j)
        for (int i = 0; i < 4; ++i) factor.at(i, j) = 1;
    EXPECT_FALSE(factor.factor());
}

}  // namespace
}  // namespace puncta
