#include "engine/simulation/stroke_simulation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>

#include "engine/base/error.hpp"
#include "engine/insertion/force_memory.hpp"
#include "engine/motion/hand.hpp"
#include "engine/motion/rolling.hpp"
#include "engine/simulation/solved_station.hpp"

namespace puncta {

namespace {

/// A needle on its way through the skin, keyed by site and sequence number along the stroke. It lands at one
/// place and meets the skin of that place at every station.
struct Track {
    Track(const std::array<double, 2>& place, LocalLaw its_law) : law(std::move(its_law)), landing(place) {
        state.law = &law;
    }
    Track(const Track&) = delete;
    Track& operator=(const Track&) = delete;

    LocalLaw law;                   ///< `state` points to it
    std::array<double, 2> landing;  ///< where it stands lowest, in the frame of the area [m]
    StationNeedle state;
    double axis_angle = 0;       ///< between it and the radius of its place
    std::vector<double> memory;  ///< of the force on its dimple
    double entry_angle = 0;
    double largest_displacement = 0, largest_force = 0;
    double crossing_in = 0, crossing_low = 0, crossing_high = 0;  ///< of the surface: at insertion, and range
    std::optional<std::size_t> hole;                              ///< that it slid into
    bool seen_inserted = false;
    bool ghost = false;  ///< left before; back only because the pattern was widened
};

using TrackKey = std::pair<int, std::int64_t>;

/// The state of one stroke while it runs.
class StrokeRun {
  public:
    StrokeRun(ReplicateSetup& setup, const Stroke& stroke, const PunctureSink& keep, StrokeTotals& totals)
        : setup_(setup), stroke_(stroke), keep_(keep), totals_(totals) {
        const Draws& draws = setup.draws;
        const auto replicate = static_cast<std::uint64_t>(setup.replicate);
        const DrawKey of_stroke{replicate, static_cast<std::uint64_t>(stroke.pass),
                                static_cast<std::uint64_t>(stroke.stripe)};
        const TreatmentSpec& treatment = setup.site.treatment;
        const RollerSpec& device = setup.plan.device;
        advance_ = setup.layout.period() * setup.site.rolling_radius;
        step_ = RelaxationStep(setup.subject->relaxation(), setup.plan.station_time(setup.site));
        // The phase: where along the path needle 0 of site 0 comes down, and which needle of the head it is.
        const double phase = draws.uniform(Purpose::start_phase, of_stroke) * setup.layout.repeats;
        first_needle_ = static_cast<std::int64_t>(phase);
        origin_ = (phase - std::floor(phase)) * advance_;
        // One offset for all stripes of a pass, so that their rows stay evenly spaced.
        const DrawKey of_pass{replicate, static_cast<std::uint64_t>(stroke.pass)};
        lateral_ = (draws.uniform(Purpose::lateral_offset, of_pass) - 0.5) * device.row_spacing;
        if (stroke.backward) lateral_ = -lateral_;
        find_stations();
        hand_ = std::make_unique<StrokeHand>(treatment, draws, replicate, stroke, length_);
        tilt_slope_ = std::tan(hand_->tilt());
        tilt_reach_ = 0.5 * device.width() * std::abs(tilt_slope_);
    }

    SolverCounts run() {
        const int phases = setup_.phases();
        make_balance();
        drum_grid_ = setup_.pattern().cells();
        for (std::int64_t station = first_; station <= last_; ++station) {
            if (setup_.plan.stop != nullptr && setup_.plan.stop->load(std::memory_order_relaxed))
                throw Interrupted("interrupted");
            std::int64_t turn = station / phases, phase = station % phases;
            if (phase < 0) {
                phase += phases;
                --turn;
            }
            const double along = origin_ + advance_ * double(station) / phases;
            load_ = hand_->load(along - start_);
            if (station > first_) totals_.seconds += advance_ / phases / hand_->speed(along - start_);
            stand(turn, static_cast<int>(phase), along);
        }
        for (const auto& [key, track] : tracks_) leave(key, track);
        counts_.add(balance_->counts());
        return counts_;
    }

