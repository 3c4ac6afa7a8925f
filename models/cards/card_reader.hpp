#pragma once
/// Reads the cards: TOML files that say what a skin or a device is, and how each number is known.
///
/// Every value is an inline table with its provenance:
///     thickness = { value = "17 um", cv = 0.24, source = "egawa2007", status = "P" }
/// `source` is a key of models/sources.bib; `status` says how well it is known: P read in the paper itself,
/// S read in a secondary text, M from memory and unchecked, D derived by arithmetic from others, or
/// "assumption", the only one that needs no source. `range = ["1 MPa", "50 MPa"]` is ignorance: where the
/// truth may lie. `cv` is chance: variation between subjects. A value without source and status is refused.
///
/// A device card may begin with `base = "roller-192-100"`: whatever it does not say itself, it takes from
/// that shipped card, provenance included. A base has no base of its own.

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/problems.hpp"
#include "engine/base/quantity.hpp"
#include "engine/device/device_spec.hpp"
#include "models/skin/skin_card.hpp"

namespace puncta::models {

/// One value of a card as text, for `list` and for reports.
struct CardValue {
    std::string key;     ///< e.g. "reticular_dermis.modulus"
    std::string text;    ///< e.g. "300 kPa"
    std::string cv;      ///< e.g. "0.3"; empty when none
    std::string range;   ///< e.g. "100 kPa to 1 MPa"; empty when none
    std::string source;  ///< key in sources.bib; empty for assumptions
    std::string status;  ///< P, S, M, D, calibrated (by `puncta calibrate`) or assumption
    std::string note;
    bool inherited = false;  ///< from the card's base
    Dimension dimension = Dimension::dimensionless;
    double number = 0;                 ///< the value where it has a range [SI]
    std::array<double, 2> ends{};      ///< of the range [SI]; equal: there is none
    std::string correlated_with = {};  ///< key of a value before it whose range goes with this one's
    double correlation = 0;            ///< with that
};

struct SkinCardFile {
    SkinCard card;
    std::vector<CardValue> values;
};

struct DeviceCardFile {
    DeviceSpec device;
    std::string base;  ///< empty for a card that stands alone
    std::vector<CardValue> values;
};

/// Read a card's text. Everything wrong with it is added to `problems` under the source name `file`; the
/// result is then incomplete.
SkinCardFile read_skin_card(std::string_view text, const std::string& file, const std::string& name,
                            Problems& problems);
DeviceCardFile read_device_card(std::string_view text, const std::string& file, const std::string& name,
                                Problems& problems);

/// Values that cannot hold together; the message carries the numbers.
struct Contradiction {
    std::vector<std::string> keys;  ///< the keys involved, the likeliest culprit first
    std::string message;
};

/// What is impossible within one skin, e.g. shares of relaxation that sum to 1.
std::vector<Contradiction> skin_contradictions(const SkinCard& card);
/// What is impossible within one device, e.g. a taper longer than its needle.
std::vector<Contradiction> device_contradictions(const DeviceSpec& device);

}  // namespace puncta::models
