#include "engine/simulation/replay.hpp"

#include <array>
#include <limits>
#include <map>
#include <optional>

#include "engine/base/error.hpp"
#include "engine/simulation/plate_simulation.hpp"
#include "engine/simulation/solved_station.hpp"

namespace puncta {
namespace {

/// Thrown by the sink to leave the stroke: what comes later is of no interest.
struct Reached {};

/// Everything about one needle on its way through the skin.
struct Log {
    double insertion_force = 0, threshold_factor = 0;
    int stripe = 0;
    std::vector<NeedleStation> stations;
    bool seen = false;  ///< at the last station
};

NeedleStation station_of(const SolvedStation& at, std::size_t i) {
    const StationNeedle &before = at.before[i], &after = at.after[i];
    NeedleStation s;
    s.along = at.along;
    s.load = at.load;
    s.drum_load = at.result.drum_load;
    s.depression = at.result.axle_depression;
    s.displacement = s.depression + after.offset;
    s.dimple = after.force > 0 ? s.displacement - after.depth : std::numeric_limits<double>::quiet_NaN();
    s.depth = after.depth;
    s.force = after.force;
    s.resistance = after.inserted ? after.law->resistance(after.depth).value : 0;
    s.relaxed = after.relaxed;
    s.inserted = after.inserted;
    s.inserts = after.inserted && !before.inserted;
    s.breaches = after.breached && !before.breached;
    s.driven = after.depth > before.depth;
    s.converged = at.result.converged;
    return s;
}

/// The needles in reach, by where they land; those that have left are forgotten one station later.
class Logbook {
  public:
    void note(const SolvedStation& at) {
        for (auto& [landing, log] : logs_) log.seen = false;
        for (std::size_t i = 0; i < at.after.size(); ++i) {
            Log& log = logs_[at.landing[i]];
            log.seen = true;
            log.insertion_force = at.after[i].law->puncture_force();
            log.threshold_factor = at.after[i].threshold_factor;
            log.stripe = at.stroke.stripe;
            log.stations.push_back(station_of(at, i));
        }
        std::erase_if(logs_, [](const auto& entry) { return !entry.second.seen; });
        ++stations_;
    }
    [[nodiscard]] const Log& at(const Puncture& puncture) const { return logs_.at({puncture.x, puncture.y}); }
    [[nodiscard]] std::uint64_t stations() const { return stations_; }
    void next_stroke() { logs_.clear(); }

  private:
    std::map<std::array<double, 2>, Log> logs_;
    std::uint64_t stations_ = 0;
};

}  // namespace

ReplayedPuncture replay_puncture(const RunPlan& plan, std::int64_t replicate, std::size_t site,
                                 std::uint64_t index) {
    RunPlan observed = plan;
    Logbook logbook;
    observed.observe = [&](const SolvedStation& station) { logbook.note(station); };
    ReplicateSetup setup(observed, replicate, site);
    std::uint64_t passed = 0;
    std::optional<ReplayedPuncture> found;
    const PunctureSink sink = [&](const Puncture& puncture, std::size_t needle, const LocalSkin& skin) {
        if (passed++ < index) return;
        const Log& log = logbook.at(puncture);
        found.emplace(ReplayedPuncture{puncture, nullptr, skin, setup.head[needle], log.insertion_force,
                                       log.threshold_factor, log.stripe, log.stations, logbook.stations()});
        throw Reached();
    };
    StrokeTotals totals;
    SolverCounts counts;
    const auto simulate = plan.device.kind == "roller" ? simulate_stroke : simulate_presses;
    try {
        for (const Stroke& stroke : strokes_of(observed, observed.site(site))) {
            logbook.next_stroke();
            simulate(setup, stroke, sink, totals, counts);
        }
    } catch (const Reached&) {
        found->subject = std::move(setup.subject);
        return std::move(*found);
    }
    throw NumericsError(
        fmt::format("replicate {} has only {} punctures now, not {} or more", replicate, passed, index + 1));
}

}  // namespace puncta
