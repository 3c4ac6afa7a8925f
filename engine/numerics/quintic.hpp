#pragma once
/// A polynomial of degree five about a centre: one segment of a table.

#include <array>
#include <cmath>

namespace puncta {

class Quintic {
  public:
    struct Value {
        double value, slope;
    };
    /// A function at one point, with its first and second derivative.
    struct Contact {
        double at, value, slope, bend;
    };

    Quintic() = default;
    Quintic(double end, double centre, const std::array<double, 6>& coefficients)
        : end_(end), centre_(centre), c_(coefficients) {}
    /// The one that touches a function to second order at both ends (Hermite). On a function whose relative
    /// scale is its argument, and width h of it, the error is some h^6/46080.
    static Quintic between(const Contact& low, const Contact& high);

    /// Where its segment ends.
    [[nodiscard]] double end() const { return end_; }
    [[nodiscard]] Value operator()(double x) const {
        const double u = x - centre_;
        double value = std::fma(c_[5], u, c_[4]);
        double slope = std::fma(c_[5], u, value);
        value = std::fma(value, u, c_[3]);
        slope = std::fma(slope, u, value);
        value = std::fma(value, u, c_[2]);
        slope = std::fma(slope, u, value);
        value = std::fma(value, u, c_[1]);
        slope = std::fma(slope, u, value);
        return {std::fma(value, u, c_[0]), slope};
    }

    /// Its integral from one place to another.
    [[nodiscard]] double integral(double from, double to) const {
        // Over u = to - centre and v = from - centre: Σ c_n (u^(n+1) - v^(n+1))/(n+1), with the powers of the
        // two by their sum and product, so that no digit is lost where they are near each other.
        const double u = to - centre_, v = from - centre_;
        double power = 1, together = 1, sum = c_[0];  // v^n and Σ u^i v^(n-i)
        for (std::size_t n = 1; n < 6; ++n) {
            power *= v;
            together = std::fma(together, u, power);
            sum = std::fma(c_[n] / double(n + 1), together, sum);
        }
        return sum * (to - from);
    }

    /// Its coefficients about another centre, ascending.
    [[nodiscard]] std::array<double, 6> about(double x) const {
        const double u = x - centre_, c5 = c_[5];
        double c4 = c_[4], c3 = c_[3], c2 = c_[2], c1 = c_[1], c0 = c_[0];
        c4 = std::fma(c5, u, c4);
        c3 = std::fma(c4, u, c3);
        c2 = std::fma(c3, u, c2);
        c1 = std::fma(c2, u, c1);
        c0 = std::fma(c1, u, c0);
        c4 = std::fma(c5, u, c4);
        c3 = std::fma(c4, u, c3);
        c2 = std::fma(c3, u, c2);
        c1 = std::fma(c2, u, c1);
        c4 = std::fma(c5, u, c4);
        c3 = std::fma(c4, u, c3);
        c2 = std::fma(c3, u, c2);
        c4 = std::fma(c5, u, c4);
        c3 = std::fma(c4, u, c3);
        c4 = std::fma(c5, u, c4);
        return {c0, c1, c2, c3, c4, c5};
    }

  private:
    double end_ = 0, centre_ = 0;
    std::array<double, 6> c_{};
};

/// In a table: on a line of the cache, which is as long.
struct alignas(64) TableQuintic : Quintic {
    TableQuintic() = default;
    TableQuintic(const Quintic& quintic) : Quintic(quintic) {}  // NOLINT(google-explicit-constructor)
};

/// A function on one segment, from `low` to below the end of the quintic; by default on none.
struct QuinticPiece {
    double low = 0;
    Quintic curve;

    [[nodiscard]] bool holds(double x) const { return x >= low && x < curve.end(); }
};

inline Quintic Quintic::between(const Contact& low, const Contact& high) {
    // In u from -1 to 1; even and odd coefficients come apart.
    const double centre = 0.5 * (low.at + high.at), w = 0.5 * (high.at - low.at), w2 = w * w;
    const double mean = 0.5 * (high.value + low.value), rise = 0.5 * (high.value - low.value);
    const double slope = 0.5 * w * (high.slope + low.slope), turn = 0.5 * w * (high.slope - low.slope);
    const double bend = 0.5 * w2 * (high.bend + low.bend), twist = 0.5 * w2 * (high.bend - low.bend);
    const double c4 = (bend - turn) / 8, c2 = turn / 2 - 2 * c4, c0 = mean - c2 - c4;
    const double c5 = (twist - 3 * (slope - rise)) / 8, c3 = (slope - rise) / 2 - 2 * c5, c1 = rise - c3 - c5;
    return {high.at, centre, {c0, c1 / w, c2 / w2, c3 / (w2 * w), c4 / (w2 * w2), c5 / (w2 * w2 * w)}};
}

}  // namespace puncta
