#pragma once
/// The drum against the skin: which of its cells touch, and the drum condensed onto the needles.
///
/// Cells in contact sink exactly as far as the drum stands there. Eliminating their forces (Schur complement
/// of the influence matrix) leaves a system of the needles alone, with S the reduced influence, s each
/// needle's share of a rise of the axle and kappa the drum's own stiffness:
///     needle i:  (S F)_i - s_i u_0 - b_i = ...        load:  s·F + kappa u_0 + y = P.
/// It is renewed only when the set of cells in contact changes. What was condensed at the last station of the
/// same phase is kept (drum_base.hpp); the cells that have changed sides since are a border to it, solved for
/// anew each time, until they are so many that the kept matrix is swept on them. Where forces have relaxed,
/// the skin is still sunk by what it took to get there: that sink is given and lowers what the cells find to
/// press on.
///
/// To ask a cell whether it touches costs more than all else where there are many. Within a station those
/// need not be asked again that were too far from the skin to reach it by what forces have changed since; in
/// haste only those are that were close to it. Nothing becomes history before it is certain of all.

#include <vector>

#include <Eigen/Dense>

#include "engine/insertion/drum_base.hpp"
#include "engine/numerics/ldlt.hpp"

namespace puncta {

class DrumContact {
  public:
    /// `drum` must outlive the contact; it may have no cells. So must `base`, which contacts of the same drum
    /// share one after another; null: one of its own.
    explicit DrumContact(const DrumInfluence& drum, DrumBase* base = nullptr);

    /// Another position; the set in contact is kept as a start. Forces that have relaxed, of the needles and
    /// of all cells [N]; empty: none.
    void enter(const StationInfluence& influence, const Eigen::VectorXd& relaxed_needles = {},
               const Eigen::VectorXd& relaxed_cells = {});
    void set_offset(
        Eigen::VectorXd offset);  ///< before `enter`: of a tilted axle instead of the drum's own [m]
    void press_all();             ///< start with every cell in contact
    void begin_updates() { updates_ = 0; }
    /// Renews the condensed system if needed; true when it was renewed.
    bool condense();
    /// Cells that would pull are released, cells the drum has sunk into are added, for the needle forces [N]
    /// and the axle depression [m] of a solution. False when nothing changes; then cell_force() belongs to
    /// that solution. `hasty`: cells that were clear of the skin by a margin are not asked.
    bool update(const Eigen::VectorXd& needle_force, double depression, double load, bool hasty = false);
    [[nodiscard]] bool exhausted() const;  ///< too many updates since begin_updates()

    [[nodiscard]] const Eigen::MatrixXd& reduced() const {
        return cells_.empty() ? influence_->needle_needle : reduced_;
    }  ///< S [m/N]
    [[nodiscard]] const Eigen::VectorXd& share() const { return share_; }     ///< s
    [[nodiscard]] const Eigen::VectorXd& base() const { return base_sink_; }  ///< b [m]
    [[nodiscard]] double stiffness() const { return stiffness_; }             ///< kappa [N/m]
    [[nodiscard]] double base_load() const { return base_load_; }             ///< y [N]

    [[nodiscard]] bool touches() const { return !cells_.empty(); }
    [[nodiscard]] const std::vector<Eigen::Index>& cells() const { return cells_; }
    [[nodiscard]] const Eigen::VectorXd& cell_force() const {
        return cell_force_;
    }  ///< per cell in contact [N]
    [[nodiscard]] Eigen::VectorXd sink_at_needles() const;  ///< from cell_force() [m]
    /// Sink of each needle by what has relaxed of needles and cells [m]; empty: none.
    [[nodiscard]] const Eigen::VectorXd& relaxed_sink() const { return relaxed_sink_; }

  private:
    [[nodiscard]] double standing_of(Eigen::Index cell);
    void enter_phase();
    void solve_border();
    void find_cell_values(const Eigen::VectorXd& needle_force, double depression);
    struct LastLook {  ///< at all cells, at this station
        Eigen::VectorXd needle_force, cell_force;
        double depression = 0;
        double clear_by = 0;                ///< all others were [m]; 0: there was none yet
        std::vector<Eigen::Index> watched;  ///< cells nearer than that
    };
    void take_forces(const Eigen::VectorXd& needle_force);
    [[nodiscard]] double could_have_risen(const Eigen::VectorXd& needle_force, double depression) const;
    [[nodiscard]] std::vector<Eigen::Index> cells_to_ask(double depression) const;
    /// Overlap of a cell that has no row in the phase with the skin, sunk by the forces taken, those in
    /// contact and what has relaxed [m]; of one that is clear by more than the margin, a value above it.
    [[nodiscard]] double overlap_of(Eigen::Index cell, double depression);
    void choose_contact(std::vector<Eigen::Index> next);
    [[nodiscard]] bool touching(Eigen::Index cell) const {
        return inside_[static_cast<std::size_t>(cell)] != 0;
    }

    const DrumInfluence* drum_;
    const StationInfluence* influence_ = nullptr;
    Eigen::VectorXd offset_;   ///< of the drum over the axle depression [m]
    Eigen::VectorXd highest_;  ///< the same in each block
    std::vector<Eigen::Index> cells_;
    std::vector<Eigen::Index> all_, closest_;
    bool looked_ = false;  ///< at all of them, ever
    LastLook last_look_;
    std::vector<char> inside_;          ///< in contact, by cell
    Eigen::VectorXd relaxed_needles_;   ///< empty: none [N]
    AskedSinks relaxed_cells_;          ///< without forces: none
    Eigen::VectorXd relaxed_sink_;      ///< of the needles; empty: none [m]
    Eigen::VectorXd pressing_needles_;  ///< with what has relaxed of them [N]
    double lift_ = 0;                   ///< that the forces of cells can cause at most [m]
    bool condensed_ = false;
    int updates_ = 0;
    Eigen::MatrixXd reduced_;
    Eigen::VectorXd share_, base_sink_, cell_force_;
    double stiffness_ = 0, base_load_ = 0;

    DrumBase own_base_;
    DrumBase* base_;
    DrumBase::Phase* phase_ = nullptr;  ///< of this station, once the drum has been condensed there
    std::vector<double> raw_;  ///< where the drum stands over the axle and what has relaxed, in its rows [m]
    std::vector<double> given_;  ///< what that alone gives
    std::vector<int> border_;    ///< rows whose cell touches though not swept on, or the other way
    Ldlt border_matrix_;
    std::vector<double> border_value_;
    std::vector<double> value_;  ///< of every row: force of a cell that touches [N], overlap of others [m]
    AskedSinks sinks_;           ///< by the forces of the cells
};

}  // namespace puncta
