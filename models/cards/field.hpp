#pragma once
/// The table of everything a card can say: key, dimension, admissible range, help, and where it is stored.
///
/// One table serves the card reader, the overrides of a scenario and the generated documentation, so that a
/// new constant is added in one place. Ranges are what the laws can stand, not what is plausible: plausible
/// ranges (ignorance) stand on the cards themselves.

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/device/device_spec.hpp"
#include "engine/motion/treatment_spec.hpp"
#include "models/skin/skin_card.hpp"

namespace puncta::models {

/// Where a value is stored; its alternative is also the type of the value.
using Slot = std::variant<double*, int*, std::uint64_t*, bool*, std::string*, std::vector<double>*,
                          std::array<double, 2>*, std::vector<PronyTerm>*, std::vector<ListedNeedle>*,
                          std::vector<ProfilePoint>*, Polygon*, std::vector<ExclusionZone>*>;

/// Admissible values in SI units; `open` ends are excluded.
struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool open_low = false;
    bool open_high = false;

    [[nodiscard]] bool contains(double v) const {
        return (open_low ? v > low : v >= low) && (open_high ? v < high : v <= high);
    }
};

template <class Owner>
struct Field {
    std::string_view key;  ///< dotted path within its table, e.g. "needle.length"
    Dimension dimension;
    Range range;
    std::string_view help;
    Slot (*slot)(Owner&);
    std::string_view kind = {};  ///< of the devices that have this key; empty: all
    bool optional = false;       ///< may be left out: then the value its type starts with
};

/// Keys of one layer's table. Those ending in _cv are written as `cv` of their value on a card.
std::span<const Field<LayerCard>> layer_fields();

/// Keys of a skin card outside its layers, with the card's table, e.g. "puncture.slope".
std::span<const Field<SkinCard>> skin_fields();

/// Keys of a device card; those of one kind of device say so.
std::span<const Field<DeviceSpec>> device_fields();

bool is_device_kind(std::string_view kind);         ///< roller, stamp, pen
std::string unknown_kind(const std::string& kind);  ///< the message about another

/// Keys of a needle that a profile makes needless: its shaft diameter and taper length.
bool is_told_by_profile(std::string_view device_key);

/// Whether a layer may have this name: small letters, digits and _, and not a key of the skin itself.
bool is_layer_name(std::string_view name);

/// "more than 0 N, at most 1 kN"; empty when everything is admissible.
std::string range_text(const Range& range, Dimension dimension);

}  // namespace puncta::models
