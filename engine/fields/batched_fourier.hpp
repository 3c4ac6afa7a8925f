#pragma once
/// Discrete Fourier transforms of many sequences of equal length side by side.
///
/// Stockham's autosorting scheme in radices 4, 2, 3 and 5: every step reads and writes whole batches that lie
/// one after another, so that the compiler vectorises over the sequences and nothing is permuted. The length
/// has no other prime factors. Unscaled.

#include <cstddef>
#include <vector>

namespace puncta {

/// Element n of sequence b at [n * count + b].
struct Batch {
    std::size_t length, count;
    std::vector<double> real, imaginary;

    Batch(std::size_t sequence_length, std::size_t sequence_count)
        : length(sequence_length), count(sequence_count), real(length * count), imaginary(length * count) {}
};

enum class FourierSign { forward = -1, inverse = 1 };  ///< of the exponent

/// In place.
void transform(Batch& batch, FourierSign sign);

}  // namespace puncta
