#pragma once
/// What the strokes of one replicate on one site share: its subject, its head, the holes cut so far, and the
/// pattern of the device over the skin with all influences.

#include <memory>
#include <optional>
#include <vector>

#include "engine/contact/plate_pattern.hpp"
#include "engine/contact/roller_pattern.hpp"
#include "engine/device/head.hpp"
#include "engine/motion/strokes.hpp"
#include "engine/random/draws.hpp"
#include "engine/records/puncture.hpp"
#include "engine/simulation/hole_field.hpp"
#include "engine/simulation/pen_nose.hpp"
#include "engine/simulation/run_plan.hpp"

namespace puncta {

/// What strokes of one replicate share: subject, head, laws on the mean skin, and the pattern with its
/// influences.
class ReplicateSetup {
  public:
    ReplicateSetup(const RunPlan& plan, std::int64_t replicate, std::size_t site_index = 0);

    const RunPlan& plan;
    const SitePlan& site;  ///< of the plan, that is treated
    std::size_t site_index;
    std::int64_t replicate;
    Draws draws;
    std::unique_ptr<SkinSubject> subject;
    RollerLayout layout;
    Head head;
    std::vector<std::shared_ptr<const NeedleLaw>> laws;  ///< per needle of the head; equal needles share one
    HoleField holes;                                     ///< cut so far

    [[nodiscard]] const RollerPattern& pattern() const { return *pattern_; }  ///< of a roller
    /// Cells under the drum that often touch, condensed for the strokes on this pattern.
    [[nodiscard]] DrumBase& drum_base() { return *drum_base_; }
    [[nodiscard]] const PlatePattern& plate() const { return *plate_; }  ///< of a stamp or a pen
    [[nodiscard]] const PenNose* nose() const { return nose_.get(); }    ///< of a pen that has one
    /// What a head does that is pressed without rolling.
    struct Pressed {
        double depression = 0;             ///< of the axle [m]
        std::vector<double> force, depth;  ///< of the needles in reach [N], [m]
    };
    /// Depression of a roller's axle at rest under the load of the site, on the mean skin, the drum in cells
    /// of twice the limit [m].
    [[nodiscard]] double at_rest() const { return at_rest_; }
    /// Presses the roller onto untouched skin, the mean one everywhere, under `load` [N].
    Pressed press(double load);
    /// Widens the pattern so that `axle_depression` lies well inside it.
    void widen(double axle_depression);
    /// Stations per period of the layout.
    [[nodiscard]] int phases() const { return phases_; }
    /// Height of a needle's own tip over the lowest nominal one with its place at this angle, negated [m];
    /// far above the skin for one that is missing.
    [[nodiscard]] double offset(std::size_t index, double angle) const;
    /// A needle that left: its hole, or what it did to the one it slid into; the slit it left at the surface
    /// when its shaft was carried so far to either side of where it went in [m].
    void keep_hole(Puncture& puncture, std::size_t index, const LocalSkin& skin,
                   std::optional<std::size_t> into, double behind, double ahead);
    [[nodiscard]] NeedleLaw::Sideways sideways(std::size_t index, double depth, const LocalSkin& skin) const {
        return laws[index]->sideways(depth, held_at_, skin);
    }
    /// Law of a needle of the head where the skin is `skin`, on the pattern as it is now.
    [[nodiscard]] LocalLaw law_at(std::size_t index, const LocalSkin& skin) const;

  private:
    void build(double depth);
    std::unique_ptr<RollerPattern> pattern_;
    std::unique_ptr<DrumBase> drum_base_;
    std::unique_ptr<PlatePattern> plate_;
    std::unique_ptr<PenNose> nose_;
    int phases_ = 1;  ///< one is enough to press; all of them to roll
    double at_rest_ = 0;
    double cell_limit_ = 0;  ///< largest side of the drum's cells [m]
    double held_at_ = 0;     ///< distance at which neighbours hold the skin [m]
};

}  // namespace puncta
