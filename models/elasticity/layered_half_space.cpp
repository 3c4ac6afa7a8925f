#include "models/elasticity/layered_half_space.hpp"

#include <cmath>

#include "engine/base/error.hpp"

namespace puncta::models {
namespace {

/// Rows: tangential and normal component; columns: the two modes. Everything in units of the wave number.
struct Matrix2 {
    double a = 0, b = 0, c = 0, d = 0;
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
Matrix2 operator*(double s, const Matrix2& m) {
    return {s * m.a, s * m.b, s * m.c, s * m.d};
}

Matrix2 inverse(const Matrix2& m) {
    const double determinant = m.a * m.d - m.b * m.c;
    return (1 / determinant) * Matrix2{m.d, -m.b, -m.c, m.a};
}

/// Displacements and tractions (divided by k) of the two modes that decay over the distance `kz` from a face.
/// `direction` is +1 for modes decaying downward from the top, -1 for those decaying upward from the bottom.
struct Modes {
    Matrix2 displacement;
    Matrix2 traction;
};

Modes modes(double shear_modulus, double poisson, double kz, double direction) {
    const double q = 3 - 4 * poisson;  // from Navier's equation for (kz + q) e^{-kz}
    const Matrix2 displacement{1, kz, direction, direction * (kz + q)};
    const Matrix2 traction{-2 * direction, -2 * direction * (kz + 1 - 2 * poisson), -2,
                           -2 * (kz + 2 * (1 - poisson))};
    return {displacement, shear_modulus * traction};
}

double shear_modulus(const ElasticLayer& layer) {
    return layer.modulus / (2 * (1 + layer.poisson));
}

/// Stiffness at the top of a layer that lies on material of stiffness `below`.
Matrix2 stiffness_above(const ElasticLayer& layer, const Matrix2& below, double k) {
    const double mu = shear_modulus(layer), kh = k * layer.thickness, decay = std::exp(-kh);
    const Modes down_top = modes(mu, layer.poisson, 0, 1), down_bottom = modes(mu, layer.poisson, kh, 1);
    const Modes up_bottom = modes(mu, layer.poisson, 0, -1), up_top = modes(mu, layer.poisson, kh, -1);
    // Tractions match at the bottom face: amplitude of the upward modes from that of the downward ones.
    const Matrix2 reflection = inverse(up_bottom.traction - below * up_bottom.displacement) *
                               (decay * (below * down_bottom.displacement - down_bottom.traction));
    return (down_top.traction + decay * up_top.traction * reflection) *
           inverse(down_top.displacement + decay * up_top.displacement * reflection);
}

}  // namespace

double surface_compliance(const ElasticStack& stack, double k) {
    PUNCTA_EXPECT(!stack.empty() && k > 0, "layers = {}, k = {}", stack.size(), k);
    const ElasticLayer& support = stack.back();
    const Modes base = modes(shear_modulus(support), support.poisson, 0, 1);
    Matrix2 stiffness = base.traction * inverse(base.displacement);
    stiffness.d -= support.tension * k;
    for (auto layer = stack.rbegin() + 1; layer != stack.rend(); ++layer) {
        stiffness = stiffness_above(*layer, stiffness, k);
        stiffness.d -= layer->tension * k;  // pressure is -sigma_zz; the matrix is divided by k
    }
    // Free of shear traction: invert and take the normal-normal entry.
    return -inverse(stiffness).d / k;
}

}  // namespace puncta::models
