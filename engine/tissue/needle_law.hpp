#pragma once
/// What the engine asks of any law of one needle against the skin. The models implement it.
///
/// Units: force [N], lengths [m]. A law belongs to one needle on one subject; it is immutable. What differs
/// from place to place comes with each question: `local`, the skin there against the subject's mean.

#include <memory>
#include <span>
#include <vector>

#include "engine/numerics/quintic.hpp"
#include "engine/tissue/local_skin.hpp"

namespace puncta {

class NeedleLaw {
  public:
    struct Value {
        double value, slope;
    };
    /// The law at one place, the factors of the place applied once: the same values as of the functions
    /// below, cheap to ask for many times.
    class AtPlace {
      public:
        virtual ~AtPlace() = default;
        [[nodiscard]] virtual Value dimple(double force) const = 0;
        [[nodiscard]] virtual Value resistance(double depth) const = 0;
        [[nodiscard]] virtual std::vector<double> turning_depths(double limit) const = 0;
        /// The resistance around this depth as one polynomial, up to rounding, for a caller who asks there
        /// again and again. A piece that does not hold there: none, as by default. Which piece a depth
        /// belongs to does not depend on the depth that was asked for.
        [[nodiscard]] virtual QuinticPiece resistance_around(double /*depth*/) const { return {}; }

      protected:
        AtPlace() = default;
        AtPlace(const AtPlace&) = default;
        AtPlace& operator=(const AtPlace&) = default;
    };
    /// What a needle leaves behind once it is out.
    struct Channel {
        double slit_length;  ///< of the cut, next to the surface [m]
        double open_area;    ///< of the hole at the surface [m²]
        double volume;       ///< [m³]
    };
    struct Sideways {
        double stiffness;  ///< force per displacement of the channel [N/m]
        double give;       ///< displacement from which on it is cut further instead [m]
    };
    virtual ~NeedleLaw() = default;

    /// The law at a place; keeps a reference to this one. A law that has nothing to work out beforehand need
    /// not define it.
    [[nodiscard]] virtual std::shared_ptr<const AtPlace> at(const LocalSkin& local) const;
    /// Dimple depth D_iso(F) of the lone needle before or beside cutting, concave and increasing, D(0) = 0.
    [[nodiscard]] virtual Value dimple(double force, const LocalSkin& local) const = 0;
    /// Resistance F_res(p) of the inserted needle with its tip at depth p; F_res(0) = 0.
    [[nodiscard]] virtual Value resistance(double depth, const LocalSkin& local) const = 0;
    /// Depths up to `limit` at which F_res turns from rising to falling or back, ascending; empty where it
    /// only rises. Costs some hundred values of F_res.
    [[nodiscard]] virtual std::vector<double> turning_depths(double limit, const LocalSkin& local) const = 0;
    /// Part of F_res at `depth` that is left where a needle slides into a hole cut that deep before: what it
    /// takes to open it again, in (0, 1].
    [[nodiscard]] virtual double reopening_share(double depth, const LocalSkin& local) const = 0;
    /// How the skin answers to the needle at `depth` > 0 being carried sideways, where neighbours hold it at
    /// the distance `held_at` [m].
    [[nodiscard]] virtual Sideways sideways(double depth, double held_at, const LocalSkin& local) const = 0;
    /// The channel of a needle that was driven to `depth` and withdrawn.
    [[nodiscard]] virtual Channel channel(double depth, const LocalSkin& local) const = 0;
    /// Adds what of that channel lies in each depth bin: volumes[n] between n and n + 1 bin widths, the last
    /// one all that is deeper [m³]. Together they are the channel's volume, up to its quadrature.
    virtual void add_channel_volumes(double depth, double bin_width, std::span<double> volumes,
                                     const LocalSkin& local) const = 0;
    /// Force at which the stratum corneum gives way first [N].
    [[nodiscard]] virtual double breach_force(const LocalSkin& local) const = 0;
    /// Force at which the needle inserts, before the scatter of the single puncture [N]. The scatter from
    /// puncture to puncture holds what one place is against another, so no local factor acts on it.
    [[nodiscard]] virtual double puncture_force() const = 0;

  protected:
    NeedleLaw() = default;
    NeedleLaw(const NeedleLaw&) = default;
    NeedleLaw& operator=(const NeedleLaw&) = default;
};

}  // namespace puncta
