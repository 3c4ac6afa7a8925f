#pragma once
/// The drum against the skin: which of its cells touch, and the drum condensed onto the needles.
///
/// Cells in contact sink exactly as far as the drum stands there. Eliminating their forces (Schur complement
/// of the influence matrix) leaves a system of the needles alone, with S the reduced influence, s each
/// needle's share of a rise of the axle and kappa the drum's own stiffness:
///     needle i:  (S F)_i - s_i u_0 - b_i = ...        load:  s·F + kappa u_0 + y = P.
/// It is renewed only when the set of cells in contact changes. Where forces have relaxed, the skin is still
/// sunk by what it took to get there: that sink is given and lowers what the cells find to press on.

#include <vector>

#include <Eigen/Dense>

#include "engine/insertion/drum_influence.hpp"

namespace puncta::full {

class DrumContact {
  public:
    /// `drum` must outlive the contact; it may have no cells.
    explicit DrumContact(const DrumInfluence& drum);

    /// Another position; the set in contact is kept as a start. `relaxed_sink` is the sink of each cell by
    /// relaxed forces [m]; empty: none.
    void enter(const StationInfluence& influence, const Eigen::VectorXd& relaxed_sink = {});
    void set_offset(
        Eigen::VectorXd offset);  ///< before `enter`: of a tilted axle instead of the drum's own [m]
    void press_all();             ///< start with every cell in contact
    void begin_updates() { updates_ = 0; }

    /// Renews the condensed system if needed; true when it was renewed.
    bool condense();
    /// Cells that would pull are released, cells the drum has sunk into are added, for the needle forces [N]
    /// and the axle depression [m] of a solution. False when nothing changes; then cell_force() belongs to
    /// that solution.
    bool update(const Eigen::VectorXd& needle_force, double depression, double load);
    [[nodiscard]] bool exhausted() const;  ///< too many updates since begin_updates()

    [[nodiscard]] const Eigen::MatrixXd& reduced() const { return reduced_; }  ///< S [m/N]
    [[nodiscard]] const Eigen::VectorXd& share() const { return share_; }      ///< s
    [[nodiscard]] const Eigen::VectorXd& base() const { return base_; }        ///< b [m]
    [[nodiscard]] double stiffness() const { return stiffness_; }              ///< kappa [N/m]
    [[nodiscard]] double base_load() const { return base_load_; }              ///< y [N]

    [[nodiscard]] bool touches() const { return !cells_.empty(); }
    [[nodiscard]] const std::vector<Eigen::Index>& cells() const { return cells_; }
    [[nodiscard]] const Eigen::VectorXd& cell_force() const {
        return cell_force_;
    }  ///< per cell in contact [N]
    [[nodiscard]] Eigen::VectorXd sink_at_needles() const;  ///< from cell_force() [m]

  private:
    const DrumInfluence* drum_;
    const StationInfluence* influence_ = nullptr;
    Eigen::VectorXd own_offset_;
    Eigen::VectorXd offset_;  ///< of the drum over what is sunk already [m]
    std::vector<Eigen::Index> cells_;
    bool condensed_ = false;
    int updates_ = 0;
    Eigen::LLT<Eigen::MatrixXd> factor_;
    Eigen::MatrixXd reduced_, needle_part_;
    Eigen::VectorXd one_part_, offset_part_, share_, base_, cell_force_;
    double stiffness_ = 0, base_load_ = 0;
};

}  // namespace puncta::full
