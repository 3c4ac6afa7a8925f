#pragma once
/// What relaxation has taken from the forces of needles and drum, from station to station.
///
/// Quasi-linear viscoelastic (Fung; Crichton 2013): with the Prony series g(t) = g_inf + Σ g_k exp(-t/tau_k),
/// g(0) = 1, and y(t) the force that the same dimples would cost at the instantaneous moduli,
///     F(t) = ∫ g(t-s) dy/ds ds = g_inf y + Σ g_k h_k .
/// Over a step of the duration T on which y runs straight, h_k' = exp(-T/tau_k) h_k + w_k (y' - y) with w_k =
/// (1 - exp(-T/tau_k)) tau_k/T, exactly, and therefore
///     F' = m y' - r ,   m = g_inf + Σ g_k w_k ,   r = Σ g_k [w_k y - exp(-T/tau_k) h_k] >= 0 .
/// All stations of a run last equally long, so m is one number: a stack with m times the instantaneous moduli
/// carries x = m y, and what a body really carries is x - r, r known before the station is solved. That is
/// all the balance has to know (STATION.md). Skin that no body touches keeps x = r: it recovers with the
/// series.
///
/// One g for all layers, depths and strains; the far field relaxes with the forces that cause it.

#include <span>
#include <vector>

#include <Eigen/Core>

#include "engine/tissue/prony_term.hpp"

namespace puncta {

/// The constants of a step of fixed duration.
class RelaxationStep {
  public:
    /// An elastic skin: nothing is ever relaxed.
    RelaxationStep() = default;
    /// `duration` [s] > 0.
    RelaxationStep(std::span<const PronyTerm> series, double duration);

    /// m: the stiffness of a step over the instantaneous one, 1 for an elastic skin.
    [[nodiscard]] double gain() const { return gain_; }
    /// Rows of a memory: y and the h_k of one body; 0 for an elastic skin.
    [[nodiscard]] Eigen::Index size() const {
        return terms_.empty() ? 0 : 1 + static_cast<Eigen::Index>(terms_.size());
    }
    [[nodiscard]] bool relaxes() const { return !terms_.empty(); }

    /// A memory of bodies, one column each, that have never been loaded.
    [[nodiscard]] Eigen::ArrayXXd at_rest(Eigen::Index bodies) const {
        return Eigen::ArrayXXd::Zero(size(), bodies);
    }
    /// The same for one body, whose memory has size() values: r [N] …
    [[nodiscard]] double relaxed(std::span<const double> memory) const;
    /// … and the step to x = F + r [N].
    void advance(std::span<double> memory, double stiff_force) const;
    /// r of each body after one more step [N].
    [[nodiscard]] Eigen::VectorXd relaxed(const Eigen::ArrayXXd& memory) const;
    /// Takes the step to x = F + r of each body [N].
    void advance(Eigen::ArrayXXd& memory, const Eigen::VectorXd& stiff_force) const;

  private:
    struct Term {
        double share, decay, weight;
    };
    std::vector<Term> terms_;
    double gain_ = 1;
};

}  // namespace puncta
