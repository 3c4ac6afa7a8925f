/// One needle in time: limits of very slow and very fast, relaxation of a hold, work of a closed loop, and
/// the law of rate.

#include <algorithm>
#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "models/cards/catalog.hpp"
#include "models/skin/first_crossing.hpp"
#include "models/skin/timed_needle.hpp"
#include "models/viscosity/relaxation.hpp"

namespace puncta::models {
namespace {

using namespace units;

SkinCard skin(const std::string& name, bool tension = true) {
    SkinCard card = shipped_skin_card(name).card;
    if (!tension)
        for (LayerCard& layer : card.layers) layer.stress = 0;
    return card;
}

const NeedleProfile& sharp() {
    static const NeedleProfile shape(8.0_um, 0.75_mm, 0.25_mm);
    return shape;
}

/// A needle that never inserts: its threshold is out of reach.
TimedTrace pressed(const SkinCard& card, const History& history, double threshold_factor = 1e6) {
    return trace_in_time(card, sharp(), 1.5_mm, history, threshold_factor);
}

/// The same displacements without time, all moduli times one factor.
NeedleTrace timeless(const SkinCard& card, const History& history, double stiffening,
                     double threshold_factor = 1) {
    SurfaceTables cache;
    const LayeredSkin layered(card, stiffening, cache);
    return trace_needle(layered, sharp(), 1.5_mm, history.displacement, threshold_factor);
}

double share_at(const SkinCard& card, double t) {
    double g = long_time_share(card.relaxation);
    for (const PronyTerm& term : card.relaxation) g += term.share * std::exp(-t / term.time);
    return g;
}

void expect_same(const TimedTrace& timed, const NeedleTrace& law, double tolerance) {
    ASSERT_EQ(timed.points.size(), law.points.size());
    double largest = 0;
    for (const NeedlePoint& p : law.points) largest = std::max(largest, p.force);
    for (std::size_t i = 0; i < law.points.size(); ++i) {
        const NeedlePoint &a = timed.points[i].state, &b = law.points[i];
        EXPECT_NEAR(a.force, b.force, tolerance * largest) << i;
        EXPECT_NEAR(a.depth, b.depth, tolerance * 1.5_mm) << i;
        EXPECT_NEAR(a.resistance.total(), b.resistance.total(), tolerance * largest) << i;
    }
    ASSERT_TRUE(timed.insertion && law.insertion);
    EXPECT_NEAR(timed.insertion->state.force, law.insertion->force, tolerance * largest);
    EXPECT_NEAR(timed.depth, law.points.back().depth, tolerance * 1.5_mm);
    EXPECT_NEAR(timed.channel.volume, law.channel.volume, 1e-5 * law.channel.volume);
}

TEST(TimedNeedle, SlowAndFastLimits) {
    for (const char* name : {"cheek", "excised_human", "hairless_rat"}) {
        SCOPED_TRACE(name);
        SkinCard card = skin(name);
        // Next order: tau/t of the slowest term, 5 s in 1e9 s a step; t/tau of the fastest, 1e-9 s in 0.35 s.
        const History slow = stamp_history(3.0_mm, 1e12, 0, 300);
        expect_same(trace_in_time(card, sharp(), 1.5_mm, slow), timeless(card, slow, 1), 1e-6);
        card.rate_exponent = 0;  // for the limit of the Prony series alone
        const History fast = stamp_history(3.0_mm, 1e-9, 0, 300);
        const TimedTrace timed = trace_in_time(card, sharp(), 1.5_mm, fast);
        expect_same(timed, timeless(card, fast, 1 / long_time_share(card.relaxation)), 1e-6);
        EXPECT_NEAR(timed.cutting_factor, 2, 1e-6);  // 1/g_inf
    }
    SkinCard elastic = skin("cheek");
    elastic.relaxation.clear();
    const History any = pen_history(2.5_mm, 50, 200);
    expect_same(trace_in_time(elastic, sharp(), 1.5_mm, any), timeless(elastic, any, 1), 1e-9);
}

TEST(TimedNeedle, HoldRelaxesAsG) {
    // Pressed in at once, F = F_slow + h (F_fast - F_slow); without tension F = g F_fast. Next order: the
    // press of 1e-9 s, and the tables of two stacks.
    const History held = stamp_history(1.0_mm, 1e-9, 20, 200);
    for (const bool tension : {false, true}) {
        SkinCard card = skin("cheek", tension);
        card.rate_exponent = 0;
        const TimedTrace trace = pressed(card, held);
        const double resting = timeless(card, held, 1, 1e6).points[200].force;
        const double instant = timeless(card, held, 2, 1e6).points[200].force;
        for (std::size_t i = 200; i <= 400; ++i) {
            const double g = share_at(card, trace.points[i].time);
            EXPECT_NEAR(trace.points[i].state.force, resting + (2 * g - 1) * (instant - resting),
                        1e-8 * instant);
            if (!tension) {
                EXPECT_NEAR(trace.points[i].state.force, g * instant, 1e-6 * instant);
            }
        }
        EXPECT_NEAR(trace.peak_force, instant, 1e-8 * instant);
    }
}

TEST(TimedNeedle, ForceIsTheConvolutionOfItsDimple) {
    // Brute sum of g(t - s) dF_e over the samples, while the needle touches: another rule for the same
    // integral. Truncation of either: quadratic in 1/400 of the stroke.
    const SkinCard card = skin("cheek", false);
    const History stroke = roller_history(11.5_mm, 10.0_mm, 3.0_mm, 0.05, 400);
    const TimedTrace trace = pressed(card, stroke);
    SurfaceTables cache;
    const LayeredSkin instant(card, 1 / long_time_share(card.relaxation), cache);
    const RoundNeedleLaw law(instant, sharp());
    for (std::size_t n = 1; n < trace.points.size() && trace.points[n].state.force > 0; ++n) {
        double sum = 0;
        for (std::size_t i = 1; i <= n; ++i) {
            const double middle = 0.5 * (trace.points[i].time + trace.points[i - 1].time);
            sum += share_at(card, trace.points[n].time - middle) *
                   (dimple_force(law, trace.points[i].state.dimple) -
                    dimple_force(law, trace.points[i - 1].state.dimple));
        }
        ASSERT_NEAR(trace.points[n].state.force, sum, 1e-5 * trace.peak_force) << n;
    }
}

TEST(TimedNeedle, LeavingPushesLessAndNeverPulls) {
    for (const char* name : {"cheek", "forehead", "excised_human"})
        for (const History& history :
             {roller_history(11.5_mm, 10.0_mm, 3.0_mm, 0.05), stamp_history(2.0_mm, 0.05, 0.5),
              pen_history(2.0_mm, 2), pen_history(2.0_mm, 100)})
            for (const double threshold : {1.0, 1e6}) {
                const TimedTrace trace = trace_in_time(skin(name), sharp(), 1.5_mm, history, threshold);
                const std::size_t bottom = history.bottom();
                double depth = 0;
                for (std::size_t i = 0; i < trace.points.size(); ++i) {
                    const NeedlePoint& p = trace.points[i].state;
                    EXPECT_GE(p.force, 0);
                    EXPECT_GE(p.depth, depth);
                    depth = p.depth;
                    // u = D + p while it touches; the skin lies deeper than the needle pushes it afterwards.
                    if (p.force > 0) {
                        EXPECT_NEAR(p.dimple + p.depth, p.displacement, 1e-15);
                    }
                    EXPECT_GE(p.dimple + p.depth, p.displacement - 1e-15);
                    // Roller and pen are symmetric in time.
                    if (i > bottom && trace.points.size() == 2 * bottom + 1) {
                        EXPECT_LE(p.force,
                                  trace.points[2 * bottom - i].state.force + 1e-12 * trace.peak_force);
                    }
                }
                EXPECT_LE(depth, 1.5_mm);
                EXPECT_EQ(depth > 0, threshold == 1.0);
                EXPECT_LT(trace.contact_time, history.time.back());
                EXPECT_GT(trace.contact_time, history.time[bottom]);
                EXPECT_EQ(trace.points.back().state.force, 0);
                EXPECT_GT(trace.points.back().state.dimple, 0);  // the skin comes back later
            }
}

TEST(TimedNeedle, ClosedLoopsCostWork) {
    for (const std::string& name : skin_card_names()) {
        SCOPED_TRACE(name);
        for (const double time : {1e-4, 0.02, 0.3, 4.0, 1e3})
            for (const History& history :
                 {stamp_history(2.0_mm, time, 0, 200), stamp_history(2.0_mm, time, time, 200),
                  pen_history(2.0_mm, 1 / time, 200)}) {
                const TimedTrace trace = pressed(skin(name), history);
                double in = 0, work = 0;
                for (std::size_t i = 1; i < trace.points.size(); ++i) {
                    const NeedlePoint &a = trace.points[i - 1].state, &b = trace.points[i].state;
                    const double part = 0.5 * (a.force + b.force) * (b.displacement - a.displacement);
                    work += part;
                    in += std::max(0.0, part);
                }
                // Far slower or faster than the skin relaxes, a stroke gets all of it back; between, what is
                // lost is of the order of T g'(0) = 0.4/0.35 · 0.02 = 2 % and more.
                EXPECT_GE(work, -1e-9 * in);
                if (time > 0.01 && time < 1 && !skin(name).relaxation.empty()) {
                    EXPECT_GT(work, 0.005 * in);
                }
            }
    }
}

TEST(TimedNeedle, RepeatedStrokesTouchWhereTheSkinIs) {
    // Three strokes in a row: the skin has not come back when the next one meets it, so each touches for less
    // time than the one before and none creates work.
    const History one = pen_history(1.0_mm, 5, 200);
    History three = one;
    for (const double start : {0.2, 0.4})
        for (std::size_t i = 1; i < one.time.size(); ++i) {
            three.time.push_back(one.time[i] + start);
            three.displacement.push_back(one.displacement[i]);
            three.speed.push_back(one.speed[i]);
        }
    const TimedTrace trace = pressed(skin("cheek"), three);
    std::array<double, 3> work{}, first{-1, -1, -1};
    for (std::size_t i = 1; i < trace.points.size(); ++i) {
        const NeedlePoint &a = trace.points[i - 1].state, &b = trace.points[i].state;
        const std::size_t stroke = (i - 1) / 400;
        work[stroke] += 0.5 * (a.force + b.force) * (b.displacement - a.displacement);
        if (first[stroke] < 0 && b.force > 0) first[stroke] = b.displacement;
    }
    EXPECT_LT(first[0], first[1]);
    EXPECT_LT(first[1], first[2]);
    EXPECT_GT(work[0], work[1]);
    EXPECT_GT(work[1], work[2]);
    EXPECT_GT(work[2], 0);
}

TEST(TimedNeedle, InsertsAtItsForceAndConverges) {
    // The insertion force is F_p whatever the samples; depth and events converge by the square of the
    // spacing: 6e-3 from 64 samples leaves 1e-4 from 512.
    const SkinCard card = skin("cheek");
    const NeedleProfile blunt(20.0_um, 0.75_mm, 0.25_mm);  // F_p = 4.6 x 20 - 3 = 89 mN, above any breach
    auto trace = [&](int steps) {
        return trace_in_time(card, blunt, 1.5_mm, roller_history(11.5_mm, 10.0_mm, 3.0_mm, 0.05, steps));
    };
    const TimedTrace coarse = trace(64), middle = trace(512), fine = trace(4096);
    for (const TimedTrace* t : {&coarse, &middle, &fine}) {
        ASSERT_TRUE(t->insertion && t->breach);
        EXPECT_NEAR(t->insertion->state.force, 89.0_mN, 1e-9);
        EXPECT_LE(t->breach->time, t->insertion->time);
        EXPECT_GT(t->jump, 0);
        EXPECT_NEAR(t->insertion->state.dimple, t->insertion->state.displacement, 1e-18);
    }
    EXPECT_NEAR(middle.insertion->time, fine.insertion->time, 1e-4 * fine.insertion->time);
    EXPECT_NEAR(middle.depth, fine.depth, 1e-4 * fine.depth);
    EXPECT_NEAR(coarse.depth, fine.depth, 6e-3 * fine.depth);
    EXPECT_NEAR(middle.contact_time, fine.contact_time, 1e-3 * fine.contact_time);
}

TEST(TimedNeedle, ShortNeedleGoesInOnlyAtSpeed) {
    // 0.25 mm on the cheek, stamped until its hub meets the surface. The tip is so blunt that F_p lies half
    // way between the slow and the instantaneous force of that dimple, or above both.
    const SkinCard card = skin("cheek");
    const double length = 0.25_mm;
    auto stamped = [&](double tip, double press) {
        return trace_in_time(card, {tip, 0.12_mm, 0.1_mm}, length, stamp_history(length, press, 0));
    };
    auto force_to = [&](double stiffening, double tip) {
        SurfaceTables cache;
        const LayeredSkin layered(card, stiffening, cache);
        return dimple_force(RoundNeedleLaw(layered, {tip, 0.12_mm, 0.1_mm}), length);
    };
    const double slow = force_to(1, 8.0_um), instant = force_to(2, 8.0_um);
    auto tip_for = [&](double force) { return (force + 3.0_mN) / 4.6e3; };
    const double tip = tip_for(0.5 * (slow + instant));
    EXPECT_FALSE(stamped(tip, 100).insertion);
    EXPECT_EQ(stamped(tip, 100).depth, 0);
    const TimedTrace quick = stamped(tip, 1.0e-3);  // 0.25 m/s: the Prony series alone
    ASSERT_TRUE(quick.insertion);
    EXPECT_EQ(quick.rate_factor, 1);
    EXPECT_GT(quick.depth, 0);
    // 5 % above what the instantaneous moduli carry, only the power of rate helps: 1.05^(1/0.1) = 1.6 m/s,
    // a little more because tension does not grow with it.
    const double blunt = tip_for(1.05 * instant);
    EXPECT_FALSE(stamped(blunt, length / 0.9).insertion);
    EXPECT_FALSE(stamped(blunt, length / 1.3).insertion);
    const TimedTrace shot = stamped(blunt, length / 2.5);
    ASSERT_TRUE(shot.insertion);
    EXPECT_DOUBLE_EQ(shot.rate_factor, std::pow(2.5, 0.1));
    EXPECT_GT(shot.depth, 0);
}

TEST(TimedNeedle, SpeedCountsUpToTheInsertion) {
    // A pen stroke gathers speed: a sharp needle is in before the fastest moment, and the factor is that of
    // the moment it goes in.
    SkinCard card = skin("cheek");
    card.rate_exponent = 0.3;
    const History stroke = pen_history(3.0_mm, 500, 400);
    const TimedTrace trace = trace_in_time(card, sharp(), 1.5_mm, stroke);
    ASSERT_TRUE(trace.insertion);
    ASSERT_LT(trace.insertion->time, 0.9 * 5e-4);
    const double speed = stroke.peak_speed(trace.insertion->time);
    EXPECT_LT(speed, stroke.peak_speed());
    EXPECT_GT(speed, 1);
    // The samples' speed is a staircase; one step of it.
    EXPECT_NEAR(trace.rate_factor, rate_stiffening(0.3, speed), 5e-3);
}

}  // namespace
}  // namespace puncta::models
