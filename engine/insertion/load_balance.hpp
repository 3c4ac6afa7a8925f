#pragma once
/// The coupled balance of one station: needles, drum and load. STATION.md is the contract; Eigen is the
/// reference.
///
/// Needles that are being driven deeper follow F = F_res(p) inside the smooth solve (semi-smooth Newton);
/// only jumps are events: an insertion, or a needle running over a maximum of F_res. Both lead to the least
/// admissible state, because no step passes the crossing of the re-solved equilibrium (decision 4).
/// The drum is condensed onto the needles (drum_contact.hpp).

#include <cstdint>
#include <span>
#include <vector>

#include <Eigen/Dense>

#include "engine/insertion/drum_contact.hpp"
#include "engine/insertion/local_law.hpp"
#include "engine/records/run_record.hpp"

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
    double relaxed = 0;     ///< r: force of its dimple that has relaxed by now, >= 0 [N]
};

/// What happened to needle `needle` at this station.
struct StationEvent {
    enum class Kind : std::uint8_t { breach, insertion } kind;
    std::size_t needle;
};

struct StationResult {
    double axle_depression = 0;  ///< u_0 [m]
    double drum_load = 0;        ///< Σ q [N]
    double residual = 0;         ///< largest violation: lengths over u_0, forces over the load
    bool converged = false;
};

class LoadBalance {
  public:
    /// `drum` must outlive the balance; it may have no cells.
    explicit LoadBalance(const DrumInfluence& drum);

    /// Moves on to a station of this influence; the set of cells in contact is kept as a start. `relaxed` is
    /// the force of each cell of the drum that has relaxed by now [N]; empty: none.
    void enter(const StationInfluence& influence, const Eigen::VectorXd& relaxed = {});

    /// Other offsets of the drum's cells than those of an upright axle [m].
    void set_drum_offset(Eigen::VectorXd offset) { drum_.set_offset(std::move(offset)); }

    /// Finds the least admissible state under `load` > 0 and writes it back into `needles`. `axle_depression`
    /// of the previous station is the starting guess. Events are appended in the order in which they happen.
    /// A station that does not converge, or does not close to 1e-9, is counted and leaves the needles as they
    /// were.
    StationResult solve(double load, double depression_guess, std::span<StationNeedle> needles,
                        std::vector<StationEvent>& events);

    [[nodiscard]] const SolverCounts& counts() const { return counts_; }
    [[nodiscard]] const Eigen::VectorXd& cell_force() const {
        return drum_.cell_force();
    }  ///< per active cell [N]
    [[nodiscard]] const std::vector<Eigen::Index>& cells_in_contact() const { return drum_.cells(); }
    [[nodiscard]] const Eigen::VectorXd& relaxed_cells() const { return relaxed_cells_; }  ///< empty: none
    /// What sinks the skin at every cell of the drum: its force and what has relaxed of it [N].
    [[nodiscard]] Eigen::VectorXd sinking_cell_force() const;

  private:
    enum class Mode : std::uint8_t { off, resting, cutting, blocked };
    struct Known {  ///< F_res at a depth asked for before
        double depth = -1;
        NeedleLaw::Value resistance{};
    };
    struct Working {  ///< one needle during the solve
        Mode mode = Mode::off;
        double force = 0, depth = 0, floor = 0, piece_end = 0;
        double offset = 0;        ///< of the tip over what relaxed forces have sunk, far and local [m]
        double relaxed_sink = 0;  ///< local part of that [m]
        bool falling = false;     ///< F_res falls along the piece
        Known at_floor, at_depth;
    };
    void subtract_relaxed(std::span<const StationNeedle> needles);
    [[nodiscard]] NeedleLaw::Value dimple(std::size_t i, double force, const StationNeedle& needle) const;
    bool settle(std::span<const StationNeedle> needles);
    [[nodiscard]] Eigen::VectorXd forces() const;
    bool newton(std::span<const StationNeedle> needles);
    bool advance_one(std::span<StationNeedle> needles, std::vector<StationEvent>& events);
    StationResult attempt(std::span<StationNeedle> needles, std::vector<StationEvent>& events);
    void run_through(std::size_t i, std::span<const StationNeedle> needles);
    void start(std::span<const StationNeedle> needles);
    void set_piece(std::size_t i, const StationNeedle& needle);
    const NeedleLaw::Value& resistance(std::size_t i, double depth, const StationNeedle& needle);
    [[nodiscard]] bool unstable(std::size_t i, double depth, const StationNeedle& needle) const;
    void drive(std::size_t i, const StationNeedle& needle);
    void step_needle(std::size_t i, double step, double deeper, double gap, const StationNeedle& needle);
    void keep_floors();
    double worst_residual(std::span<const StationNeedle> needles) const;

    DrumContact drum_;
    const DrumInfluence* drum_influence_;
    const StationInfluence* influence_ = nullptr;
    Eigen::VectorXd relaxed_cells_;  ///< empty: none
    SolverCounts counts_;
    double load_ = 0, depression_ = 0;
    bool held_failed_ = false;    ///< a settlement with a needle held did not converge
    bool follow_falling_ = true;  ///< needles on a falling piece of F_res take part in Newton's steps
    std::vector<Working> work_;
};

}  // namespace puncta
