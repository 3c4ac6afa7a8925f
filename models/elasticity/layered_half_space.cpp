#include "models/elasticity/layered_half_space.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Core>

#include "engine/base/error.hpp"

namespace puncta::models {
namespace {

/// So many wave numbers side by side, so that the arithmetic is vectorised; every lane has the bits of one
/// alone.
constexpr std::size_t lanes = 8;
using Lanes = Eigen::Array<double, static_cast<int>(lanes), 1>;

/// Rows: tangential and normal component; columns: the two modes. Everything in units of the wave number.
struct Matrix2 {
    Lanes a, b, c, d;
};

Matrix2 operator*(const Matrix2& l, const Matrix2& r) {
    return {l.a * r.a + l.b * r.c, l.a * r.b + l.b * r.d, l.c * r.a + l.d * r.c, l.c * r.b + l.d * r.d};
}
Matrix2 operator+(const Matrix2& l, const Matrix2& r) {
    return {l.a + r.a, l.b + r.b, l.c + r.c, l.d + r.d};
}
Matrix2 operator-(const Matrix2& l, const Matrix2& r) {
    return {l.a - r.a, l.b - r.b, l.c - r.c, l.d - r.d};
}
Matrix2 operator*(const Lanes& s, const Matrix2& m) {
    return {s * m.a, s * m.b, s * m.c, s * m.d};
}

Matrix2 inverse(const Matrix2& m) {
    const Lanes factor = 1 / (m.a * m.d - m.b * m.c);
    return factor * Matrix2{m.d, -m.b, -m.c, m.a};
}

/// Displacements and tractions (divided by k) of the two modes that decay over the distance `kz` from a face.
/// `direction` is +1 for modes decaying downward from the top, -1 for those decaying upward from the bottom.
struct Modes {
    Matrix2 displacement;
    Matrix2 traction;
};

Modes modes(double shear_modulus, double poisson, const Lanes& kz, double direction) {
    const double q = 3 - 4 * poisson;  // from Navier's equation for (kz + q) e^{-kz}
    const Matrix2 displacement{Lanes::Constant(1), kz, Lanes::Constant(direction), direction * (kz + q)};
    const Matrix2 traction{Lanes::Constant(-2 * direction), -2 * direction * (kz + 1 - 2 * poisson),
                           Lanes::Constant(-2), -2 * (kz + 2 * (1 - poisson))};
    return {displacement, Lanes::Constant(shear_modulus) * traction};
}

double shear_modulus(const ElasticLayer& layer) {
    return layer.modulus / (2 * (1 + layer.poisson));
}

/// Stiffness at the top of a layer that lies on material of stiffness `below`.
Matrix2 stiffness_above(const ElasticLayer& layer, const Matrix2& below, const Lanes& k) {
    const double mu = shear_modulus(layer);
    const Lanes kh = k * layer.thickness, face = Lanes::Zero();
    const Lanes decay = (-kh).unaryExpr([](double x) { return std::exp(x); });
    const Modes down_top = modes(mu, layer.poisson, face, 1), down_bottom = modes(mu, layer.poisson, kh, 1);
    const Modes up_bottom = modes(mu, layer.poisson, face, -1), up_top = modes(mu, layer.poisson, kh, -1);
    // Tractions match at the bottom face: amplitude of the upward modes from that of the downward ones.
    const Matrix2 reflection = inverse(up_bottom.traction - below * up_bottom.displacement) *
                               (decay * (below * down_bottom.displacement - down_bottom.traction));
    return (down_top.traction + (decay * up_top.traction) * reflection) *
           inverse(down_top.displacement + (decay * up_top.displacement) * reflection);
}

Lanes compliance(const ElasticStack& stack, const Lanes& k) {
    const ElasticLayer& support = stack.back();
    const Modes base = modes(shear_modulus(support), support.poisson, Lanes::Zero(), 1);
    Matrix2 stiffness = base.traction * inverse(base.displacement);
    stiffness.d -= support.tension * k;
    for (auto layer = stack.rbegin() + 1; layer != stack.rend(); ++layer) {
        stiffness = stiffness_above(*layer, stiffness, k);
        stiffness.d -= layer->tension * k;  // pressure is -sigma_zz; the matrix is divided by k
    }
    // Free of shear traction: invert and take the normal-normal entry.
    return -inverse(stiffness).d / k;
}

}  // namespace

double surface_compliance(const ElasticStack& stack, double k) {
    PUNCTA_EXPECT(!stack.empty() && k > 0, "layers = {}, k = {}", stack.size(), k);
    return compliance(stack, Lanes::Constant(k))[0];
}

std::vector<double> surface_compliances(const ElasticStack& stack, std::span<const double> k) {
    std::vector<double> values(k.size());
    for (std::size_t start = 0; start < k.size(); start += lanes) {
        const std::size_t count = std::min(lanes, k.size() - start);
        Lanes some = Lanes::Constant(k[start]);
        for (std::size_t i = 0; i < count; ++i) some[static_cast<Eigen::Index>(i)] = k[start + i];
        PUNCTA_EXPECT(!stack.empty() && (some > 0).all(), "layers = {}, k = {}", stack.size(), k[start]);
        const Lanes found = compliance(stack, some);
        for (std::size_t i = 0; i < count; ++i) values[start + i] = found[static_cast<Eigen::Index>(i)];
    }
    return values;
}

}  // namespace puncta::models
