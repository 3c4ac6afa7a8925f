/// The work unit of the needle law for baselines in other languages (law_baselines.py).
///
///     puncta_law_sample sample NEEDLES     its inputs, curves and answers as JSON
///     puncta_law_sample time NEEDLES S     seconds per needle of ours over S seconds, the least of all
///     passes
///
/// Curves: f(m) and m f'(m) over ln m, the dimple's branches D(F) over ln F, knots evenly spaced.

#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>

#include <nlohmann/json.hpp>

#include "bench/law_unit.hpp"

namespace {

using namespace puncta;
using nlohmann::json;
using puncta::bench::LawUnit;

/// Value and its derivative by the logarithm at evenly spaced knots.
template <class Curve>
json knots(double lowest, double highest, int per_unit, const Curve& curve) {
    json value = json::array(), rise = json::array();
    for (int i = 0; i <= std::lround((highest - lowest) * per_unit); ++i) {
        const auto [y, by_log] = curve(std::exp(lowest + double(i) / per_unit));
        value.push_back(y);
        rise.push_back(by_log);
    }
    return {{"lowest", lowest}, {"per_unit", per_unit}, {"value", value}, {"rise", rise}};
}

json branch(const LogCurve& curve) {
    return knots(-5, 0, 256, [&](double force) {
        const auto [depth, slope] = curve(force);
        return std::pair(depth, force * slope);
    });
}

json inputs(const LawUnit& unit) {
    json layers = json::array();
    for (const auto& layer : unit.skin().cutting().layers)
        layers.push_back({layer.top, layer.toughness, layer.shear_modulus, layer.wall_shear});
    json places = json::array();
    for (const LocalSkin& place : unit.places())
        places.push_back({place.thickness, place.modulus, place.toughness});
    const NeedleProfile& needle = unit.needle();
    const double start = needle.cap_length();
    return {{"layers", layers},
            {"places", places},
            {"depths", unit.depths()},
            {"forces", unit.forces()},
            {"cv", LawUnit::cv},
            {"self_compliance", LawUnit::self_compliance},
            {"needle",
             {{"start", start},
              {"diameter", needle.diameter(start)},
              {"widening", needle.diameter_slope(start)},
              {"wall", needle.wall_area(start)},
              {"taper", needle.taper_length()},
              {"shaft", needle.shaft_diameter()},
              {"taper_wall", needle.wall_area(needle.taper_length())}}}};
}

json sample(const LawUnit& unit) {
    json all = inputs(unit);
    const auto& opening = unit.skin().cutting().opening;
    all["slit"] = knots(-12, 28, 16, [&](double m) {
        const auto energy = opening.energy(m, 1, 2);  // mu = R = 1
        return std::pair(energy.total(), energy.crack);
    });
    all["contact"] = branch(unit.contact());
    all["deep"] = branch(unit.skin().deep_inverse().inverse());
    std::vector<LawUnit::Answer> answers(unit.size());
    unit.ours(0, answers);
    for (const auto& answer : answers)
        all["answers"].push_back(
            {answer.resistance, answer.resistance_slope, answer.dimple, answer.dimple_slope});
    return all;
}

double seconds_per_needle(const LawUnit& unit, double seconds) {
    using Clock = std::chrono::steady_clock;
    std::vector<LawUnit::Answer> answers(unit.size());
    double least = std::numeric_limits<double>::infinity();
    volatile double seen = 0;
    std::size_t n = 0;
    for (const auto begin = Clock::now(); Clock::now() - begin < std::chrono::duration<double>(seconds);) {
        const auto start = Clock::now();
        unit.ours(n++, answers);
        seen = seen + answers[unit.size() / 2].resistance;
        least = std::min(least, std::chrono::duration<double>(Clock::now() - start).count());
    }
    return least / double(unit.size());
}

}  // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 2 ? argv[1] : "";
    const std::size_t needles = argc > 2 ? std::stoul(argv[2]) : 0;
    if (what == "sample" && needles > 0)
        std::puts(sample(LawUnit(needles)).dump().c_str());
    else if (what == "time" && needles > 0 && argc > 3)
        std::printf("%.6g\n", seconds_per_needle(LawUnit(needles), std::stod(argv[3])));
    else {
        std::fputs("usage: puncta_law_sample sample NEEDLES | time NEEDLES SECONDS\n", stderr);
        return 2;
    }
    return 0;
}
