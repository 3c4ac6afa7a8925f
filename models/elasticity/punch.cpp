#include "models/elasticity/punch.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"
#include "engine/numerics/lagrange.hpp"

namespace puncta::models {
namespace {

constexpr int per_decade = PunchQuadrature::per_decade;
constexpr std::size_t order = 8;  // samples of the local polynomial in ln a
constexpr double spacing = std::numbers::ln10 / per_decade;

/// A half-space with p = q = 1, for the top layer alone of every stack in tension.
const PunchTable& taut_half_space() {
    static const PunchTable table(ElasticStack{{0, 2, 0, 1}});
    return table;
}

/// Where a point of the table lies among its samples.
struct Stencil {
    std::size_t start;
    double offset;   ///< in samples from `start`, never beyond the table
    double outside;  ///< in samples beyond it, negative below
    Stencil(double index, std::size_t count) {
        const double end = double(count - 1), inside = std::clamp(index, 0.0, end);
        const double low = std::clamp(std::floor(inside) - 3, 0.0, double(count - order));
        start = static_cast<std::size_t>(low);
        offset = inside - low;
        outside = index - inside;
    }
};

}  // namespace

PunchTable::PunchTable(const ElasticStack& stack, PunchTerms terms) {
    PUNCTA_EXPECT(!stack.empty() && terms.smooth > 0, "layers = {}, terms = {}", stack.size(), terms.smooth);
    const PunchGrid grid(stack, terms);
    scale_ = grid.scale;
    first_ = grid.first_radius;
    top_compliance_ = TopLayer(stack).p;
    top_tension_ = grid.tail == PunchTail::inverse ? TopLayer(stack).q : 0;
    const std::vector<double> samples = grid.sample(stack);
    for (int i = grid.first_radius; i <= grid.last_radius; ++i) {
        PunchFunctions amplitudes;
        const double mean = grid.solve(samples, i, amplitudes);
        log_compliance_.push_back(-std::log(2 * std::numbers::pi * radius_of(i - first_) * mean));
        PunchRow& row = shape_.emplace_back();
        for (std::size_t n = 0; n < punch_functions; ++n) row[n] = amplitudes[n] / mean;
        row[punch_functions] = log_compliance_.back();
        if (!std::isfinite(log_compliance_.back()))
            throw NumericsError("the punch compliance of this stack is not finite");
    }
}

double PunchTable::radius_of(double index) const {
    return scale_ * std::pow(10.0, (first_ + index) / per_decade);
}
double PunchTable::index_of(double radius) const {
    return per_decade * std::log10(radius / scale_) - first_;
}
double PunchTable::largest_radius() const {
    return radius_of(double(shape_.size() - 1));
}

PunchTable::Compliance PunchTable::at(double radius) const {
    const Stencil stencil(index_of(radius), log_compliance_.size());
    const auto weights = lagrange_weights<order>(stencil.offset);
    const auto slopes = lagrange_slopes<order>(stencil.offset);
    double value = 0, slope = 0;
    for (std::size_t q = 0; q < order; ++q) {
        value += weights[q] * log_compliance_[stencil.start + q];
        slope += slopes[q] / spacing * log_compliance_[stencil.start + q];
    }
    if (stencil.outside < 0) return below(radius);
    return {std::exp(value + stencil.outside * spacing * slope), slope};
}

PunchTable::Compliance PunchTable::below(double radius) const {
    const double smallest = smallest_radius(), c = std::exp(log_compliance_.front());
    if (top_tension_ == 0) {
        const double rise = top_compliance_ / 4 * (1 / radius - 1 / smallest);
        return {c + rise, -top_compliance_ / (4 * radius) / (c + rise)};
    }
    const double unit = top_compliance_ / top_tension_;  // 1/T
    if (smallest < 1e-3 * top_tension_) {                // a membrane
        const double rise = unit / (2 * std::numbers::pi) * std::log(smallest / radius);
        return {c + rise, -unit / (2 * std::numbers::pi) / (c + rise)};
    }
    const Compliance top = taut_half_space().at(radius / top_tension_);
    const double all = c + unit * (top.compliance - taut_half_space().compliance(smallest / top_tension_));
    return {all, unit * top.compliance * top.log_slope / all};
}

PunchTable::Shape PunchTable::shape(double radius) const {
    const Stencil stencil(index_of(radius), shape_.size());
    const auto weights = lagrange_weights<order>(stencil.offset);
    const auto slopes = lagrange_slopes<order>(stencil.offset);
    Shape result;
    for (std::size_t q = 0; q < order; ++q) {
        const PunchRow& sample = shape_[stencil.start + q];
        const double weight = weights[q], slope = slopes[q] * (1 / spacing);
        for (std::size_t n = 0; n < sample.size(); ++n) {
            result.amplitude[n] = std::fma(weight, sample[n], result.amplitude[n]);
            result.slope[n] = std::fma(slope, sample[n], result.slope[n]);
        }
    }
    if (stencil.outside == 0) return result;
    // Beyond the ends the shape soon stands still: its change fades with the square of the radius.
    const double fade = std::exp(-2 * spacing * std::abs(stencil.outside));
    const double turn = stencil.outside < 0 ? -1 : 1;
    for (std::size_t n = 0; n < punch_functions; ++n) {
        result.amplitude[n] += turn * result.slope[n] * (1 - fade) / 2;
        result.slope[n] *= fade;
    }
    const Compliance there = stencil.outside < 0 ? below(radius) : at(radius);
    result.amplitude[punch_functions] = std::log(there.compliance);
    result.slope[punch_functions] = there.log_slope;
    return result;
}

}  // namespace puncta::models
