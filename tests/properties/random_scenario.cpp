#include "tests/properties/random_scenario.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <fmt/format.h>

#include "models/cards/catalog.hpp"

namespace puncta::scenarios {
namespace {

/// Draws that do not depend on the standard library's distributions.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    double uniform(double low, double high) {
        return low + (high - low) * double(engine_() >> 11U) * 0x1p-53;
    }
    /// Even in the logarithm.
    double between(double low, double high) { return low * std::pow(high / low, uniform(0, 1)); }
    bool chance(double probability) { return uniform(0, 1) < probability; }
    int whole(int low, int high) { return low + int(uniform(0, 1) * (high - low + 1)); }
    template <class Value>
    const Value& one_of(const std::vector<Value>& values) {
        return values[std::size_t(whole(0, int(values.size()) - 1))];
    }

  private:
    std::mt19937_64 engine_;
};

std::string skin(Dice& dice) {
    const std::string site = dice.one_of(models::skin_card_names());
    std::string text = fmt::format("[skin]\nsite = \"{}\"\n", site);
    if (dice.chance(0.3)) text += fmt::format("stretch = {:.3f}\n", dice.uniform(0, 0.2));
    if (dice.chance(0.3)) text += fmt::format("age = {:.0f}\n", dice.uniform(18, 90));
    if (dice.chance(0.3)) text += fmt::format("deep_factor = {:.3f}\n", dice.between(0.3, 2));
    if (dice.chance(0.3)) text += fmt::format("puncture.cv = {:.3f}\n", dice.uniform(0, 0.6));
    if (dice.chance(0.2))
        text += fmt::format("variation.correlation_length = \"{:.2f} mm\"\nvariation.modulus_cv = {:.2f}\n",
                            dice.between(2, 20), dice.uniform(0, 0.5));
    return text;
}

std::string needle(Dice& dice) {
    std::string text;
    if (dice.chance(0.4)) text += fmt::format("needle.length = \"{:.3f} mm\"\n", dice.between(0.15, 2.5));
    if (dice.chance(0.4)) text += fmt::format("needle.tip_diameter = \"{:.2f} um\"\n", dice.between(2, 120));
    if (dice.chance(0.2))
        text += fmt::format("needle.shaft_diameter = \"{:.1f} um\"\n", dice.between(60, 400));
    if (dice.chance(0.2)) text += fmt::format("needle.missing_share = {:.2f}\n", dice.uniform(0, 0.5));
    if (dice.chance(0.2)) text += fmt::format("needle.length_sd = \"{:.1f} um\"\n", dice.uniform(0, 60));
    if (dice.chance(0.2)) text += fmt::format("needle.tilt_across_sd = \"{:.2f} deg\"\n", dice.uniform(0, 5));
    return text;
}

/// A short roller of one's own needles, of a random list or of a small lattice.
std::string own_roller(Dice& dice) {
    const int rows = dice.whole(1, 4), around = dice.whole(3, 16);
    std::string text = fmt::format(
        "preset = \"roller-192-100\"\nrows = {}\nneedles_per_row = {}\nrow_spacing = \"{:.2f} mm\"\n"
        "drum_radius = \"{:.2f} mm\"\n",
        rows, around, dice.between(0.6, 3), dice.between(4, 15));
    if (dice.chance(0.4)) {
        text += "layout = \"list\"\nneedles = [";
        for (int i = 0; i < rows * around; ++i)
            text += fmt::format("{{ row = {}, angle = \"{:.1f} deg\" }}, ", i % rows,
                                360.0 * (i / rows + dice.uniform(0, 0.5)) / around);
        text += "]\n";
    } else if (dice.chance(0.5)) {
        text += fmt::format("layout = \"helix\"\nstagger = {:.2f}\n", dice.uniform(0, 0.99));
    }
    return text;
}

std::string device(Dice& dice) {
    const std::string body = dice.chance(0.4)
                                 ? own_roller(dice)
                                 : fmt::format("preset = \"{}\"\n", dice.one_of(models::device_card_names()));
    return "[device]\n" + body + needle(dice);
}

std::string treatment(Dice& dice) {
    std::string text = fmt::format(
        "[treatment]\ndirections = [\"{:.0f} deg\"]\npasses = {}\nload = {{ mean = \"{:.3f} N\", cv = {:.2f} "
        "}}\n",
        dice.uniform(0, 180), dice.whole(1, 2), dice.between(0.05, 10), dice.uniform(0, 0.4));
    if (dice.chance(0.3))
        text += fmt::format(
            "polygon = [[\"0 mm\", \"0 mm\"], [\"{:.2f} mm\", \"1 mm\"], [\"2 mm\", \"{:.2f} mm\"]]\n",
            dice.uniform(3, 6), dice.uniform(3, 6));
    else
        text +=
            fmt::format("area = [\"{:.2f} mm\", \"{:.2f} mm\"]\n", dice.uniform(2, 5), dice.uniform(2, 5));
    if (dice.chance(0.3)) text += fmt::format("slip = {:.3f}\n", dice.uniform(-0.3, 0.3));
    if (dice.chance(0.3)) text += fmt::format("overlap = {:.2f}\n", dice.uniform(0, 0.5));
    if (dice.chance(0.3)) text += "strokes = \"back-and-forth\"\n";
    if (dice.chance(0.3)) text += fmt::format("speed.mean = \"{:.1f} mm/s\"\n", dice.between(5, 200));
    if (dice.chance(0.2)) text += fmt::format("tilt.sd = \"{:.2f} deg\"\n", dice.uniform(0, 1));
    if (dice.chance(0.2)) text += fmt::format("wander.sd = \"{:.2f} mm\"\n", dice.uniform(0, 1));
    return text;
}

}  // namespace

std::string random_scenario(std::uint64_t seed) {
    Dice dice(seed);
    std::string text = fmt::format("title = \"random scenario {}\"\n", seed);
    text += skin(dice) + device(dice) + treatment(dice);
    text += fmt::format("[run]\nreplicates = 2\nseed = {}\n", seed);
    text += fmt::format("[model]\nstation_step = 0.25\ndrum_cell = \"1 mm\"\nrelaxation = {}\n",
                        dice.chance(0.5));
    return text + "[output]\nmap_cell = \"0.5 mm\"\n";
}

}  // namespace puncta::scenarios
