#pragma once
/// The mixed problem of a stack without surface tension as Fredholm's equation of the second kind, the plain
/// way: a slow twin of PunchTable and contact_at by another discretisation.
///
/// (pi/2) g∞ phi(t) + ∫_0^a K(t, s) phi(s) ds = b(t), K = ∫ (g - g∞) cos(kt) cos(ks) dk, g = k C(k); the
/// integrand dies like exp(-2 kh) in the top layer. Nyström's method on Gauss-Legendre nodes; b = 1 for a
/// flat punch, b = delta - h(t) for a contact, whose pressure ends without a peak where phi(a) = 0.

#include <algorithm>
#include <cmath>
#include <numbers>

#include <Eigen/Dense>

#include "engine/numerics/gauss_legendre.hpp"
#include "models/elasticity/layered_half_space.hpp"

namespace puncta::models {

class FredholmTwin {
  public:
    FredholmTwin(const ElasticStack& stack, double a) {
        static const GaussLegendre<10> rule;
        const double layer = stack.front().thickness;  // K is smooth on its scale
        const auto panels = static_cast<Eigen::Index>(2 + a / (1.5 * layer));
        node_.resize(10 * panels + 1);
        weight_.resize(10 * panels + 1);
        for (Eigen::Index i = 0; i < panels; ++i)
            for (Eigen::Index q = 0; q < 10; ++q) {
                const auto n = static_cast<std::size_t>(q);
                node_[10 * i + q] = a / double(panels) * (double(i) + 0.5 * (1 + rule.node[n]));
                weight_[10 * i + q] = a / double(panels) * 0.5 * rule.weight[n];
            }
        node_[10 * panels] = a;  // the edge, of no weight
        weight_[10 * panels] = 0;

        std::vector<double> k, difference;
        const double end = 16 / layer, limit = end * surface_compliance(stack, end);
        auto panel = [&](double from, double to) {
            for (std::size_t q = 0; q < rule.node.size(); ++q) {
                k.push_back(from + 0.5 * (to - from) * (1 + rule.node[q]));
                difference.push_back(0.5 * (to - from) * rule.weight[q] *
                                     (k.back() * surface_compliance(stack, k.back()) - limit));
            }
        };
        const double widest = std::min(end / 8, 3 / a);
        double from = 1e-9 * widest;
        for (panel(0, from); from < end; from += std::min(from, widest))
            panel(from, std::min(end, from + std::min(from, widest)));
        const auto m = static_cast<Eigen::Index>(k.size());
        Eigen::MatrixXd cosine(node_.size(), m);
        for (Eigen::Index i = 0; i < node_.size(); ++i)
            for (Eigen::Index j = 0; j < m; ++j)
                cosine(i, j) = std::cos(node_[i] * k[static_cast<std::size_t>(j)]);
        const Eigen::Map<const Eigen::VectorXd> d(difference.data(), m);
        Eigen::MatrixXd matrix = cosine * d.asDiagonal() * cosine.transpose() * weight_.asDiagonal();
        matrix.diagonal().array() += std::numbers::pi / 2 * limit;
        solver_.compute(matrix);
        flat_ = solver_.solve(Eigen::VectorXd::Ones(node_.size()));
    }

    [[nodiscard]] double compliance() const { return 1 / (2 * std::numbers::pi * weight_.dot(flat_)); }

    struct Contact {
        double depth, force;
    };
    /// Contact of radius a with the profile h(t).
    template <class Profile>
    [[nodiscard]] Contact contact(Profile&& h) const {
        const Eigen::VectorXd shape = solver_.solve(node_.unaryExpr(h));
        const double depth = shape[node_.size() - 1] / flat_[node_.size() - 1];
        return {depth, 2 * std::numbers::pi * weight_.dot(depth * flat_ - shape)};
    }

  private:
    Eigen::VectorXd node_, weight_, flat_;
    Eigen::PartialPivLU<Eigen::MatrixXd> solver_;
};

}  // namespace puncta::models
