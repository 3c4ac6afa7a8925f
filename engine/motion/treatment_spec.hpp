#pragma once
/// What the hand does: where it rolls, in which directions, how often, how hard and how fast.

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/motion/polygon.hpp"
#include "engine/motion/region.hpp"

namespace puncta {

/// What happens where a stroke would roll into a zone that is not to be treated.
enum class ZoneAction : std::uint8_t { error, warning, lift };

struct ExclusionZone {
    std::string name;
    Polygon polygon;  ///< [m]
    ZoneAction action = ZoneAction::error;
};

inline constexpr double constant_over_stroke = std::numeric_limits<double>::infinity();

struct TreatmentSpec {
    std::array<double, 2> area{};      ///< far corner of the box from the origin that holds the region [m]
    Polygon polygon;                   ///< the region; empty: the rectangle [0, area] [m]
    std::vector<ExclusionZone> zones;  ///< parts of it, or beside it, that are not treated
    std::vector<double> directions;    ///< rolling directions, angle from the x axis [rad]
    int passes = 0;                    ///< passes per direction
    double overlap = 0;  ///< overlap of neighbouring stripes, fraction of the roller's width, [0, 1)
    std::string strokes = "one-way";  ///< or "back-and-forth": every other stroke rolls back
    double pause = 0;                 ///< between strokes [s]
    std::string rolling = "no-slip";  ///< R_roll = R, or "free": where no tangential force is left
    double drum_friction = 0.46;      ///< of the drum on the skin, for free rolling
    double slip = 0;                  ///< s = 1 - R/R_roll: positive when the drum turns too little

    double load = 0;     ///< mean force on the axle [N]
    double load_cv = 0;  ///< coefficient of variation of the load, in one stroke and between strokes
    double load_correlation_time = constant_over_stroke;  ///< [s]
    double load_ramp =
        0;             ///< way over which the load rises at the begin of a stroke and falls at its end [m]
    double speed = 0;  ///< mean axle speed [m/s]
    double speed_cv = 0;
    double speed_correlation_time = constant_over_stroke;  ///< [s]
    double press_time = 0.2;                               ///< of a stamp, over which the load rises [s]
    double hold_time = 1;                                  ///< of a stamp under its load [s]
    double tilt_mean = 0;        ///< inclination of the axle, from stroke to stroke [rad]
    double tilt_sd = 0;          ///< [rad]
    double wander_sd = 0;        ///< standard deviation of the path to the side [m]
    double wander_length = 0.1;  ///< wave length of that wander [m]

    [[nodiscard]] bool back_and_forth() const { return strokes == "back-and-forth"; }
};

/// The region of a treatment: its polygon or rectangle less all exclusion zones.
inline Region region_of(const TreatmentSpec& treatment) {
    std::vector<Polygon> zones;
    zones.reserve(treatment.zones.size());
    for (const ExclusionZone& zone : treatment.zones) zones.push_back(zone.polygon);
    return treatment.polygon.empty() ? Region(treatment.area, std::move(zones))
                                     : Region(treatment.polygon, std::move(zones));
}

}  // namespace puncta
