#pragma once
/// One puncture of a run computed again, with everything that made it.
///
/// The replicate is simulated as the run did it, site by site untouched by the others, stroke by stroke up to
/// the puncture and no further, while the stations of every needle in the skin are written down. What comes
/// out is the run's to the last bit, because a replicate depends on plan and number alone.

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/device/head.hpp"
#include "engine/insertion/needle_state.hpp"
#include "engine/records/puncture.hpp"
#include "engine/simulation/run_plan.hpp"
#include "engine/tissue/skin_subject.hpp"

namespace puncta {

/// A needle at one station. Forces in N, lengths in m.
struct NeedleStation {
    double along = 0;         ///< where the axle (or the device) stands on the stroke
    double load = 0;          ///< on all needles and the drum or plate
    double drum_load = 0;     ///< of the drum or plate
    double depression = 0;    ///< of the axle, or of the plate
    double displacement = 0;  ///< of the tip below the undeformed surface
    double dimple = 0;        ///< by which the surface is sunk under the tip; NaN where it does not touch
    double depth = 0, force = 0;
    double resistance = 0;  ///< F_res at the depth, 0 before insertion
    double relaxed = 0;     ///< force of the dimple that has relaxed by now
    bool inserted = false;
    bool inserts = false;   ///< at this station
    bool breaches = false;  ///< the stratum corneum gives way at this station
    bool driven = false;    ///< deeper than at the station before
    bool converged = true;
};

struct ReplayedPuncture {
    Puncture row;
    std::unique_ptr<SkinSubject> subject;
    LocalSkin skin;
    HeadNeedle needle;
    double insertion_force = 0;           ///< before the scatter [N]
    double threshold_factor = 0;          ///< the scatter; 0 where the needle slid into a hole
    int stripe = 0;                       ///< of the pass
    std::vector<NeedleStation> stations;  ///< while the needle is in reach
    std::uint64_t stations_solved = 0;    ///< to get there
};

/// Computes the `index`-th puncture (from 0) of this site of a replicate. Throws NumericsError when there are
/// not that many, Interrupted when plan.stop turns true.
ReplayedPuncture replay_puncture(const RunPlan& plan, std::int64_t replicate, std::size_t site,
                                 std::uint64_t index);

}  // namespace puncta
