#pragma once
/// Capillary loops of the papillary dermis, seen from above, and how many of them needles hit.
///
/// The model of the one public statistical program of needle arrays: loops are discs of one diameter, placed
/// at random but never nearer to each other than a minimum distance (hard core), in a box that repeats
/// itself. Points are thrown one after another, and those too near to an earlier one are thrown again (random
/// sequential adsorption). Whatever the hard core, the expected number of loops that a footprint touches is
/// that of Campbell's theorem, which is what a run reports (`capillary_hits`); a field tells how much single
/// counts scatter.

#include <cstdint>
#include <span>
#include <vector>

#include "engine/random/draws.hpp"
#include "engine/statistics/plane.hpp"

namespace puncta::models {

struct CapillarySpec {
    double density = 0;           ///< loops per area [1/m²]
    double diameter = 0;          ///< of a loop [m]
    double minimum_distance = 0;  ///< between centres [m]
};

/// How a loop counts. The public script takes squares; discs are what loops look like.
enum class LoopShape { disc, square };

/// Of one needle or of many: a loop that several needles hit counts once for each of them.
struct CapillaryHits {
    std::int64_t direct = 0;    ///< loops that lie wholly under a footprint
    std::int64_t glancing = 0;  ///< loops that are touched, but not wholly covered
    [[nodiscard]] std::int64_t total() const { return direct + glancing; }
};

/// Loops in a periodic square box, sorted into cells so that a needle looks only around itself.
class CapillaryField {
  public:
    /// density · side² loops, to the nearest whole number. Throws InputError where they would fill more than
    /// 45 % of the area with discs of the minimum distance (random sequential adsorption ends at 54.7 %).
    CapillaryField(const CapillarySpec& spec, double side, const Draws& draws, std::uint64_t replicate);

    [[nodiscard]] std::span<const PlanePoint> loops() const { return loops_; }

    /// Adds the loops hit by one needle at (x, y), anywhere, with a rectangular footprint [m].
    void count(const PlanePoint& needle, double width, double height, LoopShape shape,
               CapillaryHits& hits) const;

  private:
    void throw_loops(std::int64_t count, double distance, const Draws& draws, std::uint64_t replicate);
    [[nodiscard]] bool is_free(const PlanePoint& place, double distance) const;
    [[nodiscard]] std::int64_t cell_of(double coordinate) const;

    double side_, diameter_;
    std::int64_t cells_;  ///< along a side
    std::vector<PlanePoint> loops_;
    std::vector<std::int32_t> top_;    ///< of each cell: its last loop, or -1
    std::vector<std::int32_t> below_;  ///< of each loop: the one before it in its cell, or -1
};

/// Expected hits of one needle (Campbell's theorem): density times the area on which a loop's centre is a
/// hit. Total of discs w h + (w + h) d + π d²/4, of squares (w + d)(h + d).
double expected_hits(const CapillarySpec& spec, double width, double height, LoopShape shape);
/// Of loops wholly under the footprint, (w - d)(h - d) for both shapes.
double expected_direct_hits(const CapillarySpec& spec, double width, double height);

}  // namespace puncta::models
