#pragma once
/// Everything a run needs, as plain values: what to simulate, not how it was asked for.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "engine/device/device_spec.hpp"
#include "engine/motion/press_schedule.hpp"
#include "engine/motion/treatment_spec.hpp"
#include "engine/records/run_record.hpp"
#include "engine/tissue/skin_subject.hpp"

namespace puncta {

struct SolvedStation;

/// One site of a treatment: a region, the skin there, and how it is treated.
struct SitePlan {
    std::string name;
    TreatmentSpec treatment;
    Region region;  ///< of the treatment
    /// What of each cell of the run's grid belongs to this region [m²]; empty: as the grid says, the only
    /// site.
    std::vector<double> cell_areas;
    /// The skin of one replicate; called from several threads at once.
    std::function<std::unique_ptr<SkinSubject>(std::int64_t replicate)> subject;
    PressSchedule press;        ///< of a stamp or a pen
    double rolling_radius = 0;  ///< R_roll [m]
    int first_pass = 0;         ///< running number of this site's first pass; no two sites share a number
};

/// The first site's plan, and what all sites have in common. A treatment of several sites has `further` ones,
/// treated after the first by the same hand with the same head, on skin of the same person.
struct RunPlan : SitePlan {
    std::vector<SitePlan> further;
    DeviceSpec device;
    std::uint64_t seed = 1;
    int phases = 16;           ///< stations per angular pitch of the layout
    double cell_limit = 1e-3;  ///< largest side of the cells of a drum or plate [m]
    MapGrid grid;              ///< over all sites
    DepthBins bins;
    double healing_radius = 0.5e-3;  ///< of a puncture, for treated_share [m]
    std::size_t layer_count = 0;
    bool keep_punctures = false;
    bool sideways = false;  ///< add up the tangential forces of a roller's needles
    /// Told of every station of a stroke as it is solved, for studies and tests; absent: nobody listens. Runs
    /// of several replicates call it from several threads at once.
    std::function<void(const SolvedStation&)> observe;
    const std::atomic<bool>* stop = nullptr;  ///< when it turns true the run ends with Interrupted

    [[nodiscard]] std::size_t site_count() const { return 1 + further.size(); }
    [[nodiscard]] const SitePlan& site(std::size_t index) const {
        return index == 0 ? *this : further[index - 1];
    }
    /// From one station of a site to the next [s].
    [[nodiscard]] double station_time(const SitePlan& at) const {
        if (device.kind != "roller") return at.press.step_time;
        return 2 * std::numbers::pi / device.pitches_per_turn() * at.rolling_radius / phases /
               at.treatment.speed;
    }
};

/// The strokes of a site, their passes numbered on from the sites before it.
std::vector<Stroke> strokes_of(const RunPlan& plan, const SitePlan& site);

/// Share of a replicate's stations (or one station) that may fail to converge before the run is refused; what
/// failed is counted in the result's diagnostics.
inline constexpr double largest_failure_share = 1e-3;

}  // namespace puncta
