#pragma once
/// One person's skin at one site, as the engine needs it: how its surface sinks, and one needle's law.
///
/// The models implement it (models/skin); an instance belongs to one replicate and is immutable.

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "engine/contact/radial_table.hpp"
#include "engine/device/needle_profile.hpp"
#include "engine/tissue/needle_law.hpp"
#include "engine/tissue/prony_term.hpp"

namespace puncta {

/// Where the layers lie, from the surface down [m], in the subject's mean; at one place all of them lie
/// deeper by the local thickness. A stack without dermis or hypodermis has them at infinity.
struct LayerDepths {
    std::vector<double> tops;                                 ///< depth of each layer's upper face, first 0
    double dermis = std::numeric_limits<double>::infinity();  ///< top of the papillary dermis
    double reticular_dermis = std::numeric_limits<double>::infinity();  ///< its top
    double hypodermis = std::numeric_limits<double>::infinity();        ///< top of the hypodermis

    /// Deepest layer that a tip at `depth` has reached where the skin is so many times as thick.
    [[nodiscard]] std::size_t reached(double depth, double thickness) const {
        const auto below = std::upper_bound(tops.begin(), tops.end(), depth,
                                            [=](double d, double top) { return d < thickness * top; });
        return below == tops.begin() ? 0 : static_cast<std::size_t>(below - tops.begin() - 1);
    }
};

/// Pairs of patch kinds whose influence the balance needs.
struct InfluenceTables {
    RadialTable needle_needle, needle_cell, cell_cell;
    double needle_self = 0;  ///< G_ii of a needle; 0 for a lone one
};

class SkinSubject {
  public:
    virtual ~SkinSubject() = default;
    [[nodiscard]] virtual const LayerDepths& layers() const = 0;
    /// How the skin at a place differs from the subject's mean, in the frame of the area [m]; the same
    /// answer for the same place.
    [[nodiscard]] virtual LocalSkin local(double x, double y) const = 0;
    /// Law of a needle of this shape; it may refer to the subject, which must outlive it.
    [[nodiscard]] virtual std::unique_ptr<NeedleLaw> needle_law(const NeedleProfile& needle) const = 0;
    /// Influence G(r) for distances up to `reach` [m]; `tributary_radius` of a needle (infinite: alone) and
    /// side of the drum's cells [m], patches as in STATION.md.
    [[nodiscard]] virtual InfluenceTables influence(double reach, double tributary_radius,
                                                    double cell_side) const = 0;
    /// How the forces of dimples relax. Laws and influences are then those of a station's step, gain() of
    /// engine/insertion/force_memory times the instantaneous ones. Empty: they hold for any time.
    [[nodiscard]] virtual std::span<const PronyTerm> relaxation() const = 0;
    /// Coefficient of variation of the insertion force from puncture to puncture.
    [[nodiscard]] virtual double puncture_cv() const = 0;
    /// Capillary loops per skin area [1/m²] and their diameter [m].
    [[nodiscard]] virtual double capillary_density() const = 0;
    [[nodiscard]] virtual double capillary_diameter() const = 0;

  protected:
    SkinSubject() = default;
    SkinSubject(const SkinSubject&) = default;
    SkinSubject& operator=(const SkinSubject&) = default;
};

}  // namespace puncta
