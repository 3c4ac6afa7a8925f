#include "engine/simulation/plate_simulation.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/motion/hand.hpp"
#include "engine/simulation/plate_stations.hpp"
#include "engine/simulation/solved_station.hpp"

namespace puncta {
namespace {

/// What the needles of one press do to the skin.
struct Press {
    std::vector<std::array<double, 2>> landing;  ///< of each tip, in the frame of the area [m]
    std::vector<LocalLaw> laws;
    std::vector<StationNeedle> needles;
    std::vector<double> largest_force;
    std::vector<std::optional<std::size_t>> holes;  ///< that a needle slid into
    StationResult last;
    double along = 0;  ///< where the device stands on the stroke [m]
};

class PlateRun {
  public:
    PlateRun(ReplicateSetup& setup, const Stroke& stroke, const PunctureSink& keep, StrokeTotals& totals)
        : setup_(setup),
          stroke_(stroke),
          keep_(keep),
          totals_(totals),
          schedule_(setup.site.press),
          outline_(outline_of(setup.plan.device, 0)),
          start_(stroke.put_down(outline_.run_in)),
          length_(stroke.lift_off(outline_.run_in) - start_),
          hand_(setup.site.treatment, setup.draws, replicate(), stroke, length_),
          stations_(setup.plate(), RelaxationStep(setup.subject->relaxation(), schedule_.step_time)) {
        const DrawKey of_stroke{replicate(), std::uint64_t(stroke.pass), std::uint64_t(stroke.stripe)};
        phase_ = setup.draws.uniform(Purpose::start_phase, of_stroke);
        const DeviceSpec& device = setup.plan.device;
        // One offset for all stripes of a pass, so that neighbouring stripes keep their distance.
        const DrawKey of_pass{replicate(), std::uint64_t(stroke.pass)};
        const double room = device.kind == "stamp" ? device.stamp.pitch_y : outline_.width;
        lateral_ = (setup.draws.uniform(Purpose::lateral_offset, of_pass) - 0.5) * room;
        // The depth stop of this pen: its own within the tolerance, the same for all its strokes.
        const DrawKey of_head{head_key(device, replicate())};
        stop_error_ =
            (2 * setup.draws.uniform(Purpose::depth_stop, of_head) - 1) * device.pen.depth_tolerance;
    }

    SolverCounts run() {
        const auto count = static_cast<std::int64_t>(std::ceil(length_ / schedule_.distance));
        for (std::int64_t number = 0; number < count; ++number) {
            if (setup_.plan.stop != nullptr && setup_.plan.stop->load(std::memory_order_relaxed))
                throw Interrupted("interrupted");
            const double along = start_ + (double(number) + phase_) * schedule_.distance;
            if (along > start_ + length_) break;
            press(along, number);
        }
        return stations_.balance().counts();
    }

  private:
    [[nodiscard]] std::uint64_t replicate() const { return static_cast<std::uint64_t>(setup_.replicate); }

    void press(double along, std::int64_t number) {
        totals_.seconds += schedule_.duration;
        Press now = put_down(along, number);
        const auto inside = [&](const std::array<double, 2>& at) {
            return setup_.site.region.contains(at[0], at[1]);
        };
        if (std::none_of(now.landing.begin(), now.landing.end(), inside)) return;
        const DrawKey of_press = contact(number, 0);
        const double load =
            setup_.site.treatment.load_correlation_time == constant_over_stroke
                ? setup_.site.treatment.load *
                      setup_.draws.lognormal(Purpose::press_load, of_press, setup_.site.treatment.load_cv)
                : hand_.load(along - start_);
        if (setup_.plan.device.kind == "stamp")
            stamp(now, load);
        else
            drive(now, load);
        record(now);
    }

    /// Which contact this is: pass and stripe, needle, and press (shifted as those of rollers are).
    [[nodiscard]] DrawKey contact(std::int64_t number, std::size_t needle) const {
        return {replicate(),
                std::uint64_t(stroke_.pass) * most_strokes_per_pass + std::uint64_t(stroke_.stripe),
                std::uint64_t(needle), static_cast<std::uint64_t>(number + (std::int64_t{1} << 32))};
    }

    Press put_down(double along, std::int64_t number) {
        const Places& places = setup_.plate().needles();
        Press now;
        now.along = along;
        now.laws.reserve(places.size());  // needles point to them
        const double across = stroke_.across + lateral_ + hand_.lateral(along - start_);
        for (std::size_t i = 0; i < places.size(); ++i) {
            const HeadNeedle& needle = setup_.head[i];
            now.landing.push_back(
                stroke_.to_area(along + places[i].first + needle.tip_radius * std::sin(needle.tip_angle),
                                across + places[i].second + needle.tip_across));
            const auto [x, y] = now.landing.back();
            StationNeedle state;
            state.law = &now.laws.emplace_back(setup_.law_at(i, setup_.subject->local(x, y)));
            state.offset = setup_.offset(i, 0);
            state.longest = needle.length;
            state.threshold_factor = setup_.draws.lognormal(Purpose::puncture_threshold, contact(number, i),
                                                            setup_.subject->puncture_cv());
            const std::optional<std::size_t> hole = setup_.holes.capturing(x, y);
            if (hole) {  // the skin is open there
                now.laws.back().slide_into(setup_.holes[*hole].depth);
                state.threshold_factor = 0;
            }
            now.holes.push_back(hole);
            now.needles.push_back(state);
        }
        now.largest_force.assign(places.size(), 0);
        return now;
    }

