#pragma once
/// The coupled balance of one station: needles, drum and load. STATION.md is the contract; Eigen is the
/// reference.
///
/// Needles that are being driven deeper follow F = F_res(p) inside the smooth solve (semi-smooth Newton);
/// only jumps are events: an insertion, or a needle running over a maximum of F_res. Both lead to the least
/// admissible state, because no step passes the crossing of the re-solved equilibrium (decision 4).
/// The drum is condensed onto the needles (drum_contact.hpp).
///
/// Events are first told apart in haste, from solutions that are good enough to see which needle leads but
/// not to be floors. The depths they reach are noted; should a needle end above one, the station is solved
/// again with floors kept after every event, as STATION.md has it.

#include <cstdint>
#include <span>
#include <vector>

#include <Eigen/Dense>

#include "engine/insertion/drum_contact.hpp"
#include "engine/insertion/needle_state.hpp"
#include "engine/numerics/ldlt.hpp"
#include "engine/records/run_record.hpp"

namespace puncta {

/// What happened to needle `needle` at this station.
struct StationEvent {
    enum class Kind : std::uint8_t { breach, insertion } kind;
    std::size_t needle;
};

struct StationResult {
    double axle_depression = 0;  ///< u_0 [m]
    double drum_load = 0;        ///< Σ q [N]
    double load = 0;             ///< Σ F + Σ q [N]
    double residual = 0;         ///< largest violation: lengths over u_0, forces over the load
    bool converged = false;
};

class LoadBalance {
  public:
    /// `drum` must outlive the balance; it may have no cells. `base` may be shared by balances of the same
    /// drum that are used one after another, and must outlive them.
    explicit LoadBalance(const DrumInfluence& drum, DrumBase* base = nullptr);

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
    /// The same where the hand or a motor prescribes the depression [m] > 0 and the load is what it takes:
    /// the sum of the forces that come out. `force_scale` [N] > 0, the order of that load, sets the
    /// tolerances.
    StationResult solve_at(double depression, double force_scale, std::span<StationNeedle> needles,
                           std::vector<StationEvent>& events);

    [[nodiscard]] const SolverCounts& counts() const { return counts_; }
    [[nodiscard]] const Eigen::VectorXd& cell_force() const {
        return drum_.cell_force();
    }  ///< per active cell [N]
    [[nodiscard]] const std::vector<Eigen::Index>& cells_in_contact() const { return drum_.cells(); }
    [[nodiscard]] const Eigen::VectorXd& relaxed_cells() const { return relaxed_cells_; }  ///< empty: none
    /// What sinks the skin at every cell of the drum: its force and what has relaxed of it [N]. The force is
    /// that of the last station that closed, as the needles' are.
    [[nodiscard]] Eigen::VectorXd sinking_cell_force() const;

  private:
    using Mode = NeedleState::Mode;
    struct Linear {  ///< Newton's equations of one step, a row per needle with a force
        std::vector<std::size_t> active;
        std::vector<double> residual;    ///< sink left over [m]
        std::vector<double> compliance;  ///< of the needle itself, beyond the far field [m/N]
        std::vector<double> deeper;      ///< depth per force of a driven needle, else 0 [m/N]
        Ldlt matrix;
        std::vector<std::size_t> factored;        ///< the needles whose matrix is factored
        std::vector<double> factored_compliance;  ///< in it [m/N]
        std::vector<double> step, by_axle;  ///< solutions: forces [N], forces per rise of the axle [N/m]
        double worst = 0;                   ///< largest residual [m]
        double carried = 0;                 ///< by needles and drum [N]
    };
    struct Answer {                  ///< of the station to one needle held deeper
        std::vector<double> forces;  ///< of the active needles, less per depth [N/m]
        double axle = 0;             ///< rise of the axle depression per depth
        double stiffness = 0;        ///< of the needle itself [N/m]
    };
    [[nodiscard]] bool factor_holds_beside(std::size_t k) const;
    bool find_answer(std::size_t i);
    bool foresee_landing(std::size_t i, std::span<const StationNeedle> needles);
    bool other_inserts_before(std::size_t i, double force, double resistance, double beyond,
                              std::span<const StationNeedle> needles) const;
    void let_others_answer(std::size_t i, double change);
    void press_from_relaxed(std::span<const StationNeedle> needles);
    [[nodiscard]] StepLimits limits_of(std::size_t i) const;
    bool settle();
    [[nodiscard]] bool in_haste() const;
    double take_care();
    bool settle_with_care();
    [[nodiscard]] Eigen::VectorXd forces() const;
    bool newton();
    void find_sink();
    bool leave_gaps();
    void linearise();
    bool factor(std::span<const double> right);
    [[nodiscard]] double shared(std::span<const double> force) const;
    bool solve_linear(double missing, double& rise);
    double excess_of(std::size_t i, const StationNeedle& needle);
    std::size_t next_to_move(std::span<const StationNeedle> needles, double& lead);
    bool advance_one(std::span<StationNeedle> needles, std::vector<StationEvent>& events);
    StationResult solve_either(double depression, std::span<StationNeedle> needles,
                               std::vector<StationEvent>& events);
    StationResult attempt(std::span<StationNeedle> needles, std::vector<StationEvent>& events);
    double excess_held_at(std::size_t i, const LocalLaw& law, double depth);
    bool fall(std::size_t i, const LocalLaw& law);
    void stand_together();
    bool stable();
    bool run_through(std::size_t i, std::span<const StationNeedle> needles);
    void start(std::span<const StationNeedle> needles);
    void keep_floors();
    [[nodiscard]] bool fell_back() const;
    void write_back(std::span<StationNeedle> needles) const;
    void keep_drum_force();
    double worst_residual(std::span<const StationNeedle> needles) const;

    DrumContact drum_;
    const DrumInfluence* drum_influence_;
    const StationInfluence* influence_ = nullptr;
    Eigen::VectorXd relaxed_cells_;  ///< empty: none
    Eigen::VectorXd drum_force_;     ///< of every cell at the last station that closed [N]
    SolverCounts counts_;
    double load_ = 0, depression_ = 0, tolerance_ = 0;
    bool driven_ = false;                          ///< the depression is given, not the load
    std::size_t moved_ = 0;                        ///< needle of the last event; the number of needles: none
    bool settled_ = false;                         ///< everything solved so far converged
    bool hasty_ = false;                           ///< events are first told apart by settling roughly
    int careful_stations_ = 0, careful_span_ = 2;  ///< without haste, where it was in vain
    bool trusting_ = true;                         ///< Newton's last residual may be foreseen
    double curvature_ = 0;         ///< Newton's last residual over the square of the one before
    std::vector<double> reached_;  ///< in haste, of each needle: between events [m]
    double joint_share_ = 0;      ///< of the load: how close to what they carry needles are let fall together
    bool follow_falling_ = true;  ///< needles on a falling piece of F_res take part in Newton's steps
    std::vector<NeedleState> work_, before_;  ///< before_: an event that may have to be taken back
    std::vector<double> sink_, gap_;          ///< of each needle [m]
    Linear linear_;
    Answer answer_;
};

}  // namespace puncta
