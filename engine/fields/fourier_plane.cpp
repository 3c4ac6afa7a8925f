#include "engine/fields/fourier_plane.hpp"

#include <algorithm>

#include <unsupported/Eigen/FFT>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

using Complex = std::complex<double>;
using Transform = Eigen::FFT<double>;

Transform unscaled_half() {
    Transform transform;
    transform.SetFlag(Transform::HalfSpectrum);
    transform.SetFlag(Transform::Unscaled);
    return transform;
}

/// Transforms every column of the spectrum in place.
template <class Along>
void transform_columns(const PlaneSize& size, std::vector<Complex>& spectrum, Along&& along) {
    const auto rows = static_cast<std::size_t>(size.rows);
    std::vector<Complex> column(rows), transformed(rows);
    for (std::size_t k = 0; k < size.half(); ++k) {
        for (std::size_t row = 0; row < rows; ++row) column[row] = spectrum[row * size.half() + k];
        along(transformed.data(), column.data());
        for (std::size_t row = 0; row < rows; ++row) spectrum[row * size.half() + k] = transformed[row];
    }
}

}  // namespace

std::vector<Complex> fourier_plane(const PlaneSize& size, const std::vector<double>& values) {
    PUNCTA_EXPECT(size.rows % 4 == 0 && size.columns % 4 == 0 && values.size() == size.values(),
                  "{} values on {} x {}", values.size(), size.rows, size.columns);
    Transform transform = unscaled_half();
    std::vector<Complex> spectrum(size.spectrum());
    const auto columns = static_cast<std::size_t>(size.columns);
    for (std::size_t row = 0; row < static_cast<std::size_t>(size.rows); ++row)
        transform.fwd(spectrum.data() + row * size.half(), values.data() + row * columns, size.columns);
    transform_columns(size, spectrum,
                      [&](Complex* to, const Complex* from) { transform.fwd(to, from, size.rows); });
    return spectrum;
}

std::vector<double> inverse_fourier_plane(const PlaneSize& size, std::vector<Complex> spectrum) {
    PUNCTA_EXPECT(size.rows % 4 == 0 && size.columns % 4 == 0 && spectrum.size() == size.spectrum(),
                  "{} coefficients on {} x {}", spectrum.size(), size.rows, size.columns);
    Transform transform = unscaled_half();
    transform_columns(size, spectrum,
                      [&](Complex* to, const Complex* from) { transform.inv(to, from, size.rows); });
    std::vector<double> values(size.values());
    const auto columns = static_cast<std::size_t>(size.columns);
    for (std::size_t row = 0; row < static_cast<std::size_t>(size.rows); ++row)
        transform.inv(values.data() + row * columns, spectrum.data() + row * size.half(), size.columns);
    for (double& value : values) value /= static_cast<double>(size.values());
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
