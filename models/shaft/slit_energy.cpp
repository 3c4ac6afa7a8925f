#include "models/shaft/slit_energy.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "engine/base/error.hpp"
#include "engine/numerics/gauss_legendre.hpp"

namespace puncta::models {
namespace {

constexpr double pi = std::numbers::pi;

/// The slit whose perimeter is stretched by lambda = e^y, as theory has it (slit_opening.hpp).
class StretchedSlit {
  public:
    explicit StretchedSlit(double alpha)
        : alpha_(alpha),
          log_c_(std::log(1 + (4 / pi - 1) * 8 / (alpha + 6))),
          log_k_(std::log(1.926 - 0.0464 * (alpha - 2))),
          q_(2.834 + 1.090 * std::log(alpha / 2)),
          scale_(4 * pi / (alpha * alpha)) {}

    struct State {
        double expansion;          ///< X(y)
        double log_m, log_growth;  ///< ln of the m at which this stretch is the best one, and its slope by y
    };
    [[nodiscard]] State at(double y) const {
        // (c lambda)^q + k^q without overflow: lambda reaches 2^64.
        const double wide = y + log_c_, share = 1 / (1 + std::exp(q_ * (log_k_ - wide)));
        const double x = wide - std::log(share) / q_;
        const double a = alpha_ * x / 2;
        const double stiffening = alpha_ / 2 / std::tanh(a) - 1 / std::tanh(x);  // d ln(sinh a/sinh x)/dx
        return {x, std::log(scale_ / pi * share) + 2 * std::log(strain_ratio(x)) + y,
                2 * stiffening * share + q_ * (1 - share) + 1};
    }

    /// y at which ln m is this, near a guess.
    [[nodiscard]] double best_for(double log_m, double guess) const {
        double y = guess;
        for (int n = 0; n < 50; ++n) {
            const State state = at(y);
            const double step = (log_m - state.log_m) / state.log_growth;
            y += step;
            if (std::abs(step) < 1e-9) break;  // quadratic: the next would be rounding
        }
        return y;
    }

    /// omega between two expansions.
    [[nodiscard]] double strain_energy(double from, double to) const {
        static const GaussLegendre<8> rule;
        const int panels = 1 + static_cast<int>((to - from) / 0.1);
        double sum = 0;
        for (int n = 0; n < panels; ++n)
            sum += rule.integrate(from + (to - from) * n / panels, from + (to - from) * (n + 1) / panels,
                                  [this](double x) { return std::pow(strain_ratio(x), 2); });
        return scale_ * sum;
    }

  private:
    /// sinh(alpha x/2)/sinh(x), regular at 0.
    [[nodiscard]] double strain_ratio(double x) const {
        return x < 1e-9 ? alpha_ / 2 : std::sinh(alpha_ * x / 2) / std::sinh(x);
    }

    double alpha_, log_c_, log_k_, q_, scale_;
};

}  // namespace

SlitEnergy::SlitEnergy(double exponent) {
    PUNCTA_EXPECT(exponent >= 2 && exponent <= 12, "Ogden exponent = {}", exponent);
    const StretchedSlit slit(exponent);
    double y = 0;
    StretchedSlit::State state = slit.at(y);
    const double log_m0 = state.log_m, x0 = std::exp(-log_m0);
    double omega = slit.strain_energy(0, state.expansion);
    unstretched_ = 1 / x0;
    auto contact = [&](double xi) {  // at the present state; derivatives by xi
        const double x = x0 * xi, m = 1 / x, rise = pi * std::exp(-y);
        return Quintic::Contact{xi, x * (rise + x * omega), x0 * (rise + 2 * x * omega),
                                x0 * x0 * (2 * omega - m * rise / state.log_growth)};
    };
    constexpr std::size_t in_octave = std::size_t{1} << leading_bits, kink = octaves_below * in_octave;
    // From half the perimeter on the slit grows no further, and chi is one parabola.
    segments_.assign(kink + octaves_above * in_octave, Quintic(std::numeric_limits<double>::infinity(), 0,
                                                               {0, pi * x0, omega * x0 * x0, 0, 0, 0}));
    Quintic::Contact high = contact(1);
    for (std::size_t n = kink; n-- > 0;) {
        const double xi = std::ldexp(1 + double(n % in_octave) / in_octave,
                                     static_cast<int>(n / in_octave) - octaves_below);
        const double log_m = log_m0 - std::log(xi);
        y = slit.best_for(log_m, y + (log_m - state.log_m) / state.log_growth);
        const double last = state.expansion;
        state = slit.at(y);
        omega += slit.strain_energy(last, state.expansion);
        const Quintic::Contact low = contact(xi);
        segments_[n] = Quintic::between(low, high);
        high = low;
    }
    steep_ = high.value / high.at;
    double sum = steep_ * lowest * lowest / 2;
    integral_.reserve(kink + 1);
    for (std::size_t n = 0; n <= kink; ++n) {
        integral_.push_back(sum);
        if (n < kink)
            sum += segments_[n].integral(n == 0 ? lowest : segments_[n - 1].end(), segments_[n].end());
    }
}

double SlitEnergy::integral(double xi) const {
    if (xi < lowest) return steep_ * xi * xi / 2;
    if (xi >= 1) return integral_.back() + segments_.back().integral(1, xi);
    const std::size_t n = (std::bit_cast<std::uint64_t>(xi) >> shift) - first;
    return integral_[n] + segments_[n].integral(n == 0 ? lowest : segments_[n - 1].end(), xi);
}

}  // namespace puncta::models
