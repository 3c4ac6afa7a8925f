#pragma once
/// Everything a run needs, as plain values: what to simulate, not how it was asked for.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <numbers>

#include "engine/device/roller_spec.hpp"
#include "engine/motion/treatment_spec.hpp"
#include "engine/records/run_record.hpp"
#include "engine/tissue/skin_subject.hpp"

namespace puncta {

struct SolvedStation;

struct RunPlan {
    RollerSpec device;
    TreatmentSpec treatment;
    /// The skin of one replicate; called from several threads at once.
    std::function<std::unique_ptr<SkinSubject>(std::int64_t replicate)> subject;
    std::uint64_t seed = 1;
    int phases = 16;            ///< stations per angular pitch
    double cell_limit = 1e-3;   ///< largest side of the drum's cells [m]
    double rolling_radius = 0;  ///< R_roll [m]
    /// From one station to the next [s].
    [[nodiscard]] double station_time() const {
        return 2 * std::numbers::pi / device.needles_per_row * rolling_radius / phases / treatment.speed;
    }
    MapGrid grid;
    DepthBins bins;
    std::size_t layer_count = 0;
    bool keep_punctures = false;
    /// Told of every station of a stroke as it is solved, for studies and tests; absent: nobody listens. Runs
    /// of several replicates call it from several threads at once.
    std::function<void(const SolvedStation&)> observe;
    const std::atomic<bool>* stop = nullptr;  ///< when it turns true the run ends with Interrupted
};

/// Share of a replicate's stations (or one station) that may fail to converge before the run is refused; what
/// failed is counted in the result's diagnostics.
inline constexpr double largest_failure_share = 1e-3;

}  // namespace puncta
