#pragma once
/// One station of a stroke as the balance met it and left it. The references live for the call only.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/contact/roller_pattern.hpp"
#include "engine/device/head.hpp"
#include "engine/insertion/load_balance.hpp"
#include "engine/motion/strokes.hpp"
#include "engine/tissue/skin_subject.hpp"

namespace puncta {

struct SolvedStation {
    std::int64_t replicate = 0;
    const Stroke& stroke;
    double along = 0;  ///< where the axle stands on the stroke [m]
    double load = 0;   ///< [N]
    int phase = 0;     ///< of the pattern; number of the station in a press
    const SkinSubject& subject;
    const RollerPattern* pattern;                    ///< of a roller; a stamp or a pen has none
    std::span<const HeadNeedle* const> head;         ///< the needle of the head at each place of the phase
    std::span<const std::array<double, 2>> landing;  ///< where its tip stands lowest, frame of the area [m]
    std::span<const StationNeedle> before, after;
    const LoadBalance& balance;  ///< with the forces of the drum's cells
    const StationResult& result;
};

}  // namespace puncta
