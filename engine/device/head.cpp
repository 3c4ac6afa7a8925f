#include "engine/device/head.hpp"

#include <algorithm>
#include <cmath>

namespace puncta {
namespace {

constexpr double most_lean = 1.3;  ///< [rad]; beyond it a needle would lie on the drum

/// The bluntest tip a worn or badly made needle may have.
double bluntest_tip(const NeedleSpec& spec) {
    if (spec.profile.empty()) return 0.9 * spec.shaft_diameter;
    const ProfilePoint first = behind_tip(spec.profile).front();
    return std::min(0.9 * first.diameter, first.distance / 1.01);
}

/// The standard normal errors of one needle.
class Errors {
  public:
    Errors(const Draws& draws, const DrawKey& key) : draws_(draws), key_(key) {}

    [[nodiscard]] double of(Purpose purpose, double sd) const {
        return sd * std::clamp(draws_.normal(purpose, key_), -4.0, 4.0);
    }
    [[nodiscard]] bool happens(Purpose purpose, double share) const {
        return draws_.uniform(purpose, key_) < share;
    }
    [[nodiscard]] double factor(Purpose purpose, double cv) const {
        return draws_.lognormal(purpose, key_, cv);
    }

  private:
    const Draws& draws_;
    DrawKey key_;
};

/// Where the tip of a needle stands that leans by these angles, its root at `angle`.
HeadNeedle placed(double drum_radius, double length, const NeedleProfile& profile, double angle, double along,
                  double across) {
    const double forward = std::tan(std::clamp(along, -most_lean, most_lean));
    const double sideways = std::tan(std::clamp(across, -most_lean, most_lean));
    const double upright = length / std::sqrt(1 + forward * forward + sideways * sideways);
    const double outward = drum_radius + upright, ahead = upright * forward;
    return {length,
            profile,
            std::hypot(outward, ahead),
            angle + std::atan2(ahead, outward),
            upright * sideways,
            angle + along};
}

HeadNeedle draw_needle(const RollerSpec& roller, NeedleSpec spec, const Errors& errors) {
    const double length =
        std::max(0.5 * spec.length, spec.length + errors.of(Purpose::needle_length, spec.length_sd));
    const double sharpest = spec.lumen_diameter / 0.95;
    spec.tip_diameter = std::max(
        sharpest, std::min(bluntest_tip(spec),
                           spec.tip_diameter * errors.factor(Purpose::needle_tip, spec.tip_diameter_cv)));
    const double nominal = spec.length;
    spec = worn(spec, roller.wear);
    double along = errors.of(Purpose::needle_tilt_along, spec.tilt_along_sd);
    double across = errors.of(Purpose::needle_tilt_across, spec.tilt_across_sd);
    const bool bent = errors.happens(Purpose::needle_bent, spec.bent_share);
    if (bent) {
        along += errors.of(Purpose::needle_bend_along, spec.bend_sd);
        across += errors.of(Purpose::needle_bend_across, spec.bend_sd);
    }
    const double left = std::max(0.25 * nominal, length + (spec.length - nominal));
    HeadNeedle needle = placed(roller.drum_radius, left, nominal_needle(spec),
                               errors.of(Purpose::needle_angle, spec.angle_sd), along, across);
    needle.bent = bent;
    needle.missing = errors.happens(Purpose::needle_missing, spec.missing_share);
    return needle;
}

}  // namespace

NeedleProfile nominal_needle(const NeedleSpec& spec) {
    NeedleShape shape{spec.tip_diameter, spec.profile, spec.breadth(), spec.edge_radius, spec.lumen_diameter};
    if (shape.points.empty())
        shape.points = {{0, 0}, {std::max(spec.taper_length, 1.01 * spec.tip_diameter), spec.shaft_diameter}};
    return NeedleProfile(shape);
}

NeedleSpec worn(NeedleSpec needle, double treatments) {
    const double before = needle.tip_diameter;
    needle.tip_diameter =
        std::min(std::max(before, bluntest_tip(needle)), before + 2 * needle.wear_rate * treatments);
    if (needle.tip_diameter == before || !needle.profile.empty()) return needle;
    NeedleSpec sharp = needle;
    sharp.tip_diameter = before;
    const double sine = std::sin(nominal_needle(sharp).half_angle());
    const double lost = (needle.tip_diameter - before) / 2 * (1 / sine - 1);
    needle.taper_length = std::max(needle.taper_length - lost, 1.01 * needle.tip_diameter);
    needle.length -= lost;
    return needle;
}

Head draw_head(const RollerSpec& roller, const RollerLayout& layout, const Draws& draws,
               std::uint64_t replicate) {
    Head head;
    head.reserve(static_cast<std::size_t>(roller.needle_count()));
    for (std::size_t site = 0; site < layout.sites.size(); ++site) {
        NeedleSpec spec = roller.needle;
        if (!roller.listed.empty()) {
            const ListedNeedle& listed = roller.listed[site];
            spec.length = listed.length > 0 ? listed.length : spec.length;
            const double ratio = spec.length / roller.needle.length;
            spec.taper_length *= ratio;
            for (ProfilePoint& point : spec.profile) point.distance *= ratio;
            if (listed.tip_diameter > 0) spec.tip_diameter = listed.tip_diameter;
        }
        for (int n = 0; n < layout.repeats; ++n)
            head.push_back(draw_needle(
                roller, spec,
                Errors(draws, {head_key(roller, replicate), std::uint64_t(site), std::uint64_t(n)})));
    }
    return head;
}

double largest_tip_angle(const Head& head) {
    double largest = 0;
    for (const HeadNeedle& needle : head) largest = std::max(largest, std::abs(needle.tip_angle));
    return largest;
}

}  // namespace puncta