  private:
    /// From a run-in before the area to one behind it, as far as exclusion zones allow.
    void find_stations() {
        const int phases = setup_.phases();
        const double pitch = setup_.layout.period() / setup_.layout.pitches;
        const double run_in =
            (entry_angle(setup_.plan.device.tip_radius(), setup_.pattern().depth_limit()) + pitch) *
            setup_.site.rolling_radius;
        const auto station_at = [&](double along) { return (along - origin_) / advance_ * phases; };
        start_ = stroke_.put_down(run_in);
        length_ = stroke_.lift_off(run_in) - start_;
        first_ = static_cast<std::int64_t>(std::floor(station_at(stroke_.begin - run_in)));
        last_ = static_cast<std::int64_t>(std::ceil(station_at(stroke_.end + run_in)));
        if (std::isfinite(stroke_.earliest))
            first_ = std::max(first_, static_cast<std::int64_t>(std::ceil(station_at(stroke_.earliest))));
        if (std::isfinite(stroke_.latest))
            last_ = std::min(last_, static_cast<std::int64_t>(std::floor(station_at(stroke_.latest))));
    }

    void make_balance() {
        balance_ = std::make_unique<LoadBalance>(setup_.pattern().drum(), &setup_.drum_base());
        if (tilt_slope_ != 0) balance_->set_drum_offset(setup_.pattern().drum_offset(tilt_slope_));
    }

    [[nodiscard]] std::size_t index_of(const TrackKey& key) const {
        return setup_.layout.needle_index(static_cast<std::size_t>(key.first), key.second + first_needle_);
    }

    /// Where the tip of this needle stands lowest, in the frame of the area [m]: later along the path than
    /// its place on the drum where it leans forward.
    [[nodiscard]] std::array<double, 2> landing(const TrackKey& key) const {
        const RollerSpec& device = setup_.plan.device;
        const LayoutSite& site = setup_.layout.sites[static_cast<std::size_t>(key.first)];
        const HeadNeedle& needle = setup_.head[index_of(key)];
        const double along = origin_ + advance_ * (double(key.second) + site.phase);
        const double across = stroke_.across + lateral_ + hand_->lateral(along - start_) +
                              (site.row - 0.5 * (device.rows - 1)) * device.row_spacing;
        return stroke_.to_area(along + needle.tip_angle * setup_.site.rolling_radius,
                               across + needle.tip_across);
    }

    Track& track_of(const PatternNeedle& place, std::int64_t turn) {
        const TrackKey key{place.site, place.place + turn};
        if (const auto known = tracks_.find(key); known != tracks_.end()) return known->second;
        const auto at = landing(key);
        const LocalSkin skin = setup_.subject->local(at[0], at[1]);
        Track& track = tracks_.try_emplace(key, at, setup_.law_at(index_of(key), skin)).first->second;
        track.axis_angle = setup_.head[index_of(key)].axis_angle;
        const auto left = last_left_.find(place.site);
        track.ghost = left != last_left_.end() && key.second <= left->second;
        // Which contact this is: pass and stripe, site, and the place along the path (shifted to stay
        // positive).
        const DrawKey contact{
            static_cast<std::uint64_t>(setup_.replicate),
            static_cast<std::uint64_t>(stroke_.pass) * most_strokes_per_pass + std::uint64_t(stroke_.stripe),
            static_cast<std::uint64_t>(place.site),
            static_cast<std::uint64_t>(key.second + (std::int64_t{1} << 32))};
        track.memory.assign(static_cast<std::size_t>(step_.size()), 0.0);
        track.state.threshold_factor =
            setup_.draws.lognormal(Purpose::puncture_threshold, contact, setup_.subject->puncture_cv());
        track.hole = setup_.holes.capturing(at[0], at[1]);
        if (track.hole) {  // the skin is open there
            track.law.slide_into(setup_.holes[*track.hole].depth);
            track.state.threshold_factor = 0;
        }
        return track;
    }

    void gather(std::int64_t turn, int phase) {
        needles_.clear();
        heads_.clear();
        on_station_.clear();
        landings_.clear();
        for (const PatternNeedle& place : setup_.pattern().needles(phase)) {
            Track& track = track_of(place, turn);
            const std::size_t index = index_of({place.site, place.place + turn});
            // A widened pattern has tables of its own.
            if (track.law.self_compliance() != setup_.pattern().needle_self())
                track.law.set_self_compliance(setup_.pattern().needle_self());
            track.state.longest = setup_.head[index].length;
            track.state.relaxed = step_.relaxed(track.memory);
            const double offset = setup_.offset(index, place.angle) + place.y * tilt_slope_;
            track.state.driven = track.state.driven && offset > track.state.offset;
            track.state.offset = offset;
            needles_.push_back(track.state);
            heads_.push_back(&setup_.head[index]);
            on_station_.push_back(&track);
            if (setup_.plan.observe) landings_.push_back(track.landing);
        }
    }

