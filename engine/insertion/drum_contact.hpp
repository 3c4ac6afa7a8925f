#pragma once
/// The drum against the skin: which of its cells touch, and the drum condensed onto the needles.
///
/// Cells in contact sink exactly as far as the drum stands there. Eliminating their forces (Schur complement
/// of the influence matrix) leaves a system of the needles alone, with S the reduced influence, s each
/// needle's share of a rise of the axle and kappa the drum's own stiffness:
///     needle i:  (S F)_i - s_i u_0 - b_i = ...        load:  s·F + kappa u_0 + y = P.
/// It is renewed only when the set of cells in contact changes. Where forces have relaxed, the skin is still
/// sunk by what it took to get there: that sink is given and lowers what the cells find to press on.
///
/// Where a roll moves on by a small step, cells that were clear of the skin by a wide margin cannot touch it
/// yet: between two surveys of all cells only the near ones are watched.

#include <vector>

#include <Eigen/Dense>

#include "engine/insertion/drum_base.hpp"

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
    /// From the next update on all cells are looked at once, and then those within `margin` of the axle
    /// depression above the skin until the next survey. Without surveys every update looks at all.
    void survey(double margin);

    /// Renews the condensed system if needed; true when it was renewed.
    bool condense();
    /// Cells that would pull are released, cells the drum has sunk into are added, for the needle forces [N]
    /// and the axle depression [m] of a solution. False when nothing changes; then cell_force() belongs to
    /// that solution.
    bool update(const Eigen::VectorXd& needle_force, double depression, double load);
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
    [[nodiscard]] double relaxed_sink_of(Eigen::Index cell);
    void condense_directly();
    void condense_on_base();
    void enter_base();
    void find_cell_forces(const Eigen::VectorXd& needle_force, double depression);
    /// Overlap of a cell not in contact with the skin, sunk by these forces, those in contact and what has
    /// relaxed [m].
    [[nodiscard]] double overlap_of(Eigen::Index cell, const Eigen::VectorXd& needle_force,
                                    double depression);
    void choose_contact(std::vector<Eigen::Index> next);

    const DrumInfluence* drum_;
    const StationInfluence* influence_ = nullptr;
    Eigen::VectorXd offset_;  ///< of the drum over the axle depression [m]
    std::vector<Eigen::Index> cells_;
    std::vector<Eigen::Index> all_, near_;  ///< looked at by an update
    std::vector<char> inside_;              ///< in contact, by cell
    double margin_ = 0;
    bool surveying_ = true;
    Eigen::VectorXd relaxed_needles_, relaxed_cells_;  ///< empty: none [N]
    Eigen::VectorXd relaxed_sink_;                     ///< of the needles; empty: none [m]
    std::vector<double> relaxed_sink_of_cell_;         ///< nan: not asked for at this station [m]
    bool condensed_ = false;
    int updates_ = 0;
    Eigen::LLT<Eigen::MatrixXd> factor_;
    Eigen::MatrixXd reduced_, needle_part_;
    Eigen::VectorXd one_part_, offset_part_, share_, base_sink_, cell_force_;
    double stiffness_ = 0, base_load_ = 0;

    DrumBase own_base_;
    DrumBase* base_;
    bool on_base_ = false;       ///< condensed so
    bool base_entered_ = false;  ///< the sums over the base are of this station
    const DrumBase::Phase* phase_ = nullptr;
    std::vector<Eigen::Index> close_;  ///< not in contact, but nearly: worth having in the base
    std::vector<Eigen::Index> free_;   ///< places in the base of cells that do not touch
    Eigen::VectorXd base_offset_, base_force_, slack_;
    Eigen::VectorXd all_cell_force_;  ///< of every cell, where condensed on the base [N]
};

}  // namespace puncta
