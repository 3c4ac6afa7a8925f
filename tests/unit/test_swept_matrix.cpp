// The swept matrix against what it stands for, by Eigen's factorisations.

#include <algorithm>
#include <cmath>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <Eigen/Dense>
#include <gtest/gtest.h>

#include "engine/numerics/swept_matrix.hpp"

namespace puncta {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Influences of places on each other, 1/r with a core, as those of cells; definite.
MatrixXd influences(int n, std::mt19937& random) {
    std::uniform_real_distribution<double> place(0, 10);
    MatrixXd at(n, 2), k(n, n);
    for (int i = 0; i < n; ++i) at.row(i) << place(random), place(random);
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) k(i, j) = 1 / std::sqrt(0.1 + (at.row(i) - at.row(j)).squaredNorm());
    k.diagonal().array() += 0.5;
    return k;
}

/// -K swept on the rows that are marked, by its definition.
MatrixXd by_definition(const MatrixXd& k, const std::vector<bool>& swept) {
    std::vector<Index> in, out;
    for (std::size_t i = 0; i < swept.size(); ++i) (swept[i] ? in : out).push_back(Index(i));
    const MatrixXd inverse = MatrixXd(k(in, in)).inverse(), across = k(in, out);
    MatrixXd q(k.rows(), k.cols());
    q(in, in) = inverse;
    q(in, out) = -inverse * across;
    q(out, in) = -across.transpose() * inverse;
    q(out, out) = -(MatrixXd(k(out, out)) - across.transpose() * inverse * across);
    return q;
}

/// A matrix whose first `fixed` rows are never swept, with all rows of k.
SweptMatrix matrix_of(const MatrixXd& k, int fixed) {
    std::vector<double> raw;
    for (int j = 0; j < fixed; ++j)
        for (int i = 0; i < fixed; ++i) raw.push_back(-k(i, j));
    SweptMatrix matrix = SweptMatrix().with_fixed(fixed, raw);
    raw.clear();
    for (Index j = fixed; j < k.cols(); ++j)
        for (Index i = 0; i < k.rows(); ++i) raw.push_back(-k(i, j));
    matrix.append(int(k.rows()) - fixed, raw);
    return matrix;
}

double difference(const SweptMatrix& matrix, const MatrixXd& expected) {
    double worst = 0;
    for (Index j = 0; j < expected.cols(); ++j)
        for (Index i = 0; i < expected.rows(); ++i)
            worst = std::max(worst, std::abs(matrix.column(int(j))[i] - expected(i, j)));
    return worst / expected.cwiseAbs().maxCoeff();
}

/// Some rows behind the fixed ones change sides.
std::vector<int> some(int fixed, int rows, int count, std::mt19937& random, std::vector<bool>& swept) {
    std::vector<int> all, chosen;
    for (int i = fixed; i < rows; ++i) all.push_back(i);
    std::sample(all.begin(), all.end(), std::back_inserter(chosen), count, random);
    for (const int i : chosen) swept[std::size_t(i)] = !swept[std::size_t(i)];
    return chosen;
}

TEST(SweptMatrix, IsWhatItStandsForAfterEverySweep) {
    std::mt19937 random(3);
    for (const int rows : {7, 30, 101}) {
        const int fixed = 5;
        const MatrixXd k = influences(rows, random);
        SweptMatrix matrix = matrix_of(k, fixed);
        std::vector<bool> swept(std::size_t(rows), false);
        const VectorXd raw = VectorXd::Random(rows);
        std::vector<double> beside(raw.data(), raw.data() + rows);
        for (const int count : {1, 2, rows - fixed, 1, (rows - fixed) / 2}) {
            const std::vector<int> chosen = some(fixed, rows, count, random, swept);
            ASSERT_TRUE(matrix.sweep(chosen, beside));
            EXPECT_LT(difference(matrix, by_definition(k, swept)), 1e-12) << rows << ' ' << count;
            // A column beside goes along as if it were taken in anew.
            std::vector<double> column;
            matrix.take_in({raw.data(), std::size_t(rows)}, 0, column);
            for (int i = 0; i < rows; ++i) EXPECT_NEAR(beside[std::size_t(i)], column[std::size_t(i)], 1e-11);
        }
    }
}

TEST(SweptMatrix, TakesMoreRowsAndOtherFixedOnesWhenSwept) {
    std::mt19937 random(4);
    const int fixed = 6, rows = 60, later = 43;
    const MatrixXd k = influences(rows, random);
    SweptMatrix matrix = matrix_of(k.topLeftCorner(later, later), fixed);
    std::vector<bool> swept(std::size_t(rows), false);
    std::vector<double> beside(std::size_t(later), 0.0);
    ASSERT_TRUE(matrix.sweep(some(fixed, later, 20, random, swept), beside));
    std::vector<double> raw;
    for (Index j = later; j < rows; ++j)
        for (Index i = 0; i < rows; ++i) raw.push_back(-k(i, j));
    matrix.append(rows - later, raw);
    EXPECT_LT(difference(matrix, by_definition(k, swept)), 1e-12);

    // Nine fixed rows for the six: the same cells under other needles.
    const int others = 9;
    MatrixXd other = influences(rows - fixed + others, random);
    other.bottomRightCorner(rows - fixed, rows - fixed) = k.bottomRightCorner(rows - fixed, rows - fixed);
    std::vector<bool> other_swept(std::size_t(others), false);
    other_swept.insert(other_swept.end(), swept.begin() + fixed, swept.end());
    raw.clear();
    for (Index j = 0; j < others; ++j)
        for (Index i = 0; i < other.rows(); ++i) raw.push_back(-other(i, j));
    EXPECT_LT(difference(matrix.with_fixed(others, raw), by_definition(other, other_swept)), 1e-12);
}

TEST(SweptMatrix, RoundingStaysSmallOverManySweeps) {
    std::mt19937 random(5);
    const int fixed = 4, rows = 64;
    const MatrixXd k = influences(rows, random);
    SweptMatrix matrix = matrix_of(k, fixed);
    std::vector<bool> swept(std::size_t(rows), false);
    std::vector<double> beside(std::size_t(rows), 0.0);
    while (matrix.swept_so_far() < 20'000)
        ASSERT_TRUE(matrix.sweep(some(fixed, rows, 8, random, swept), beside));
    const double worst = difference(matrix, by_definition(k, swept));
    RecordProperty("worst", std::to_string(worst));
    EXPECT_LT(worst, 1e-11);
}

TEST(SweptMatrix, TellsWhatIsNotDefinite) {
    MatrixXd k = MatrixXd::Identity(6, 6);
    k(4, 5) = k(5, 4) = 2;
    SweptMatrix matrix = matrix_of(k, 1);
    std::vector<double> beside(6, 0.0);
    EXPECT_TRUE(matrix.sweep(std::vector<int>{1, 4}, beside));
    EXPECT_FALSE(matrix.sweep(std::vector<int>{5}, beside));
}

}  // namespace
}  // namespace puncta
