#include "engine/fields/white_noise.hpp"

#include <cmath>
#include <numbers>

#include "engine/numerics/elementary.hpp"

namespace puncta {
namespace {

/// cos(2 pi v), 0 <= v <= 1, as a sine of at most a quarter turn by its Taylor series.
inline double cosine_of_turns(double v) {
    const double y = 2 * std::numbers::pi * (std::abs(v - 0.5) - 0.25), z = y * y;
    double term = 1.0 / (21 * 20);
    term = (1 - z * term) * (1.0 / (19 * 18));
    term = (1 - z * term) * (1.0 / (17 * 16));
    term = (1 - z * term) * (1.0 / (15 * 14));
    term = (1 - z * term) * (1.0 / (13 * 12));
    term = (1 - z * term) * (1.0 / (11 * 10));
    term = (1 - z * term) * (1.0 / (9 * 8));
    term = (1 - z * term) * (1.0 / (7 * 6));
    term = (1 - z * term) * (1.0 / (5 * 4));
    term = (1 - z * term) * (1.0 / (3 * 2));
    return y - y * z * term;
}

}  // namespace

void box_muller(const double* u, const double* v, double* __restrict__ normal, std::size_t count) {
    for (std::size_t n = 0; n < count; ++n)
        normal[n] = std::sqrt(-2 * natural_log(u[n])) * cosine_of_turns(v[n]);
}

std::vector<double> white_noise(const FieldGrid& grid, const Draws& draws, const FieldKey& key) {
    const auto columns = static_cast<std::size_t>(grid.size.columns);
    std::vector<double> noise(grid.size.values()), u(columns), v(columns);
    for (int row = 0; row < grid.size.rows; ++row) {
        DrawKey point{key.replicate, key.field, 0,
                      static_cast<std::uint64_t>(std::int64_t{grid.first} + row)};
        for (std::size_t column = 0; column < columns; ++column) {
            point.b = static_cast<std::uint64_t>(std::int64_t{grid.first} + std::int64_t(column));
            const auto both = draws.uniforms(Purpose::random_field, point);
            u[column] = both[0];
            v[column] = both[1];
        }
        box_muller(u.data(), v.data(), noise.data() + std::size_t(row) * columns, columns);
    }
    return noise;
}

}  // namespace puncta
