#pragma once
/// One needle of a station: what it has done to the skin so far, and its state while the station is solved.
///
/// An inserted needle rests at its floor, follows F = F_res(p) along one rising or falling piece (cutting),
/// or stands where that piece ends with more force than the resistance there (blocked). STATION.md, "States".

#include <cstdint>

#include "engine/insertion/local_law.hpp"

namespace puncta {

/// One needle of the station and what it has done to the skin so far.
struct StationNeedle {
    const LocalLaw* law = nullptr;
    double offset = 0;            ///< tip displacement minus axle depression [m]
    double threshold_factor = 1;  ///< scatter of this puncture's insertion force
    double depth = 0;             ///< p, never falls [m]
    bool inserted = false;
    bool breached = false;  ///< stratum corneum given way
    double longest = 1;     ///< depth at which the hub stops it: the needle's length [m]
    double force = 0;       ///< result of the last solve; start value of the next [N]
    bool driven = false;    ///< cutting deeper at the end of the last solve; start value of the next
    double relaxed = 0;     ///< r: force of its dimple that has relaxed by now, >= 0 [N]
};

/// What a Newton step needs to know of the rest of the station.
struct StepLimits {
    double self = 0;         ///< sink of the needle by its own force, the drum condensed [m/N]
    double least_force = 0;  ///< [N]; D_iso rises with infinite slope from zero, where a step would get stuck
    bool follow_falling = true;  ///< needles on a falling piece of F_res take part in Newton's steps
};

class NeedleState {
  public:
    enum class Mode : std::uint8_t { off, resting, cutting, blocked };

    /// `needle` must outlive the state.
    explicit NeedleState(const StationNeedle& needle);

    Mode mode = Mode::off;
    double force = 0, depth = 0, floor = 0, piece_end = 0;
    bool falling = false;    ///< F_res falls along the piece
    double far_relaxed = 0;  ///< far-field sink here by what has relaxed, of all needles and cells [m]

    /// Offset of the tip over what relaxed forces hold sunk, far and local [m].
    [[nodiscard]] double offset() const { return needle_->offset - far_relaxed - relaxed_sink_; }
    /// The local dimple that a force presses beyond what relaxed force holds.
    [[nodiscard]] NeedleLaw::Value dimple(double at_force) const;
    /// Force at which its dimple and its own far sink, `self` per force, fill `gap` > 0; at least `least`.
    [[nodiscard]] double force_in(double gap, double self, double least) const;
    /// F_res at the depth or at the floor; both are asked for at every step and remembered.
    const NeedleLaw::Value& resistance(double at_depth);

    /// The piece of F_res, rising or falling, that the depth lies on or at whose start it stands.
    void set_piece();
    /// The turn of F_res behind `depth`, at most where the hub stops the needle.
    [[nodiscard]] double next_turn(double at_depth) const;
    [[nodiscard]] double longest() const { return needle_->longest; }
    /// Onto a rising piece that begins at `start`, driven to `at_depth`.
    void land(double start, double at_depth);
    /// To the end of that piece, where it waits with more force than the resistance.
    void stop(double start, double at_force);
    /// It carries more than its resistance and is driven on: to where a rising piece holds that force, along
    /// a falling one by Newton's steps; or it stands blocked at the piece's end.
    void drive(const StepLimits& limits);
    /// Newton step: `more` of its force or, where it is driven, `deeper` of its depth. `gap` is the local
    /// dimple that the current forces leave to it.
    void step(double more, double deeper, double gap, const StepLimits& limits);

  private:
    struct Known {  ///< F_res at a depth asked for before
        double depth = -1;
        NeedleLaw::Value resistance{};
    };
    /// On a falling piece: does F_res fall so fast there that the skin, unloading, cannot follow? Then the
    /// needle jumps, and that is an event, not a Newton step.
    [[nodiscard]] bool unstable(double at_depth, double self) const;
    void step_resting(double wanted, double kept, double gap, const StepLimits& limits);
    void step_cutting(double wanted, double kept, double deeper, const StepLimits& limits);
    /// From the depth on a rising piece towards `to`, no farther than where it holds the wanted force.
    double shorter_step(double to, double wanted);
    void step_blocked(double kept);
    [[nodiscard]] double last_stable(double low, double high, double self) const;

    const StationNeedle* needle_;
    double relaxed_sink_ = 0;  ///< local dimple of the relaxed force [m]
    Known at_floor_, at_depth_;
};

}  // namespace puncta
