#include "models/indentation/tip_integrals.hpp"

#include <cmath>
#include <memory>
#include <mutex>

#include "engine/numerics/chebyshev.hpp"
#include "engine/numerics/lagrange.hpp"

namespace puncta::models {
namespace {

constexpr double cap_start = -6.907755278982137;  // ln(1e-3), from the power law of a paraboloid
constexpr double angle_step = 0.05;               // in ln tan(alpha)
constexpr int quadrature_panels = 2;
constexpr int first_angle = -100, angles = 105;

double z_of(std::size_t panel, double start, double width, std::size_t point) {
    return start + width * (double(panel) + 0.5 * (1 + chebyshev_points<tip_points>()[point]));
}

/// Panels that are computed when they are first asked for.
template <std::size_t Panels>
class Kept {
  public:
    template <class Compute>
    const TipPanel& get(std::size_t panel, Compute&& compute) {
        std::call_once(made_.at(panel),
                       [&] { panels_[panel] = std::make_unique<const TipPanel>(compute()); });
        return *panels_[panel];
    }

  private:
    std::array<std::once_flag, Panels> made_;
    std::array<std::unique_ptr<const TipPanel>, Panels> panels_;
};

TipPanel computed_cone(std::size_t angle, std::size_t panel) {
    const double tangent = std::exp(angle_step * (first_angle + static_cast<int>(angle)));
    const double half_angle = std::atan(tangent), rho = 1 / std::sin(half_angle), cap = 1 / tangent;
    const TipProfile tip(rho, half_angle);
    TipPanel made;
    for (std::size_t i = 0; i < tip_points; ++i)
        made[i] = contact_integrals(tip, std::hypot(cap, cone_distances(panel)[i]), quadrature_panels);
    return made;
}

const TipPanel& cone_at(std::size_t angle, std::size_t panel) {
    static Kept<std::size_t(angles) * cone_panels> kept;
    return kept.get(angle * cone_panels + panel, [&] { return computed_cone(angle, panel); });
}

}  // namespace

double cap_panel_start(std::size_t panel) {
    return cap_start + cap_panel_width * double(panel);
}

double cap_end(double half_angle) {
    return std::log(std::expm1(std::atanh(std::cos(half_angle)) / 0.6));
}

const std::array<double, tip_points>& cap_radii(std::size_t panel) {
    static const auto all = [] {
        std::array<std::array<double, tip_points>, cap_panels> made{};
        for (std::size_t p = 0; p < cap_panels; ++p)
            for (std::size_t i = 0; i < tip_points; ++i)
                made[p][i] = std::tanh(0.6 * std::log1p(std::exp(z_of(p, cap_start, cap_panel_width, i))));
        return made;
    }();
    return all.at(panel);
}

const std::array<double, tip_points>& cone_distances(std::size_t panel) {
    static const auto all = [] {
        std::array<std::array<double, tip_points>, cone_panels> made{};
        for (std::size_t p = 0; p < cone_panels; ++p)
            for (std::size_t i = 0; i < tip_points; ++i)
                made[p][i] = std::expm1(z_of(p, 0, cone_panel_width, i));
        return made;
    }();
    return all.at(panel);
}

const TipPanel& cap_integrals(std::size_t panel) {
    static Kept<cap_panels> kept;
    return kept.get(panel, [&] {
        const SphereProfile sphere(1);
        TipPanel made;
        for (std::size_t i = 0; i < tip_points; ++i)
            made[i] = contact_integrals(sphere, cap_radii(panel)[i], quadrature_panels);
        return made;
    });
}

std::optional<ConeIntegrals> ConeIntegrals::of(double half_angle) {
    const double position = std::log(std::tan(half_angle)) / angle_step - first_angle;
    const double first = std::floor(position) - 3;
    if (!(first >= 0 && first + order <= angles)) return std::nullopt;
    return ConeIntegrals(static_cast<std::size_t>(first), lagrange_weights<order>(position - first));
}

TipPanel ConeIntegrals::operator()(std::size_t panel) const {
    TipPanel sum;
    for (std::size_t k = 0; k < order; ++k) {
        const TipPanel& node = cone_at(first_ + k, panel);
        const double weight = weights_[k];
        for (std::size_t i = 0; i < tip_points; ++i)
            for (std::size_t n = 0; n < sum[i].depth.size(); ++n) {
                sum[i].depth[n] = std::fma(weight, node[i].depth[n], sum[i].depth[n]);
                sum[i].rise[n] = std::fma(weight, node[i].rise[n], sum[i].rise[n]);
            }
    }
    return sum;
}

}  // namespace puncta::models
