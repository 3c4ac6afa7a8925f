// What a device card can say: keys of every device, then those of rollers, stamps and pens.
#include <numbers>

#include <fmt/format.h>

#include "engine/base/units.hpp"
#include "models/cards/field.hpp"

namespace puncta::models {
namespace {

using namespace units;
using D = Dimension;
using F = Field<DeviceSpec>;
using S = DeviceSpec;

constexpr Range above(double low, double high) {
    return {low, high, true, false};
}
constexpr Range share{0, 1};
constexpr Range most_share{0, 0.9};
constexpr Range lean{0, static_cast<double>(30 * std::numbers::pi_v<long double> / 180)};
constexpr Range anything{};
constexpr Range coefficient{0, 2};
constexpr bool optional = true;

}  // namespace

bool is_device_kind(std::string_view kind) {
    return kind == "roller" || kind == "stamp" || kind == "pen";
}

std::string unknown_kind(const std::string& kind) {
    return fmt::format("there is no kind of device \"{}\"; known: roller, stamp, pen", kind);
}

bool is_told_by_profile(std::string_view key) {
    return key == "needle.shaft_diameter" || key == "needle.taper_length";
}

std::span<const Field<DeviceSpec>> device_fields() {
    static const std::array fields = {
        F{"kind",
          D::dimensionless,
          anything,
          "roller, stamp or pen",
          [](S& d) -> Slot { return &d.kind; },
          {},
          optional},
        F{"rows",
          D::dimensionless,
          {1, 200},
          "rows of needles along the axle",
          [](S& d) -> Slot { return &d.rows; },
          "roller"},
        F{"needles_per_row",
          D::dimensionless,
          {3, 500},
          "needles around the drum in each row",
          [](S& d) -> Slot { return &d.needles_per_row; },
          "roller"},
        F{"layout", D::dimensionless, anything,
          "stagger: every other row turned by `stagger`; helix: each row turned further by it; random: a "
          "turn "
          "of its own for every row of every head; list: the needles of `needles`",
          [](S& d) -> Slot { return &d.layout; }, "roller", optional},
        F{"stagger",
          D::dimensionless,
          {0, 1, false, true},
          "turn between neighbouring rows, in units of the angle between needles",
          [](S& d) -> Slot { return &d.stagger; },
          "roller"},
        F{"drum_radius", D::length, above(0, 0.1_m),
          "radius of the drum: without its needles, or over their tips if `drum_is` says so",
          [](S& d) -> Slot { return &d.written_drum_radius; }, "roller"},
        F{"drum_is", D::dimensionless, anything,
          "what drum_radius is the radius of: the drum's body, or the circle of the nominal tips",
          [](S& d) -> Slot { return &d.drum_is; }, "roller", optional},
        F{"row_spacing", D::length, above(0, 0.1_m), "distance between neighbouring rows",
          [](S& d) -> Slot { return &d.row_spacing; }, "roller"},
        F{"needles", D::length, above(0, 0.1_m), "every needle by itself instead of a lattice of rows",
          [](S& d) -> Slot { return &d.listed; }, "roller", optional},
        F{"array.nx",
          D::dimensionless,
          {1, 100},
          "needles in a line of the array",
          [](S& d) -> Slot { return &d.stamp.nx; },
          "stamp"},
        F{"array.ny",
          D::dimensionless,
          {1, 100},
          "lines of needles",
          [](S& d) -> Slot { return &d.stamp.ny; },
          "stamp"},
        F{"array.pitch_x", D::length, above(0, 0.1_m), "distance between needles of a line",
          [](S& d) -> Slot { return &d.stamp.pitch_x; }, "stamp"},
        F{"array.pitch_y", D::length, above(0, 0.1_m), "distance between lines",
          [](S& d) -> Slot { return &d.stamp.pitch_y; }, "stamp"},
        F{"array.grid", D::dimensionless, anything,
          "square, or hexagonal: every other line shifted by half a pitch",
          [](S& d) -> Slot { return &d.stamp.grid; }, "stamp", optional},
        F{"array.plate", D::length, above(0, 0.2_m), "side lengths of the plate the needles stand on",
          [](S& d) -> Slot { return &d.stamp.plate; }, "stamp"},
        F{"cartridge.ring_needles",
          D::dimensionless,
          {1, 100},
          "needles on each ring around the pen's axis",
          [](S& d) -> Slot { return &d.pen.ring_needles; },
          "pen",
          optional},
        F{"cartridge.ring_radii",
          D::length,
          {0, 0.05_m},
          "radius of each ring; 0 for a needle in the middle",
          [](S& d) -> Slot { return &d.pen.ring_radii; },
          "pen",
          optional},
        F{"cartridge.x",
          D::length,
          {-0.05_m, 0.05_m},
          "places of the needles instead of rings",
          [](S& d) -> Slot { return &d.pen.x; },
          "pen",
          optional},
        F{"cartridge.y",
          D::length,
          {-0.05_m, 0.05_m},
          "the other coordinate of the places",
          [](S& d) -> Slot { return &d.pen.y; },
          "pen",
          optional},
        F{"cartridge.frequency", D::frequency, above(0, 1e4), "strokes per time",
          [](S& d) -> Slot { return &d.pen.frequency; }, "pen"},
        F{"cartridge.stroke", D::length, above(0, 0.05_m), "way of the needles from top to bottom",
          [](S& d) -> Slot { return &d.pen.stroke; }, "pen"},
        F{"cartridge.depth_stop", D::length, above(0, 0.05_m), "how far the tips stand out at the bottom",
          [](S& d) -> Slot { return &d.pen.depth_stop; }, "pen"},
        F{"cartridge.depth_tolerance",
          D::length,
          {0, 5.0_mm},
          "of the depth stop, either way",
          [](S& d) -> Slot { return &d.pen.depth_tolerance; },
          "pen",
          optional},
        F{"cartridge.opening_diameter",
          D::length,
          {0, 0.1_m},
          "of the hole in the nose through which the needles go",
          [](S& d) -> Slot { return &d.pen.opening_diameter; },
          "pen",
          optional},
        F{"cartridge.nose_diameter",
          D::length,
          {0, 0.1_m},
          "outside, of the flat rim that is pressed on the skin around the needles; absent or 0: no nose",
          [](S& d) -> Slot { return &d.pen.nose_diameter; },
          "pen",
          optional},
        F{"needle.length", D::length, above(0, 0.1_m), "needle length from the drum or plate to the tip",
          [](S& d) -> Slot { return &d.needle.length; }},
        F{"needle.tip_diameter", D::length, above(0, 1.0_mm), "diameter of the rounded tip",
          [](S& d) -> Slot { return &d.needle.tip_diameter; }},
        F{"needle.shaft_diameter", D::length, above(0, 2.0_mm), "diameter of the needle's shaft",
          [](S& d) -> Slot { return &d.needle.shaft_diameter; }},
        F{"needle.width",
          D::length,
          above(0, 10.0_mm),
          "width of a flat blade in the rolling plane; absent or equal to the shaft diameter, "
          "its thickness: a round needle",
          [](S& d) -> Slot { return &d.needle.width; },
          {},
          optional},
        F{"needle.taper_length", D::length, above(0, 0.1_m),
          "distance from the tip at which the shaft is reached; follows an overridden length in "
          "proportion unless given",
          [](S& d) -> Slot { return &d.needle.taper_length; }},
        F{"needle.edge_radius",
          D::length,
          {0, 1.0_mm},
          "radius of a blade's edges, at most half its thickness; absent or 0: sharp",
          [](S& d) -> Slot { return &d.needle.edge_radius; },
          {},
          optional},
        F{"needle.lumen_diameter",
          D::length,
          {0, 1.0_mm},
          "bore of a hollow needle, open at the tip and narrower than it; absent or 0: solid",
          [](S& d) -> Slot { return &d.needle.lumen_diameter; },
          {},
          optional},
        F{"needle.profile",
          D::length,
          {0, 0.1_m},
          "any shape behind the tip's cap, instead of taper and shaft: pairs of distance from the tip and "
          "diameter, which must not shrink; absent or [] for a cone",
          [](S& d) -> Slot { return &d.needle.profile; },
          {},
          optional},
        F{"needle.length_sd",
          D::length,
          {0, 1.0_mm},
          "scatter of the length between needles of one head",
          [](S& d) -> Slot { return &d.needle.length_sd; }},
        F{"needle.tip_diameter_cv", D::dimensionless, coefficient,
          "variation of the tip diameter between needles of one head",
          [](S& d) -> Slot { return &d.needle.tip_diameter_cv; }},
        F{"needle.angle_sd", D::angle, lean, "scatter of a needle's place around the drum",
          [](S& d) -> Slot { return &d.needle.angle_sd; }, "roller", optional},
        F{"needle.tilt_along_sd",
          D::angle,
          lean,
          "scatter of a needle's lean in the rolling plane",
          [](S& d) -> Slot { return &d.needle.tilt_along_sd; },
          {},
          optional},
        F{"needle.tilt_across_sd",
          D::angle,
          lean,
          "scatter of a needle's lean along the axle",
          [](S& d) -> Slot { return &d.needle.tilt_across_sd; },
          {},
          optional},
        F{"needle.missing_share",
          D::dimensionless,
          most_share,
          "share of needles that are not there",
          [](S& d) -> Slot { return &d.needle.missing_share; },
          {},
          optional},
        F{"needle.bent_share",
          D::dimensionless,
          share,
          "share of needles that are bent",
          [](S& d) -> Slot { return &d.needle.bent_share; },
          {},
          optional},
        F{"needle.bend_sd",
          D::angle,
          lean,
          "scatter of the lean of a bent needle, in either plane",
          [](S& d) -> Slot { return &d.needle.bend_sd; },
          {},
          optional},
        F{"needle.wear_rate",
          D::length,
          {0, 0.1_mm},
          "growth of the tip's radius per treatment",
          [](S& d) -> Slot { return &d.needle.wear_rate; },
          {},
          optional},
    };
    return fields;
}

}  // namespace puncta::models