    /// Needles behind the pattern have left the skin.
    void drop_left(std::int64_t turn, int phase) {
        std::vector<int> lowest(setup_.layout.sites.size(), 1 << 30);
        for (const PatternNeedle& place : setup_.pattern().needles(phase)) {
            int& low = lowest[static_cast<std::size_t>(place.site)];
            low = std::min(low, place.place);
        }
        for (auto it = tracks_.begin(); it != tracks_.end();) {
            if (it->first.second < lowest[static_cast<std::size_t>(it->first.first)] + turn) {
                leave(it->first, it->second);
                last_left_.insert_or_assign(it->first.first, it->first.second);
                it = tracks_.erase(it);
            } else {
                ++it;
            }
        }
    }

    void stand(std::int64_t turn, int phase, double along) {
        drop_left(turn, phase);
        StationResult result;
        double rolled = advance_ / setup_.phases();
        for (int attempt = 0; attempt < 40; ++attempt) {
            gather(turn, phase);
            const CellGrid& grid = setup_.pattern().cells();
            if (drum_touched_) drum_memory_ = moved_on(drum_memory_, drum_grid_, grid, rolled);
            drum_grid_ = grid;
            rolled = 0;
            balance_->enter(setup_.pattern().influence(phase), relaxed_drum());
            events_.clear();
            if (setup_.plan.observe) before_ = needles_;
            result = balance_->solve(load_, depression_, needles_, events_);
            // The lower side of a tilted axle reaches farther.
            const double deepest = result.axle_depression + tilt_reach_;
            if (!(deepest > setup_.pattern().depth_limit())) break;
            // Deeper than the pattern reaches: widen it and repeat this station with the states before it.
            counts_.add(balance_->counts());
            setup_.widen(deepest);
            make_balance();
        }
        if (result.converged) depression_ = result.axle_depression;
        sideways_ = 0;
        if (setup_.plan.observe)
            setup_.plan.observe({setup_.replicate, stroke_, along, load_, phase, *setup_.subject,
                                 &setup_.pattern(), heads_, landings_, before_, needles_, *balance_, result});
        remember();
        note(phase, result);
        if (along >= stroke_.begin && along <= stroke_.end) {
            totals_.drum_share_sum += result.load > 0 ? result.drum_load / result.load : 0;
            totals_.depression_sum += depression_;
            totals_.sideways_sum += sideways_;
            totals_.drum_load_sum += result.drum_load;
            ++totals_.stations;
        }
    }

    /// Of each cell [N]; empty as long as the drum has not touched.
    [[nodiscard]] Eigen::VectorXd relaxed_drum() const {
        return drum_touched_ ? step_.relaxed(drum_memory_) : Eigen::VectorXd();
    }

    /// Takes the forces of this station into what they will have relaxed by the next one.
    void remember() {
        if (!step_.relaxes()) return;
        if (!drum_touched_ && !balance_->cells_in_contact().empty()) {
            drum_touched_ = true;
            drum_memory_ = step_.at_rest(drum_grid_.size());
        }
        if (drum_touched_) step_.advance(drum_memory_, balance_->sinking_cell_force());
        for (std::size_t i = 0; i < needles_.size(); ++i)
            step_.advance(on_station_[i]->memory, needles_[i].force + needles_[i].relaxed);
    }

    /// Adds what a needle asks to be carried sideways by: as a spring up to its give, from where it went in.
    void pull(const Track& track, std::size_t i, double carried) {
        const NeedleLaw::Sideways skin = setup_.sideways(
            static_cast<std::size_t>(heads_[i] - setup_.head.data()), track.state.depth, track.law.skin());
        sideways_ += skin.stiffness * std::clamp(carried, -skin.give, skin.give);
    }

