#pragma once
/// The nose of a pen on the skin: how deep the hand presses it, and what it does to the skin under it.
///
/// The nose is a rigid flat ring that the hand presses on the skin around the needles with the mean load P. A
/// pen and the hand that holds it weigh some 0.1 to 0.4 kg; a newton for a few milliseconds moves them by
/// hundredths of a millimetre, so that during one stroke of the needles the nose stands still, at D_0 below
/// the undeformed skin, while the tips move by u(t) against it (press_schedule.hpp): the balance is one of
/// given depression D_0 + u(t) with the cells of the nose at D_0. Over a whole cycle the forces of nose and
/// needles come to P,
///     R + E(R) = P ,   E(R) = (1/T) ∫ (Σ F + Σ q - R) dt ,
/// with R the force with which the nose rests on the skin between two strokes, which decides D_0, and E what
/// the needles add in the mean. E is found once per head and subject, for the mean load and the mean skin, by
/// a few rounds of whole strokes; strokes under another load take the same E. A hand that presses less than E
/// keeps the nose on the skin all the same: D_0 = 0, as with no load at all (a pen that hops on its needles
/// is not modelled).
///
/// While it glides the nose loads each place for as long as it takes to pass: its force counts as risen
/// evenly over nose diameter/speed, and relaxes on during a stroke as every force does. A flat ring touches
/// with the same cells at every load, so that D_0 and the forces of the cells are proportional to R.
/// Neglected: friction under the nose, the law of rate's factor on its own slow contact (1 below 1 m/s of the
/// tips), the small tilt of a hand-held pen.

#include <algorithm>

#include <Eigen/Core>

#include "engine/insertion/force_memory.hpp"

namespace puncta {

class PlatePattern;
class ReplicateSetup;

class PenNose {
  public:
    /// The pattern, head and skin of `setup` must be there.
    explicit PenNose(const ReplicateSetup& setup);

    /// D_0 under the hand's load [N], [m].
    [[nodiscard]] double depression(double load) const { return depression_ * resting(load); }
    /// What the skin under each cell remembers of the nose when a stroke begins (force_memory.hpp).
    [[nodiscard]] Eigen::ArrayXXd memory(double load) const;
    /// How many steps before its bottom a stroke begins whose tips stand out by `error` more than nominal
    /// [m]: no tip touches there, and `least` at any rate; half a period at most.
    [[nodiscard]] int steps_in(double load, double error, int least) const;
    /// E of the mean load [N]; 0 where that is none.
    [[nodiscard]] double reaction() const { return reaction_; }

  private:
    [[nodiscard]] double resting(double load) const { return std::max(0.0, load - reaction_); }
    void rest(const PlatePattern& plate);
    [[nodiscard]] double cycle_excess(double load) const;

    const ReplicateSetup* setup_;
    RelaxationStep step_, glide_;
    Eigen::VectorXd share_;   ///< of R, on each cell
    double depression_ = 0;   ///< per R [m/N]
    Eigen::VectorXd sink_;    ///< of the skin at each needle, per R [m/N]
    Eigen::VectorXd offset_;  ///< of each tip [m]
    double reaction_ = 0;
};

}  // namespace puncta
