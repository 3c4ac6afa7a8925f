#include "engine/fields/fourier_plane.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/fields/batched_fourier.hpp"

namespace puncta {
namespace {

using Complex = std::complex<double>;

void require(const PlaneSize& size, std::size_t values, std::size_t expected) {
    PUNCTA_EXPECT(size.rows % 4 == 0 && size.columns % 4 == 0 && values == expected, "{} values on {} x {}",
                  values, size.rows, size.columns);
}

}  // namespace

// Two real rows are the real and imaginary part of one sequence: its transform Z holds both, as
// (Z_k + conj Z_-k)/2 and (Z_k - conj Z_-k)/(2i).

std::vector<Complex> fourier_plane(const PlaneSize& size, const std::vector<double>& values) {
    require(size, values.size(), size.values());
    const auto rows = static_cast<std::size_t>(size.rows), columns = static_cast<std::size_t>(size.columns);
    const std::size_t pairs = rows / 2, half = size.half();
    Batch along(columns, pairs);
    for (std::size_t pair = 0; pair < pairs; ++pair)
        for (std::size_t column = 0; column < columns; ++column) {
            along.real[column * pairs + pair] = values[2 * pair * columns + column];
            along.imaginary[column * pairs + pair] = values[(2 * pair + 1) * columns + column];
        }
    transform(along, FourierSign::forward);
    Batch down(rows, half);
    for (std::size_t pair = 0; pair < pairs; ++pair)
        for (std::size_t k = 0; k < half; ++k) {
            const std::size_t there = k * pairs + pair, mirror = (k > 0 ? columns - k : 0) * pairs + pair;
            const double re = along.real[there], im = along.imaginary[there];
            const double mirror_re = along.real[mirror], mirror_im = along.imaginary[mirror];
            down.real[2 * pair * half + k] = 0.5 * (re + mirror_re);
            down.imaginary[2 * pair * half + k] = 0.5 * (im - mirror_im);
            down.real[(2 * pair + 1) * half + k] = 0.5 * (im + mirror_im);
            down.imaginary[(2 * pair + 1) * half + k] = 0.5 * (mirror_re - re);
        }
    transform(down, FourierSign::forward);
    std::vector<Complex> spectrum(size.spectrum());
    for (std::size_t k = 0; k < spectrum.size(); ++k) spectrum[k] = {down.real[k], down.imaginary[k]};
    return spectrum;
}

std::vector<double> inverse_fourier_plane(const PlaneSize& size, const std::vector<Complex>& spectrum) {
    require(size, spectrum.size(), size.spectrum());
    const auto rows = static_cast<std::size_t>(size.rows), columns = static_cast<std::size_t>(size.columns);
    const std::size_t pairs = rows / 2, half = size.half();
    Batch down(rows, half);
    for (std::size_t k = 0; k < spectrum.size(); ++k) {
        down.real[k] = spectrum[k].real();
        down.imaginary[k] = spectrum[k].imag();
    }
    transform(down, FourierSign::inverse);
    Batch along(columns, pairs);
    for (std::size_t pair = 0; pair < pairs; ++pair)
        for (std::size_t k = 0; k < half; ++k) {
            const std::size_t first = 2 * pair * half + k, second = first + half;
            // First plus i times second; at the mirrored wave number both are conjugate.
            const std::size_t there = k * pairs + pair, mirror = (k > 0 ? columns - k : 0) * pairs + pair;
            along.real[mirror] = down.real[first] + down.imaginary[second];
            along.imaginary[mirror] = down.real[second] - down.imaginary[first];
            along.real[there] = down.real[first] - down.imaginary[second];
            along.imaginary[there] = down.real[second] + down.imaginary[first];
        }
    transform(along, FourierSign::inverse);
    std::vector<double> values(size.values());
    const double scale = 1 / static_cast<double>(size.values());
    for (std::size_t pair = 0; pair < pairs; ++pair)
        for (std::size_t column = 0; column < columns; ++column) {
            values[2 * pair * columns + column] = scale * along.real[column * pairs + pair];
            values[(2 * pair + 1) * columns + column] = scale * along.imaginary[column * pairs + pair];
        }
    return values;
}

int good_transform_length(int least) {
    for (int length = (std::max(least, 4) + 3) / 4 * 4;; length += 4) {
        int rest = length;
        for (const int factor : {2, 3, 5})
            while (rest % factor == 0) rest /= factor;
        if (rest == 1) return length;
    }
}

}  // namespace puncta
