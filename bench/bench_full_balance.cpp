/// Question: what does the fast balance save against the full solve (baselines/full_load_balance.hpp), and
/// what does it cost in depth?
/// Work unit: a station of one stroke, from the states before it: entering, surveying the drum as a stroke
/// does, solving. An MF8 on a cheek, whose needles carry the load, and a roller of 0.2 mm needles, whose drum
/// does. Both balances walk through the same stations; time is that of a station. What strokes of a replicate
/// share (the drum's cells condensed) is made before. Depths of needles that went deeper are compared once
/// for each design: median, 99th percentile and largest relative difference are counters.

#include <algorithm>
#include <cmath>
#include <list>
#include <map>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/baselines/full_load_balance.hpp"
#include "engine/base/error.hpp"
#include "engine/simulation/solved_station.hpp"
#include "engine/simulation/stroke_simulation.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/reader.hpp"

namespace {

using namespace puncta;

/// As a stroke surveys the drum (engine/simulation/stroke_simulation.cpp).
constexpr int surveys_per_period = 4;
constexpr double survey_margin = 0.1;

/// What a balance is given at one station.
struct Station {
    double depth_limit;  ///< of the pattern
    int phase;
    double load, guess;
    Eigen::VectorXd relaxed;
    std::vector<StationNeedle> needles;
};

class Stroke {
  public:
    explicit Stroke(const std::string& preset)
        : plan_(scenarios::make_plan(
              scenarios::read_scenario(PUNCTA_SOURCE_DIR "/scenarios/reference/mf8_cheek.toml",
                                       {"device.preset=\"" + preset + "\"", "treatment.passes=1",
                                        "treatment.directions=[\"0 deg\"]"}))) {
        std::vector<Station> stations;
        double last = 0;
        plan_.observe = [&](const SolvedStation& at) {
            PUNCTA_EXPECT(at.result.converged, "station {} does not close", stations.size());
            stations.push_back(kept(at, last));
            last = at.result.axle_depression;
        };
        StrokeTotals totals;
        SolverCounts counts;
        simulate_stroke(
            setup_, strokes_of(plan_, plan_.site(0)).front(),
            [](const Puncture&, std::size_t, const LocalSkin&) {}, totals, counts);
        // A pattern widened on the way is no longer there: the stations before that are left out.
        for (Station& station : stations)
            if (station.depth_limit == setup_.pattern().depth_limit())
                stations_.push_back(std::move(station));
        PUNCTA_EXPECT(stations_.size() > 20, "{} stations", stations_.size());
        compare();
    }

    template <class Balance>
    double walk(Balance& balance, std::vector<double>* depths = nullptr) const {
        double sum = 0;
        int until_survey = 0;
        std::vector<StationNeedle> needles;
        std::vector<StationEvent> events;
        for (const Station& station : stations_) {
            balance.enter(setup_.pattern().influence(station.phase), station.relaxed);
            if constexpr (requires { balance.survey_drum(survey_margin); })
                if (until_survey-- == 0) {
                    balance.survey_drum(survey_margin);
                    until_survey = setup_.phases() / surveys_per_period;
                }
            needles = station.needles;
            events.clear();
            const StationResult result = balance.solve(station.load, station.guess, needles, events);
            PUNCTA_EXPECT(result.converged, "residual {}", result.residual);
            sum += result.axle_depression;
            if (depths != nullptr)
                for (const StationNeedle& needle : needles) depths->push_back(needle.depth);
        }
        return sum;
    }

    [[nodiscard]] std::size_t size() const { return stations_.size(); }
    [[nodiscard]] const DrumInfluence& drum() const { return setup_.pattern().drum(); }
    /// The drum's cells condensed, as strokes of a replicate share them: made before the first walk.
    [[nodiscard]] DrumBase& base() const { return base_; }
    [[nodiscard]] const std::vector<double>& differences() const { return differences_; }

  private:
    Station kept(const SolvedStation& at, double guess) {
        Station station{
            at.pattern->depth_limit(),           at.phase, at.load, guess, at.balance.relaxed_cells(),
            {at.before.begin(), at.before.end()}};
        for (StationNeedle& needle : station.needles) {  // a needle's law goes when it leaves
            laws_.push_back(*needle.law);
            needle.law = &laws_.back();
        }
        return station;
    }
    void compare() {
        std::vector<double> quick, slow, before;
        for (const Station& station : stations_)
            for (const StationNeedle& needle : station.needles) before.push_back(needle.depth);
        LoadBalance fast(drum(), &base_);
        full::LoadBalance full(drum());
        walk(fast, &quick);
        walk(full, &slow);
        for (std::size_t i = 0; i < slow.size(); ++i)
            if (slow[i] > before[i]) differences_.push_back(std::abs(quick[i] / slow[i] - 1));
        std::sort(differences_.begin(), differences_.end());
        PUNCTA_EXPECT(differences_.size() > 100, "{} needles go deeper", differences_.size());
    }

    RunPlan plan_;
    ReplicateSetup setup_{plan_, 0};
    mutable DrumBase base_;
    std::list<LocalLaw> laws_;
    std::vector<Station> stations_;
    std::vector<double> differences_;
};

const Stroke& stroke_of(const std::string& preset) {
    static std::map<std::string, Stroke> made;
    return made.try_emplace(preset, preset).first->second;
}

template <class Balance>
void walk_stroke(benchmark::State& state, const std::string& preset) {
    const Stroke& stroke = stroke_of(preset);
    while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(stroke.size()))) {
        if constexpr (std::is_same_v<Balance, LoadBalance>) {
            Balance balance(stroke.drum(), &stroke.base());
            benchmark::DoNotOptimize(stroke.walk(balance));
        } else {
            Balance balance(stroke.drum());
            benchmark::DoNotOptimize(stroke.walk(balance));
        }
    }
    const auto& apart = stroke.differences();
    state.counters["stations"] = double(stroke.size());
    state.counters["deeper"] = double(apart.size());
    state.counters["median_difference"] = apart[apart.size() / 2];
    state.counters["p99_difference"] = apart[apart.size() * 99 / 100];
    state.counters["largest_difference"] = apart.back();
}

void balance_needles(benchmark::State& state) {
    walk_stroke<LoadBalance>(state, "dermaroller-mf8");
}
void balance_needles_baseline(benchmark::State& state) {
    walk_stroke<full::LoadBalance>(state, "dermaroller-mf8");
}
void balance_drum(benchmark::State& state) {
    walk_stroke<LoadBalance>(state, "dermaroller-c8");
}
void balance_drum_baseline(benchmark::State& state) {
    walk_stroke<full::LoadBalance>(state, "dermaroller-c8");
}
BENCHMARK(balance_needles)->Unit(benchmark::kMicrosecond);
BENCHMARK(balance_needles_baseline)->Unit(benchmark::kMicrosecond);
BENCHMARK(balance_drum)->Unit(benchmark::kMicrosecond);
BENCHMARK(balance_drum_baseline)->Unit(benchmark::kMicrosecond);

}  // namespace
