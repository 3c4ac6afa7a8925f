#include "engine/insertion/force_memory.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace puncta {

using Eigen::ArrayXd;
using Eigen::ArrayXXd;
using Eigen::Index;
using Eigen::VectorXd;

RelaxationStep::RelaxationStep(std::span<const PronyTerm> series, double duration) {
    PUNCTA_EXPECT(duration > 0, "duration = {}", duration);
    for (const PronyTerm& term : series) {
        if (!(term.share > 0)) continue;
        const double x = duration / term.time, weight = -std::expm1(-x) / x;
        terms_.push_back({term.share, std::exp(-x), weight});
        gain_ -= term.share * (1 - weight);
    }
}

double RelaxationStep::relaxed(std::span<const double> memory) const {
    double taken = 0;
    for (std::size_t k = 0; k < terms_.size(); ++k)
        taken += terms_[k].share * (terms_[k].weight * memory[0] - terms_[k].decay * memory[k + 1]);
    return std::max(taken, 0.0);  // >= 0 but for rounding
}

void RelaxationStep::advance(std::span<double> memory, double stiff_force) const {
    if (terms_.empty()) return;
    const double now = stiff_force / gain_, change = now - memory[0];
    for (std::size_t k = 0; k < terms_.size(); ++k)
        memory[k + 1] = terms_[k].decay * memory[k + 1] + terms_[k].weight * change;
    memory[0] = now;
}

VectorXd RelaxationStep::relaxed(const ArrayXXd& memory) const {
    ArrayXd taken = ArrayXd::Zero(memory.cols());
    for (std::size_t k = 0; k < terms_.size(); ++k) {
        const Term& term = terms_[k];
        taken +=
            term.share * (term.weight * memory.row(0) - term.decay * memory.row(Index(k) + 1)).transpose();
    }
    return taken.max(0.0).matrix();  // >= 0 but for rounding
}

void RelaxationStep::advance(ArrayXXd& memory, const VectorXd& stiff_force) const {
    if (terms_.empty()) return;
    const Eigen::Array<double, 1, Eigen::Dynamic> now = stiff_force.transpose().array() / gain_;
    const Eigen::Array<double, 1, Eigen::Dynamic> change = now - memory.row(0);
    for (std::size_t k = 0; k < terms_.size(); ++k) {
        auto part = memory.row(Index(k) + 1);
        part = terms_[k].decay * part + terms_[k].weight * change;
    }
    memory.row(0) = now;
}

}  // namespace puncta
