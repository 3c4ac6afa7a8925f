#pragma once
/// Discrete Fourier transform of real values on a plane grid, rows one after another.
///
/// Only half of each row's spectrum is kept (columns/2 + 1 wave numbers), the other half is its conjugate.
/// Unscaled forward, 1/(rows·columns) inverse. Plain code compiled here, so that the bits do not depend on
/// which library is installed.

#include <complex>
#include <cstddef>
#include <vector>

namespace puncta {

struct PlaneSize {
    int rows = 0, columns = 0;  ///< each a multiple of 4
    [[nodiscard]] std::size_t values() const {
        return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
    }
    [[nodiscard]] std::size_t half() const { return static_cast<std::size_t>(columns) / 2 + 1; }
    [[nodiscard]] std::size_t spectrum() const { return static_cast<std::size_t>(rows) * half(); }
};

/// rows x columns values to rows x (columns/2 + 1) coefficients.
std::vector<std::complex<double>> fourier_plane(const PlaneSize& size, const std::vector<double>& values);

/// The way back; of wave numbers 0 and columns/2 only what a real plane can have counts.
std::vector<double> inverse_fourier_plane(const PlaneSize& size,
                                          const std::vector<std::complex<double>>& spectrum);

/// Smallest multiple of 4 from `least` on whose only prime factors are 2, 3 and 5.
int good_transform_length(int least);

}  // namespace puncta
