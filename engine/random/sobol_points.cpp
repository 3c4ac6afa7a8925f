#include "engine/random/sobol_points.hpp"

#include <boost/random/sobol.hpp>

#include "engine/base/error.hpp"

namespace puncta {

std::vector<double> sobol_points(std::size_t count, std::size_t dimensions, const Draws& draws) {
    constexpr std::size_t most_dimensions = 1000;
    PUNCTA_EXPECT(dimensions > 0 && dimensions <= most_dimensions, "{} dimensions", dimensions);
    std::vector<std::uint64_t> shift(dimensions);
    for (std::size_t d = 0; d < dimensions; ++d) shift[d] = draws.word(Purpose::ignorance, {0, d});
    boost::random::sobol sequence(dimensions);
    std::vector<double> points(count * dimensions);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t d = 0; d < dimensions; ++d) {
            // The sequence's own first point is the origin, which Boost leaves out.
            const std::uint64_t digits = i == 0 ? 0 : sequence();
            points[i * dimensions + d] = (static_cast<double>((digits ^ shift[d]) >> 11) + 0.5) * 0x1p-53;
        }
    return points;
}

}  // namespace puncta
