#pragma once
/// A mean over replicates with its standard error and 95 % interval.
///
/// Replicates (subject x head x hand) are the independent unit; the punctures of one treatment are not, so no
/// interval here is ever formed from punctures. A replicate that does not define a quantity (NaN: no
/// puncture, no mean depth) is left out and `count` says how many remained.

#include <cstddef>
#include <span>
#include <string_view>

namespace puncta {

/// Mean over `count` replicates in the unit of the quantity.
/// count = 0: all NaN. count = 1: the value is known and its spread is not, so the standard error is NaN and
/// the interval is everything possible: (-inf, inf), or [0, 1] for a share.
struct Estimate {
    double value = 0;
    double standard_error = 0;
    double ci_low = 0;
    double ci_high = 0;
    std::size_t count = 0;
};

/// Mean of `values` (NaN entries are left out) with the Student-t 95 % interval, mean ± t·s/√n.
///
/// For a share (every value in [0, 1], otherwise ContractError) the interval is formed on the logit scale by
/// the delta method, logit(p) ± t·se/(p(1-p)), so that it stays inside [0, 1]. Where all n values are 0 (or
/// all 1) that method has nothing to work with; then the interval is [0, 1 - 0.025^(1/n)] (mirrored for 1),
/// which holds whatever the distribution, because mean <= P(value > 0) and P(value > 0) has that exact
/// binomial bound.
Estimate estimate_mean(std::span<const double> values, bool is_share);

/// Two-sided 95 % quantile of Student's t with `degrees` degrees of freedom; infinite for 0.
/// Finite sums of Abramowitz & Stegun 26.7.3-4 up to 200 degrees, their expansion 26.7.5 above; both to
/// 1e-10.
double student_t_975(std::size_t degrees);

/// How the interval of a quantity was formed, as written into the result file.
std::string_view interval_kind(bool is_share);

}  // namespace puncta
