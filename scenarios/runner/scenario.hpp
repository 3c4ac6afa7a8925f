#pragma once
/// A scenario after reading: every value checked, in SI units, with cards and overrides merged.

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/device/device_spec.hpp"
#include "engine/motion/treatment_spec.hpp"
#include "models/skin/person.hpp"
#include "models/skin/skin_card.hpp"

namespace puncta::scenarios {

/// Replicates are added until an interval is narrow enough; not asked for without a quantity.
struct PrecisionSpec {
    std::string quantity;  ///< a name of quantity_table()
    double relative_error = std::numeric_limits<double>::quiet_NaN();
    double max_replicates = std::numeric_limits<double>::quiet_NaN();
};

struct RunSpec {
    int replicates = 16;  ///< independent subjects x heads x hands
    std::uint64_t seed = 1;
    PrecisionSpec precision;
};

/// Numerical choices; each has a convergence test behind its default.
struct ModelSpec {
    double station_step = 0.125;  ///< advance per station as a fraction of the angular pitch
    double drum_cell = 0.5e-3;    ///< side of the drum's contact cells [m], at most 1 mm
    bool relaxation = true;       ///< stiffen the skin for the contact time (false: long-time moduli)
};

struct OutputSpec {
    bool punctures = true;           ///< write the table of single punctures
    double map_cell = 0.5e-3;        ///< cell size of the maps [m]
    double healing_radius = 0.5e-3;  ///< of a puncture, for treated_share [m]
};

/// A number that nobody knows well: somewhere in a range, the same for every subject.
struct Unknown {
    std::vector<std::string> keys;  ///< that share it, e.g. "skin.papillary_dermis.wall_shear" and others
    Dimension dimension = Dimension::dimensionless;
    double low = 0, value = 0, high = 0;  ///< [SI]
    std::string with = {};                ///< a key of an unknown before it that it is correlated with
    double correlation = 0;               ///< of the normal deviates behind their levels

    /// The value at level u in (0, 1): `value` is the median, on either side of it levels are uniform in the
    /// number, or in its logarithm where the range spans more than a factor of two; uniform over the whole
    /// range where `value` is one of its ends.
    [[nodiscard]] double at(double u) const;
};

/// Ignorance to propagate.
struct UncertaintySpec {
    int samples = 0;                ///< points of the ranges; 0: none
    int replicates = 2;             ///< at each of them
    bool card_ranges = true;        ///< take the ranges that cards give, of values the scenario does not
    std::vector<Unknown> unknowns;  ///< all in force; empty without samples
};

/// One of several sites of a treatment.
struct SiteSpec {
    std::string name;
    models::SkinCard skin;
    models::Person person;
    TreatmentSpec treatment;
};

struct Scenario {
    std::string title;
    models::SkinCard skin;  ///< as on the card, with the scenario's overrides
    models::Person person;  ///< whose it is; `treated_skin` has it applied
    DeviceSpec device;
    TreatmentSpec treatment;
    /// Several sites in the order of treatment; skin, person and treatment above are those of the first.
    /// Empty: they are those of the only one.
    std::vector<SiteSpec> sites;
    bool one_of_several = false;  ///< sites, read on its own: zones to spare may lie at another
    RunSpec run;
    ModelSpec model;
    OutputSpec output;
    UncertaintySpec uncertainty;
    std::vector<std::string> warnings;  ///< what is admissible, but hardly meant
    std::string source;                 ///< the file as given
    std::string resolved;  ///< every value in force, as TOML that reads back to the same scenario
    std::string cards;     ///< cards and lists in use, one a line: name and hash of its text
    std::string hash;      ///< of `resolved`, but for the number of replicates, and the source version
};

/// A scenario of one site for each site of this one.
std::vector<Scenario> each_site(const Scenario& scenario);

/// The mean skin that is treated: the scenario's, of its person.
inline models::SkinCard treated_skin(const Scenario& scenario) {
    return models::skin_of_person(scenario.skin, scenario.person);
}

}  // namespace puncta::scenarios
