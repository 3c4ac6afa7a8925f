#include "engine/fields/batched_fourier.hpp"

#include <cmath>
#include <numbers>
#include <utility>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

struct Complex {
    double re, im;
};
inline Complex operator+(Complex a, Complex b) {
    return {a.re + b.re, a.im + b.im};
}
inline Complex operator-(Complex a, Complex b) {
    return {a.re - b.re, a.im - b.im};
}
inline Complex operator*(Complex a, Complex b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
inline Complex operator*(double s, Complex a) {
    return {s * a.re, s * a.im};
}
/// i s a.
inline Complex turned(double s, Complex a) {
    return {-s * a.im, s * a.re};
}
inline Complex unit(double turns) {
    return {std::cos(2 * std::numbers::pi * turns), std::sin(2 * std::numbers::pi * turns)};
}

/// Transforms of P elements in place; `sign` that of the exponent.
inline void small_transform(Complex (&a)[2], double) {
    const Complex other = a[1];
    a[1] = a[0] - other;
    a[0] = a[0] + other;
}
inline void small_transform(Complex (&a)[3], double sign) {
    static const double sine = 0.5 * std::numbers::sqrt3;
    const Complex sum = a[1] + a[2], turn = turned(sign * sine, a[1] - a[2]), middle = a[0] - 0.5 * sum;
    a[0] = a[0] + sum;
    a[1] = middle + turn;
    a[2] = middle - turn;
}
inline void small_transform(Complex (&a)[4], double sign) {
    const Complex even = a[0] + a[2], odd = a[0] - a[2], sum = a[1] + a[3];
    const Complex turn = turned(sign, a[1] - a[3]);
    a[0] = even + sum;
    a[1] = odd + turn;
    a[2] = even - sum;
    a[3] = odd - turn;
}
inline void small_transform(Complex (&a)[5], double sign) {
    constexpr double cos1 = 0.30901699437494742410, cos2 = -0.80901699437494742410;
    constexpr double sin1 = 0.95105651629515357212, sin2 = 0.58778525229247312917;
    const Complex sum1 = a[1] + a[4], sum2 = a[2] + a[3], away1 = a[1] - a[4], away2 = a[2] - a[3];
    const Complex even1 = a[0] + cos1 * sum1 + cos2 * sum2, even2 = a[0] + cos2 * sum1 + cos1 * sum2;
    const Complex odd1 = turned(sign, sin1 * away1 + sin2 * away2);
    const Complex odd2 = turned(sign, sin2 * away1 - sin1 * away2);
    a[0] = a[0] + sum1 + sum2;
    a[1] = even1 + odd1;
    a[2] = even2 + odd2;
    a[3] = even2 - odd2;
    a[4] = even1 - odd1;
}

/// One step: sequences of `length` elements, each of `width` numbers in a row, to P times as wide ones.
template <std::size_t P>
void step(std::size_t length, std::size_t width, const Batch& from, Batch& into, double sign) {
    const std::size_t part = length / P;
    for (std::size_t q = 0; q < part; ++q) {
        Complex twiddle[P];
        for (std::size_t r = 0; r < P; ++r) twiddle[r] = unit(sign * double(q * r) / double(length));
        const double* const re = from.real.data() + q * width;
        const double* const im = from.imaginary.data() + q * width;
        double* const __restrict__ into_re = into.real.data() + P * q * width;
        double* const __restrict__ into_im = into.imaginary.data() + P * q * width;
        for (std::size_t i = 0; i < width; ++i) {
            Complex a[P];
            for (std::size_t j = 0; j < P; ++j) a[j] = {re[j * part * width + i], im[j * part * width + i]};
            small_transform(a, sign);
            for (std::size_t r = 0; r < P; ++r) {
                const Complex value = a[r] * twiddle[r];
                into_re[r * width + i] = value.re;
                into_im[r * width + i] = value.im;
            }
        }
    }
}

}  // namespace

void transform(Batch& batch, FourierSign direction) {
    const double sign = direction == FourierSign::forward ? -1 : 1;
    Batch other(batch.length, batch.count);
    std::size_t length = batch.length, width = batch.count;
    while (length > 1) {
        std::size_t radix = 5;
        if (length % 4 == 0) {
            step<4>(length, width, batch, other, sign);
            radix = 4;
        } else if (length % 2 == 0) {
            step<2>(length, width, batch, other, sign);
            radix = 2;
        } else if (length % 3 == 0) {
            step<3>(length, width, batch, other, sign);
            radix = 3;
        } else {
            PUNCTA_EXPECT(length % 5 == 0, "length = {}", batch.length);
            step<5>(length, width, batch, other, sign);
        }
        std::swap(batch.real, other.real);
        std::swap(batch.imaginary, other.imaginary);
        length /= radix;
        width *= radix;
    }
}

}  // namespace puncta
