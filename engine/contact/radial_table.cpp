#include "engine/contact/radial_table.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

constexpr std::size_t intervals = 15;  ///< between Chebyshev's points of an octave
constexpr int piece_bits = 4;
constexpr std::size_t pieces = std::size_t{1} << piece_bits;  ///< of an octave
constexpr std::size_t terms = 6;
constexpr std::size_t stride = 8;  ///< a row of coefficients is a cache line

constexpr int mantissa_bits = 52;
constexpr std::uint64_t mantissa = (std::uint64_t{1} << mantissa_bits) - 1;
constexpr std::uint64_t one = std::bit_cast<std::uint64_t>(1.0);
constexpr std::uint64_t first_piece = one >> (mantissa_bits - piece_bits);

/// Which piece q >= 1 lies in, and where: -1/2 … 1/2.
inline std::uint64_t piece_of(double q) {
    return (std::bit_cast<std::uint64_t>(q) >> (mantissa_bits - piece_bits)) - first_piece;
}
inline double place_of(double q) {
    return std::bit_cast<double>(((std::bit_cast<std::uint64_t>(q) << piece_bits) & mantissa) | one) - 1.5;
}
inline double polynomial(const double* c, double t) {
    const double t2 = t * t;
    return (c[0] + c[1] * t) + t2 * ((c[2] + c[3] * t) + t2 * (c[4] + c[5] * t));
}

/// Chebyshev's points with both ends, ascending in [0, 1].
template <std::size_t Intervals>
double point(std::size_t i) {
    return 0.5 - 0.5 * std::cos(std::numbers::pi * double(i) / Intervals);
}

/// Weights of the values at these points for the polynomial's value at z (barycentric formula).
template <std::size_t Intervals>
std::array<double, Intervals + 1> weights_at(double z) {
    std::array<double, Intervals + 1> weights{};
    double sum = 0;
    for (std::size_t i = 0; i <= Intervals; ++i) {
        const double away = z - point<Intervals>(i);
        if (away == 0) {
            weights.fill(0);
            weights[i] = 1;
            return weights;
        }
        const double end = i == 0 || i == Intervals ? 0.5 : 1;
        weights[i] = (i % 2 == 0 ? end : -end) / away;
        sum += weights[i];
    }
    for (double& weight : weights) weight /= sum;
    return weights;
}

/// Coefficients of a piece from the samples of its octave.
struct Conversion {
    std::array<std::array<std::array<double, intervals + 1>, terms>, pieces> row{};

    Conversion() {
        const auto monomials = powers();
        for (std::size_t p = 0; p < pieces; ++p)
            for (std::size_t i = 0; i < terms; ++i) {
                const auto weights =
                    weights_at<intervals>((double(p) + point<terms - 1>(i)) / double(pieces));
                for (std::size_t n = 0; n < terms; ++n)
                    for (std::size_t s = 0; s <= intervals; ++s) row[p][n][s] += monomials[n][i] * weights[s];
            }
    }

    static const Conversion& shared() {
        static const Conversion conversion;
        return conversion;
    }

  private:
    using Square = std::array<std::array<double, terms>, terms>;
    /// [n][i]: coefficient of t^n in the polynomial that is 1 at the i-th point of a piece, 0 at the others.
    static Square powers() {
        Square result{};
        for (std::size_t i = 0; i < terms; ++i) {
            std::array<double, terms> product = {1};
            for (std::size_t j = 0; j < terms; ++j) {
                if (j == i) continue;
                const double zero = point<terms - 1>(j) - 0.5;
                const double away = point<terms - 1>(i) - point<terms - 1>(j);
                for (std::size_t n = terms; n-- > 0;)
                    product[n] = ((n > 0 ? product[n - 1] : 0.0) - zero * product[n]) / away;
            }
            for (std::size_t n = 0; n < terms; ++n) result[n][i] = product[n];
        }
        return result;
    }
};

/// The octaves of q and the length c, for the largest q to lie a hair within the last one.
struct Scale {
    int octaves = 1;
    double length = 0;
    Scale(double width, double reach) {
        PUNCTA_EXPECT(width > 0 && reach > 0, "width = {}, reach = {}", width, reach);
        const double end = 1.0001 * reach;
        auto length_of = [&] { return end / std::sqrt(std::ldexp(1.0, octaves) - 1); };
        while (length_of() > 2 * width) ++octaves;
        length = length_of();
    }
};

}  // namespace

std::vector<double> RadialTable::distances(double width, double reach) {
    const Scale scale(width, reach);
    std::vector<double> distance = {0};
    for (int octave = 0; octave < scale.octaves; ++octave)
        for (std::size_t i = 1; i <= intervals; ++i)
            distance.push_back(scale.length * std::sqrt(std::ldexp(1 + point<intervals>(i), octave) - 1));
    return distance;
}

RadialTable::RadialTable(double width, double reach, std::span<const double> samples) : reach_(reach) {
    const Scale scale(width, reach);
    const auto octaves = static_cast<std::size_t>(scale.octaves);
    PUNCTA_EXPECT(samples.size() == octaves * intervals + 1, "{} samples for {} octaves", samples.size(),
                  octaves);
    per_square_ = 1 / (scale.length * scale.length);
    at_zero_ = samples[0];
    coefficient_.resize(octaves * pieces * stride);
    for (std::size_t octave = 0; octave < octaves; ++octave)
        for (std::size_t p = 0; p < pieces; ++p)
            for (std::size_t n = 0; n < terms; ++n) {
                const auto& row = Conversion::shared().row[p][n];
                double sum = 0;
                for (std::size_t s = 0; s <= intervals; ++s) sum += row[s] * samples[octave * intervals + s];
                coefficient_[(octave * pieces + p) * stride + n] = sum;
            }
}

double RadialTable::checked(double r_squared) const {
    PUNCTA_EXPECT(r_squared >= 0 && r_squared <= 1.0001 * reach_ * reach_, "r = {}, reach = {}",
                  std::sqrt(r_squared), reach_);
    return 1 + r_squared * per_square_;
}

double RadialTable::at_square(double r_squared) const {
    const double q = checked(r_squared);
    return polynomial(coefficient_.data() + stride * piece_of(q), place_of(q));
}

void RadialTable::at_squares(std::span<const double> r_squared, std::span<double> values) const {
    PUNCTA_EXPECT(values.size() == r_squared.size(), "{} values, {}", values.size(), r_squared.size());
    double least = 0, most = 0;
    for (const double square : r_squared) {
        least = std::min(least, square);
        most = std::max(most, square);
    }
    static_cast<void>(checked(least < 0 ? least : most));
    const double* const coefficient = coefficient_.data();
    const double per_square = per_square_;
    const double* const squares = r_squared.data();
    double* const __restrict__ into = values.data();
    for (std::size_t n = 0; n < values.size(); ++n) {
        const double q = 1 + squares[n] * per_square;
        into[n] = polynomial(coefficient + stride * piece_of(q), place_of(q));
    }
}

double RadialTable::slope(double r) const {
    const double q = checked(r * r), t = place_of(q);
    const double* c = coefficient_.data() + stride * piece_of(q);
    const double rise = c[1] + t * (2 * c[2] + t * (3 * c[3] + t * (4 * c[4] + t * 5 * c[5])));
    return rise * std::ldexp(double(pieces), -std::ilogb(q)) * 2 * r * per_square_;
}

}  // namespace puncta
