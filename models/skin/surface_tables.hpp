#pragma once
/// Tables that several skins can share, so that they are computed once: punch tables of equal stacks, slits
/// of equal exponents, and the quadratures of the influence, which do not depend on the stack at all.
/// Thread-safe, bounded; the oldest goes first, and what is in use lives on in its users.

#include <memory>
#include <mutex>
#include <vector>

#include "models/elasticity/influence.hpp"
#include "models/elasticity/punch.hpp"
#include "models/shaft/slit_opening.hpp"

namespace puncta::models {

class SurfaceTables {
  public:
    /// Table of this stack; equal means equal in every value.
    std::shared_ptr<const PunchTable> punch(const ElasticStack& stack);
    /// Slits in skin of this Ogden exponent.
    SlitOpening opening(double exponent);
    /// One that reaches at least so far [m].
    std::shared_ptr<const InfluenceQuadrature> influence(double least_reach, double smallest_width);

  private:
    struct KeptPunch {
        std::size_t hash;
        ElasticStack stack;
        std::shared_ptr<const PunchTable> table;
    };
    [[nodiscard]] const KeptPunch* find(std::size_t hash, const ElasticStack& stack) const;

    struct KeptInfluence {
        double width;
        std::shared_ptr<const InfluenceQuadrature> quadrature;
    };
    struct KeptOpening {
        double exponent;
        SlitOpening opening;
    };
    std::mutex punch_mutex_, opening_mutex_, influence_mutex_;
    std::vector<KeptPunch> punches_;
    std::vector<KeptOpening> openings_;
    std::vector<KeptInfluence> influences_;
};

}  // namespace puncta::models
