#pragma once
/// One row of the puncture table: where a needle went in, how deep, and how.

#include <cstdint>

namespace puncta {

/// Bits of Puncture::flags.
enum PunctureFlag : std::uint8_t {
    puncture_existing_hole = 1,  ///< slid into an earlier hole of this replicate
};

/// A puncture: a needle that inserted (not one that only dimpled the skin). SI units.
struct Puncture {
    double x = 0;  ///< position on the undeformed skin, rolling frame of the area [m]
    double y = 0;
    double depth = 0;  ///< depth of the tip in the skin when the needle leaves, normal to the surface [m]
    double displacement = 0;  ///< largest imposed displacement of the tip below the undeformed surface [m]
    double force = 0;         ///< largest force on the needle [N]
    double entry_angle = 0;   ///< between needle and local surface normal when it inserts [rad]
    double slit_length = 0;   ///< of the slit at the surface: cut going in, and sideways while rolling [m]
    double swept_length = 0;  ///< way of the shaft along the surface while in: the slit of rigid skin [m]
    std::int16_t layer = 0;   ///< deepest layer the tip reached, 0 = top layer
    std::int16_t pass = 0;    ///< running number of the pass, directions counted through
    std::int16_t row = 0;     ///< needle row along the axle
    std::int16_t needle = 0;  ///< needle within the row
    std::int16_t site = 0;    ///< of the treatment, in its order
    std::int32_t replicate = 0;
    std::uint8_t flags = 0;  ///< PunctureFlag bits
};

}  // namespace puncta
