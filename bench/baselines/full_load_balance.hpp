#pragma once
/// The full solve of a station: what engine/insertion/load_balance was before it was made fast.
///
/// Dense Newton steps by Eigen to 1e-12, every maximum of F_res an event of its own, every cell of the drum
/// looked at after every solution, the drum's cells factored at every change. Same contract (STATION.md) but
/// for the floors of a needle's neighbours within one run over several maxima. Slow on purpose: not to be
/// made faster.

#include <cstdint>
#include <span>
#include <vector>

#include <Eigen/Dense>

#include "bench/baselines/full_drum_contact.hpp"
#include "bench/baselines/full_needle_state.hpp"
#include "engine/insertion/load_balance.hpp"
#include "engine/records/run_record.hpp"

namespace puncta::full {

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
        std::vector<Eigen::Index> active;
        Eigen::MatrixXd matrix;
        Eigen::VectorXd residual, share;
        Eigen::VectorXd force_part, depth_part;  ///< of force and depth in one unit of the unknown
        bool symmetric = true;
        double carried = 0;  ///< by needles and drum [N]
    };
    void press_from_relaxed(std::span<const StationNeedle> needles);
    [[nodiscard]] StepLimits limits_of(std::size_t i) const;
    bool settle();
    [[nodiscard]] Eigen::VectorXd forces() const;
    bool newton();
    bool leave_gaps(Eigen::VectorXd& gap);
    void linearise(const Eigen::VectorXd& gap);
    bool solve_linear(double missing, double& rise);
    bool advance_one(std::span<StationNeedle> needles, std::vector<StationEvent>& events);
    StationResult solve_either(double depression, std::span<StationNeedle> needles,
                               std::vector<StationEvent>& events);
    StationResult attempt(std::span<StationNeedle> needles, std::vector<StationEvent>& events);
    void run_through(std::size_t i, std::span<const StationNeedle> needles);
    void start(std::span<const StationNeedle> needles);
    void keep_floors();
    void keep_drum_force();
    double worst_residual(std::span<const StationNeedle> needles) const;

    DrumContact drum_;
    const DrumInfluence* drum_influence_;
    const StationInfluence* influence_ = nullptr;
    Eigen::VectorXd relaxed_cells_;  ///< empty: none
    Eigen::VectorXd drum_force_;     ///< of every cell at the last station that closed [N]
    SolverCounts counts_;
    double load_ = 0, depression_ = 0;
    bool driven_ = false;         ///< the depression is given, not the load
    bool held_failed_ = false;    ///< a settlement with a needle held did not converge
    bool follow_falling_ = true;  ///< needles on a falling piece of F_res take part in Newton's steps
    std::vector<NeedleState> work_;
    Linear linear_;
};

}  // namespace puncta::full