    /// Writes the solved states back and follows each needle's extremes.
    void note(int phase, const StationResult& result) {
        const RollerSpec& device = setup_.plan.device;
        const auto& places = setup_.pattern().needles(phase);
        for (std::size_t i = 0; i < needles_.size(); ++i) {
            Track& track = *on_station_[i];
            track.state = needles_[i];
            if (!track.state.inserted) continue;
            // The mouth of the hole has sunk with the skin: it is the depth p above the tip.
            const double sunk = result.axle_depression + track.state.offset - track.state.depth;
            const double crossing = surface_crossing(device.tip_radius() - result.axle_depression + sunk,
                                                     setup_.site.rolling_radius, places[i].angle);
            if (!track.seen_inserted) {
                track.seen_inserted = true;
                track.crossing_in = track.crossing_low = track.crossing_high = crossing;
                const auto [sx, sy] = setup_.pattern().surface_slope(phase, i, needles_, *balance_);
                const double theta = places[i].angle + track.axis_angle;
                const double cosine =
                    (std::cos(theta) - sx * std::sin(theta)) / std::sqrt(1 + sx * sx + sy * sy);
                track.entry_angle = std::acos(std::clamp(cosine, -1.0, 1.0));
            }
            track.largest_displacement =
                std::max(track.largest_displacement, result.axle_depression + track.state.offset);
            track.largest_force = std::max(track.largest_force, track.state.force);
            if (track.state.force > 0) {
                if (setup_.plan.sideways && track.state.depth > 0)
                    pull(track, i, crossing - track.crossing_in);
                track.crossing_low = std::min(track.crossing_low, crossing);
                track.crossing_high = std::max(track.crossing_high, crossing);
            }
        }
    }

    void leave(const TrackKey& key, const Track& track) {
        if (track.ghost) return;
        const std::size_t index = index_of(key);
        if (setup_.head[index].missing) return;
        const auto [x, y] = track.landing;
        const bool inside = setup_.site.region.contains(x, y);
        if (inside) ++totals_.contacts;
        if (!track.state.inserted) return;
        Puncture p;
        p.x = x;
        p.y = y;
        p.depth = track.state.depth;
        p.displacement = track.largest_displacement;
        p.force = track.largest_force;
        p.entry_angle = track.entry_angle;
        setup_.keep_hole(p, index, track.law.skin(), track.hole, track.crossing_in - track.crossing_low,
                         track.crossing_high - track.crossing_in);
        p.layer =
            static_cast<std::int16_t>(setup_.subject->layers().reached(p.depth, track.law.skin().thickness));
        p.pass = static_cast<std::int16_t>(stroke_.pass);
        const int row = setup_.layout.sites[static_cast<std::size_t>(key.first)].row;
        p.row = static_cast<std::int16_t>(row);
        p.needle = static_cast<std::int16_t>(index - setup_.layout.row_begin(row));
        p.replicate = static_cast<std::int32_t>(setup_.replicate);
        p.site = static_cast<std::int16_t>(setup_.site_index);
        if (inside) keep_(p, index, track.law.skin());
    }

    ReplicateSetup& setup_;
    const Stroke& stroke_;
    const PunctureSink& keep_;
    StrokeTotals& totals_;
    SolverCounts counts_;
    double load_ = 0, advance_ = 0, origin_ = 0, lateral_ = 0, depression_ = 0, sideways_ = 0;
    double tilt_slope_ = 0, tilt_reach_ = 0;
    double start_ = 0, length_ = 0;                         ///< where the axle is put down, and its way [m]
    std::int64_t first_needle_ = 0, first_ = 0, last_ = 0;  ///< first and last station
    std::unique_ptr<StrokeHand> hand_;
    RelaxationStep step_;
    CellGrid drum_grid_;
    Eigen::ArrayXXd drum_memory_;  ///< of the skin under each cell of the drum, once it has touched
    bool drum_touched_ = false;
    std::map<TrackKey, Track> tracks_;
    std::map<int, std::int64_t> last_left_;  ///< per site, the newest needle that has left
    std::vector<StationNeedle> needles_, before_;
    std::vector<const HeadNeedle*> heads_;  ///< of needles_
    std::vector<Track*> on_station_;
    std::vector<std::array<double, 2>> landings_;  ///< of needles_, while somebody observes
    std::vector<StationEvent> events_;
    std::unique_ptr<LoadBalance> balance_;
};

}  // namespace

void StrokeTotals::add(const StrokeTotals& other) {
    contacts += other.contacts;
    drum_share_sum += other.drum_share_sum;
    depression_sum += other.depression_sum;
    sideways_sum += other.sideways_sum;
    drum_load_sum += other.drum_load_sum;
    stations += other.stations;
    seconds += other.seconds;
}

void simulate_stroke(ReplicateSetup& setup, const Stroke& stroke, const PunctureSink& keep,
                     StrokeTotals& totals, SolverCounts& counts) {
    counts.add(StrokeRun(setup, stroke, keep, totals).run());
}

}  // namespace puncta
