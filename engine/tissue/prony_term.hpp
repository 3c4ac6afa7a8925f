#pragma once
/// One term of a Prony series: this share of the instantaneous force of a dimple relaxes with this time.

namespace puncta {

struct PronyTerm {
    double share = 0;  ///< of the instantaneous modulus; the shares of a series sum to 1 - g_inf < 1
    double time = 0;   ///< [s]
};

}  // namespace puncta
