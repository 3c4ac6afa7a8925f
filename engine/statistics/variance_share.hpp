#pragma once
/// Which of several unknowns an outcome's variance comes from, told from the sample itself.
///
/// First-order share of input x: S = Var(E[y | x]) / Var(y) (Sobol' 1993). E[y | x] is fitted by Legendre
/// polynomials of x on (0, 1) up to degree 4 (a polynomial chaos of one variable; Sudret 2008), and S is the
/// fit's coefficient of determination, adjusted for its degrees of freedom (Ezekiel 1930), so that an input
/// without effect has a share of 0 on the average. Inputs must be uniform. Interactions
/// belong to no input: shares sum to 1 only for additive outcomes of independent inputs; what correlated ones
/// have in common counts for each. What varies faster than degree 4 is
/// missed.
///
/// Standard error by the jackknife over ten groups of neighbours in the sample's order.

#include <span>

namespace puncta {

struct VarianceShare {
    double value = 0;  ///< at least 0; NaN where the outcome does not vary or too few are defined
    double ci_low = 0, ci_high = 0;  ///< 95 %, within [0, 1]
};

/// `input` in (0, 1) and `output` of equal length (ContractError); pairs without a defined output are left
/// out. At least 20 must remain.
VarianceShare variance_share(std::span<const double> input, std::span<const double> output);

}  // namespace puncta
