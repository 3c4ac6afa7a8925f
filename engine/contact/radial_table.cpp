#include "engine/contact/radial_table.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/numerics/lagrange.hpp"

namespace puncta {

RadialTable::RadialTable(double step, std::vector<double> samples) : inverse_step_(1 / step) {
    PUNCTA_EXPECT(step > 0 && samples.size() >= 8, "step = {}, samples = {}", step, samples.size());
    padded_ = {samples[3], samples[2], samples[1]};
    padded_.insert(padded_.end(), samples.begin(), samples.end());
}

double RadialTable::reach() const {
    return (double(padded_.size()) - 8) / inverse_step_;
}

double RadialTable::operator()(double r) const {
    const double position = r * inverse_step_;
    PUNCTA_EXPECT(position >= 0 && position <= double(padded_.size()) - 7.999, "r = {}, reach = {}", r,
                  reach());
    const auto cell = std::min(static_cast<std::size_t>(position), padded_.size() - 8);
    const auto weights = lagrange_weights<8>(3 + position - double(cell));
    double sum = 0;
    for (std::size_t q = 0; q < 8; ++q) sum += weights[q] * padded_[cell + q];
    return sum;
}

double RadialTable::slope(double r) const {
    const double h = 0.01 / inverse_step_;
    const double low = std::max(0.0, r - h), high = std::min(reach(), r + h);
    return ((*this)(high) - (*this)(low)) / (high - low);
}

}  // namespace puncta
