/// The contract of every law in the catalogue, on every shipped skin: zero at zero, monotone, slope against
/// differences, equal layers equal one, homogeneous in length, force and time, no energy from a closed loop.
///
/// Nothing here knows a number of its own; the expected values are identities. Tolerances: "rounding" 1e-12,
/// "interpolation" the 5e-8 of the tabulated curves, "truncation" of a central difference h².

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "models/cards/catalog.hpp"
#include "models/puncture/puncture_force.hpp"
#include "models/skin/layered_skin.hpp"
#include "models/skin/single_needle.hpp"
#include "models/skin/timed_needle.hpp"
#include "models/viscosity/history.hpp"

namespace puncta::models {
namespace {

using namespace units;

struct Shape {
    double tip, taper, shaft, breadth = 0;
};
const std::vector<Shape>& shapes() {
    static const std::vector<Shape> all = {{5.0_um, 0.75_mm, 0.25_mm},
                                           {37.0_um, 0.4_mm, 0.2_mm},
                                           {0.5_um, 0.7_mm, 0.14_mm},
                                           {150.0_um, 0.3_mm, 0.16_mm},
                                           {8.0_um, 0.6_mm, 0.1_mm, 0.3_mm}};
    return all;
}
NeedleProfile profile(const Shape& s, double scale = 1) {
    return {scale * s.tip, scale * s.taper, scale * s.shaft, scale * s.breadth};
}

/// Lengths times l, forces times f: stresses f/l², toughness f/l, tension per width f/l.
SkinCard rescaled(SkinCard card, double l, double f) {
    for (LayerCard& layer : card.layers) {
        layer.thickness *= l;
        layer.modulus *= f / (l * l);
        layer.stress *= f / (l * l);
        layer.wall_shear *= f / (l * l);
        layer.toughness *= f / l;
    }
    card.puncture.intercept *= f;
    card.puncture.slope *= f / l;
    card.puncture.diameter_limit *= l;
    return card;
}

/// The card with every finite layer cut into `parts` equal ones; tension acts at their top faces as before.
SkinCard split(const SkinCard& card, int parts) {
    SkinCard result = card;
    result.layers.clear();
    for (const LayerCard& layer : card.layers) {
        if (std::isinf(layer.thickness)) {
            result.layers.push_back(layer);
            continue;
        }
        for (int n = 0; n < parts; ++n) {
            LayerCard part = layer;
            part.thickness /= parts;
            part.stress = 0;  // a tension belongs to a face, and cutting a layer would spread it over several
            result.layers.push_back(part);
        }
    }
    return result;
}

class LawContract : public testing::TestWithParam<std::string> {
  protected:
    SkinCard card = shipped_skin_card(GetParam()).card;
    SurfaceTables tables;
};

TEST_P(LawContract, ZeroAtZero) {
    const LayeredSkin skin(card, 1.5, tables);
    for (const Shape& shape : shapes()) {
        const RoundNeedleLaw law(skin, profile(shape));
        EXPECT_EQ(law.dimple(0).value, 0);
        EXPECT_EQ(law.resistance(0).value, 0);
        EXPECT_EQ(law.channel(0).slit_length, 0);
        EXPECT_EQ(law.contact_force(0), 0);
        EXPECT_EQ(law.deep_force(0), 0);
    }
    EXPECT_EQ(SlitOpening(card.opening_exponent).energy(1.0_kJ_m2, 0.1_MPa, 0).total(), 0);
}

TEST_P(LawContract, Monotone) {
    const LayeredSkin skin(card, 1.5, tables);
    for (const Shape& shape : shapes()) {
        const RoundNeedleLaw law(skin, profile(shape));
        double last_dimple = 0, last_slope = std::numeric_limits<double>::infinity(), last_modulus = 0;
        for (double force = 1e-7; force < 3; force *= 1.2) {
            const auto [dimple, slope] = law.dimple(force);
            EXPECT_GT(dimple, last_dimple);
            EXPECT_GT(slope, 0);
            last_dimple = dimple;
            last_slope = slope;
        }
        EXPECT_TRUE(std::isfinite(last_slope));
        // A wider punch never sinks further under the same force.
        for (double a = 1.0_um; a < 10.0_mm; a *= 1.3) {
            const double stiffness = 2 * a * skin.punch().modulus(a);
            EXPECT_GT(stiffness, last_modulus);
            last_modulus = stiffness;
        }
        // Between its turns F_res rises and falls by turns.
        const std::vector<double> turns = law.turning_depths(2.0_mm);
        double start = 0;
        bool rising = true;
        for (std::size_t t = 0; t <= turns.size(); ++t) {
            const double end = t < turns.size() ? turns[t] : 2.0_mm;
            for (int n = 1; n < 8; ++n) {
                const double p = start + (end - start) * n / 8;
                if (end - start < 1e-12 * end) continue;  // as narrow as the search for its ends
                EXPECT_EQ(law.resistance(p).slope >= 0, rising) << p;
            }
            start = end;
            rising = !rising;
        }
    }
    double last_force = -1;
    for (double tip = 0.1_um; tip < 0.3_mm; tip *= 1.3) {
        EXPECT_GE(puncture_force(card.puncture, tip), last_force);
        last_force = puncture_force(card.puncture, tip);
    }
}

TEST_P(LawContract, SlopeIsTheDerivative) {
    const LayeredSkin skin(card, 1.5, tables);
    for (const Shape& shape : shapes()) {
        const NeedleProfile needle = profile(shape);
        const RoundNeedleLaw law(skin, needle);
        for (double force = 1e-5; force < 1; force *= 3.3) {
            const double h = 1e-4 * force;
            const double difference = (law.dimple(force + h).value - law.dimple(force - h).value) / (2 * h);
            // Truncation h², and a knot of the piecewise cubic within the difference: 1e-4 at most.
            EXPECT_NEAR(law.dimple(force).slope, difference, 3e-4 * difference) << force;
        }
        for (double p = 3.0_um; p < 1.5_mm; p *= 1.37) {
            const double h = 1e-5 * p;
            bool seam = false;  // layer tops and the ends of cap and taper behind them are kinks
            for (const double top : skin.layers().tops)
                for (const double offset : {0.0, needle.cap_length(), needle.taper_length()})
                    seam = seam || std::abs(p - top - offset) < 0.05 * p;
            if (seam) continue;
            const double difference = (law.resistance(p + h).value - law.resistance(p - h).value) / (2 * h);
            const double scale = law.resistance(p).value / p;
            EXPECT_NEAR(law.resistance(p).slope, difference, 1e-5 * std::abs(difference) + 1e-8 * scale);
        }
    }
}

TEST_P(LawContract, EqualLayersEqualOne) {
    const LayeredSkin one(split(card, 1), 1, tables), many(split(card, 3), 1, tables);
    for (double a = 3.0_um; a < 5.0_mm; a *= 3)
        EXPECT_NEAR(many.punch().modulus(a) / one.punch().modulus(a), 1, 1e-5);  // grids of the two stacks
    for (const Shape& shape : shapes()) {
        const RoundNeedleLaw a(one, profile(shape)), b(many, profile(shape));
        for (const double force : {1.0_mN, 20.0_mN, 0.2})
            EXPECT_NEAR(b.dimple(force).value, a.dimple(force).value, 1e-5 * a.dimple(force).value);
        for (const double p : {10.0_um, 0.1_mm, 0.7_mm, 1.5_mm}) {
            EXPECT_NEAR(b.resistance(p).value, a.resistance(p).value, 1e-12 * a.resistance(p).value + 1e-16);
            EXPECT_NEAR(b.channel(p).slit_length, a.channel(p).slit_length,
                        5e-4 * a.channel(p).slit_length);  // Gauss rule over the cap
        }
    }
}

TEST_P(LawContract, ChannelIsTheSumOfItsParts) {
    const LayeredSkin skin(card, 1, tables);
    for (const Shape& shape : shapes()) {
        const RoundNeedleLaw law(skin, profile(shape));
        for (const double p : {10.0_um, 0.1_mm, 0.7_mm, 1.5_mm}) {
            std::vector<double> coarse(8, 0), fine(32, 0);
            law.add_channel_volumes(p, 0.2_mm, coarse);
            law.add_channel_volumes(p, 0.05_mm, fine);
            const double volume = law.channel(p).volume;
            double sum = 0;
            for (std::size_t n = 0; n < coarse.size(); ++n) {
                sum += coarse[n];
                EXPECT_GE(coarse[n], 0);
                const double parts = fine[4 * n] + fine[4 * n + 1] + fine[4 * n + 2] + fine[4 * n + 3];
                EXPECT_NEAR(parts, coarse[n], 1e-3 * volume);  // Gauss rule over the cap
            }
            EXPECT_NEAR(sum, volume, 1e-3 * volume);
            // A second hole adds to the first; one bin takes all.
            std::vector<double> all(1, volume);
            law.add_channel_volumes(p, 0.05_mm, all);
            EXPECT_NEAR(all[0], 2 * volume, 1e-12 * volume);
        }
    }
}

TEST_P(LawContract, HomogeneousInLengthAndForce) {
    constexpr double l = 4, f = 16;
    const LayeredSkin skin(card, 1.5, tables), large(rescaled(card, l, f), 1.5, tables);
    for (const Shape& shape : shapes()) {
        const RoundNeedleLaw a(skin, profile(shape)), b(large, profile(shape, l));
        for (const double force : {0.3_mN, 20.0_mN, 0.4})  // interpolation: knots need not fall alike
            EXPECT_NEAR(b.dimple(f * force).value, l * a.dimple(force).value,
                        1e-6 * b.dimple(f * force).value);
        for (const double p : {10.0_um, 0.1_mm, 0.7_mm, 1.5_mm})
            EXPECT_NEAR(b.resistance(l * p).value, f * a.resistance(p).value,
                        1e-12 * f * a.resistance(p).value);
        EXPECT_NEAR(b.puncture_force(), f * a.puncture_force(), 1e-12 * f * a.puncture_force() + 1e-18);
        EXPECT_NEAR(b.breach_force(), f * a.breach_force(), 1e-12 * f * a.breach_force());
        const auto channel = a.channel(0.7_mm), larger = b.channel(l * 0.7_mm);
        EXPECT_NEAR(larger.slit_length, l * channel.slit_length, 1e-12 * larger.slit_length);
        EXPECT_NEAR(larger.volume, l * l * l * channel.volume, 1e-12 * larger.volume);
    }
}

TEST_P(LawContract, HomogeneousInTime) {
    // Everything four times as slow, skin and needle: the same forces and depths, four times later. Only the
    // law of speed, above 1 m/s, knows an absolute time.
    SkinCard slow = card;
    for (PronyTerm& term : slow.relaxation) term.time *= 4;
    const Shape shape = shapes().front();
    const TimedTrace fast =
        trace_in_time(card, profile(shape), 1.4_mm, stamp_history(1.2_mm, 0.05, 0.1, 100));
    const TimedTrace late = trace_in_time(slow, profile(shape), 1.4_mm, stamp_history(1.2_mm, 0.2, 0.4, 100));
    ASSERT_EQ(fast.points.size(), late.points.size());
    EXPECT_NEAR(late.depth, fast.depth, 1e-12);
    for (std::size_t n = 0; n < fast.points.size(); ++n) {
        EXPECT_NEAR(late.points[n].time, 4 * fast.points[n].time, 1e-12);
        EXPECT_NEAR(late.points[n].state.force, fast.points[n].state.force, 1e-9 * fast.peak_force);
    }
}

TEST_P(LawContract, NoEnergyFromALoop) {
    // In and out again, past insertion: the work done on the skin is at least what was cut and rubbed.
    const LayeredSkin skin(card, 1, tables);
    std::vector<double> path;
    constexpr int steps = 400;
    for (int n = 0; n <= 2 * steps; ++n) path.push_back(1.5_mm * (n <= steps ? n : 2 * steps - n) / steps);
    for (const Shape& shape : shapes()) {
        const NeedleTrace trace = trace_needle(skin, profile(shape), 1.4_mm, path);
        double work = 0, largest = 0;
        for (std::size_t n = 1; n < trace.points.size(); ++n) {
            const double force = 0.5 * (trace.points[n].force + trace.points[n - 1].force);
            work += force * (trace.points[n].displacement - trace.points[n - 1].displacement);
            largest = std::max(largest, work);
            EXPECT_GE(trace.points[n].force, 0);
            EXPECT_TRUE(std::isfinite(trace.points[n].force));
            EXPECT_GE(trace.points[n].depth, trace.points[n - 1].depth);
        }
        // ∫ F_res dp over the depth reached, by the trapezoid.
        const RoundNeedleLaw law(skin, profile(shape));
        const double reached = trace.points.back().depth;
        double cut = 0;
        for (int n = 0; n < 2000; ++n)
            cut += law.resistance(reached * (n + 0.5) / 2000).value * reached / 2000;
        EXPECT_GE(work, cut - 1e-2 * largest);  // truncation of the path's trapezoid at the jump
    }
}

INSTANTIATE_TEST_SUITE_P(Cards, LawContract, testing::ValuesIn(skin_card_names()),
                         [](const auto& given) { return given.param; });

}  // namespace
}  // namespace puncta::models
