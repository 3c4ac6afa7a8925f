#pragma once
/// Everything a run needs, as plain values: what to simulate, not how it was asked for.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <numbers>

#include "engine/device/device_spec.hpp"
#include "engine/motion/press_schedule.hpp"
#include "engine/motion/treatment_spec.hpp"
#include "engine/records/run_record.hpp"
#include "engine/tissue/skin_subject.hpp"

namespace puncta {

struct SolvedStation;

struct RunPlan {
    DeviceSpec device;
    TreatmentSpec treatment;
    Region region;  ///< of the treatment
    /// The skin of one replicate; called from several threads at once.
    std::function<std::unique_ptr<SkinSubject>(std::int64_t replicate)> subject;
    std::uint64_t seed = 1;
    int phases = 16;            ///< stations per angular pitch of the layout
    double cell_limit = 1e-3;   ///< largest side of the cells of a drum or plate [m]
    PressSchedule press;        ///< of a stamp or a pen
    double rolling_radius = 0;  ///< R_roll [m]
    /// From one station to the next [s].
    [[nodiscard]] double station_time() const {
        if (device.kind != "roller") return press.step_time;
        return 2 * std::numbers::pi / device.pitches_per_turn() * rolling_radius / phases / treatment.speed;
    }
    MapGrid grid;
    DepthBins bins;
    std::size_t layer_count = 0;
    bool keep_punctures = false;
    bool sideways = false;  ///< add up the tangential forces of a roller's needles
    /// Told of every station of a stroke as it is solved, for studies and tests; absent: nobody listens. Runs
    /// of several replicates call it from several threads at once.
    std::function<void(const SolvedStation&)> observe;
    const std::atomic<bool>* stop = nullptr;  ///< when it turns true the run ends with Interrupted
};

/// Share of a replicate's stations (or one station) that may fail to converge before the run is refused; what
/// failed is counted in the result's diagnostics.
inline constexpr double largest_failure_share = 1e-3;

}  // namespace puncta