    void stamp(Press& now, double load) {
        stations_.put_down(stations_.untouched());
        int station = 0;
        for (const double share : schedule_.load_share)
            stand(now, station++,
                  [&] { return stations_.press(load * share, now.last.axle_depression, now.needles); });
    }

    /// The way in begins before the schedule's where the nose makes the skin bulge towards the tips.
    void drive(Press& now, double load) {
        const PenNose* nose = setup_.nose();
        stations_.put_down(nose != nullptr ? nose->memory(load) : stations_.untouched());
        const double body = nose != nullptr ? nose->depression(load) : 0;
        const int scheduled = static_cast<int>(schedule_.steps());
        const int steps = nose != nullptr ? nose->steps_in(load, stop_error_, scheduled) : scheduled;
        for (int station = 0; station < steps; ++station) {
            const double from_bottom = (steps - 1 - station) * schedule_.step_time;
            const double reach = pen_reach(setup_.plan.device.pen, from_bottom) + stop_error_;
            if (body + reach > 0)
                stand(now, station, [&] { return stations_.drive(body, reach, now.needles); });
        }
    }

    /// One station, as `solve` finds it.
    template <class Solve>
    void stand(Press& now, int station, Solve solve) {
        std::vector<StationNeedle> before = setup_.plan.observe ? now.needles : std::vector<StationNeedle>();
        now.last = solve();
        for (std::size_t i = 0; i < before.size(); ++i) before[i].relaxed = now.needles[i].relaxed;
        if (setup_.plan.observe) tell(now, station, before, now.last);
        for (std::size_t i = 0; i < now.needles.size(); ++i)
            now.largest_force[i] = std::max(now.largest_force[i], now.needles[i].force);
    }

    void tell(const Press& now, int station, std::span<const StationNeedle> before,
              const StationResult& result) const {
        std::vector<const HeadNeedle*> heads;
        heads.reserve(now.needles.size());
        for (std::size_t i = 0; i < now.needles.size(); ++i) heads.push_back(&setup_.head[i]);
        setup_.plan.observe({setup_.replicate, stroke_, now.along, result.load, station, *setup_.subject,
                             nullptr, heads, now.landing, before, now.needles, stations_.balance(), result});
    }

    void record(const Press& now) {
        totals_.drum_share_sum += now.last.load > 0 ? now.last.drum_load / now.last.load : 0;
        totals_.depression_sum += now.last.axle_depression;
        ++totals_.stations;
        for (std::size_t i = 0; i < now.needles.size(); ++i) {
            const HeadNeedle& needle = setup_.head[i];
            const auto [x, y] = now.landing[i];
            if (needle.missing) continue;
            const bool inside = setup_.site.region.contains(x, y);
            if (inside) ++totals_.contacts;
            const StationNeedle& state = now.needles[i];
            if (!state.inserted) continue;
            Puncture p;
            p.x = x;
            p.y = y;
            p.depth = state.depth;
            p.displacement = now.last.axle_depression + state.offset;
            p.force = now.largest_force[i];
            const double down = needle.tip_radius * std::cos(needle.tip_angle);
            p.entry_angle = std::atan2(
                std::hypot(needle.tip_radius * std::sin(needle.tip_angle), needle.tip_across), down);
            p.layer = static_cast<std::int16_t>(
                setup_.subject->layers().reached(p.depth, state.law->skin().thickness));
            p.pass = static_cast<std::int16_t>(stroke_.pass);
            p.needle = static_cast<std::int16_t>(i);
            p.replicate = static_cast<std::int32_t>(setup_.replicate);
            setup_.keep_hole(p, i, state.law->skin(), now.holes[i], 0, 0);
            p.site = static_cast<std::int16_t>(setup_.site_index);
            if (inside) keep_(p, i, state.law->skin());
        }
    }

    ReplicateSetup& setup_;
    const Stroke& stroke_;
    const PunctureSink& keep_;
    StrokeTotals& totals_;
    const PressSchedule& schedule_;
    RollerOutline outline_;
    double start_, length_;  ///< where the stroke begins and its way [m]
    StrokeHand hand_;
    PlateStations stations_;
    double phase_ = 0, lateral_ = 0, stop_error_ = 0;
};

}  // namespace

void simulate_presses(ReplicateSetup& setup, const Stroke& stroke, const PunctureSink& keep,
                      StrokeTotals& totals, SolverCounts& counts) {
    counts.add(PlateRun(setup, stroke, keep, totals).run());
}

}  // namespace puncta
