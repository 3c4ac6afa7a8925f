#include "engine/statistics/variance_share.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <Eigen/Dense>

#include "engine/base/error.hpp"
#include "engine/statistics/estimate.hpp"

namespace puncta {
namespace {

constexpr int degree = 4;
constexpr std::size_t groups = 10;
constexpr std::size_t fewest = 20;

/// Legendre polynomials P_0 … P_4 of 2u - 1.
std::array<double, degree + 1> legendre(double u) {
    const double t = 2 * u - 1;
    std::array<double, degree + 1> p{1, t};
    for (std::size_t n = 1; n < degree; ++n)
        p[n + 1] = (double(2 * n + 1) * t * p[n] - double(n) * p[n - 1]) / double(n + 1);
    return p;
}

struct Pair {
    double x, y;
};

/// Adjusted coefficient of determination; members of group `without` are left out.
double adjusted_share(std::span<const Pair> pairs, std::size_t without) {
    std::vector<Pair> kept;
    for (std::size_t i = 0; i < pairs.size(); ++i)
        if (i * groups / pairs.size() != without) kept.push_back(pairs[i]);
    const auto n = static_cast<Eigen::Index>(kept.size());
    Eigen::MatrixXd basis(n, degree + 1);
    Eigen::VectorXd y(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto row = legendre(kept[std::size_t(i)].x);
        for (Eigen::Index k = 0; k <= degree; ++k) basis(i, k) = row[std::size_t(k)];
        y[i] = kept[std::size_t(i)].y;
    }
    const double all = (y.array() - y.mean()).square().sum();
    const Eigen::VectorXd fit = basis * basis.colPivHouseholderQr().solve(y);
    const double left = (y - fit).squaredNorm();
    return 1 - left / all * double(n - 1) / double(n - degree - 1);
}

}  // namespace

VarianceShare variance_share(std::span<const double> input, std::span<const double> output) {
    PUNCTA_EXPECT(input.size() == output.size(), "{} inputs, {} outputs", input.size(), output.size());
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < input.size(); ++i)
        if (std::isfinite(output[i])) pairs.push_back({input[i], output[i]});
    const auto [low, high] = std::minmax_element(pairs.begin(), pairs.end(),
                                                 [](const Pair& a, const Pair& b) { return a.y < b.y; });
    constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    if (pairs.size() < fewest || !(low->y < high->y)) return {undefined, undefined, undefined};
    const double value = adjusted_share(pairs, groups);
    double sum = 0, squares = 0;
    for (std::size_t g = 0; g < groups; ++g) {
        const double share = adjusted_share(pairs, g);
        sum += share;
        squares += share * share;
    }
    const double spread = std::max(0.0, squares - sum * sum / double(groups));
    const double half = student_t_975(groups - 1) * std::sqrt(spread * double(groups - 1) / double(groups));
    return {std::clamp(value, 0.0, 1.0), std::clamp(value - half, 0.0, 1.0),
            std::clamp(value + half, 0.0, 1.0)};
}

}  // namespace puncta
