#pragma once
/// The work unit of the needle law: what one needle asks for once, by the code that `run` links and by the
/// straightforward scalar baseline.
///
/// A needle draws the scatter of its insertion force (Philox, keyed by who it is) and asks for its resistance
/// at one depth and its dimple at one force, both with their slopes. The skin is the cheek with a thin dermis
/// and fat, so that all six layers are reached and no needle stands on its cap at a layer's top. Every needle
/// has a place of its own; laws of places are made beforehand, as a stroke does at landing. A needle asks
/// again and again, as the balance does; every fifth time it has moved to a depth where its law does not know
/// the piece of F_res (18 times in a hundred in the reference run). Ours and the baseline draw by the same
/// function; nothing in either loop allocates.

#include <cmath>
#include <random>
#include <span>
#include <vector>

#include "bench/baselines/logarithmic_law.hpp"
#include "engine/base/error.hpp"
#include "engine/insertion/local_law.hpp"
#include "engine/random/draws.hpp"
#include "models/cards/catalog.hpp"
#include "models/indentation/dimple.hpp"
#include "models/skin/layered_skin.hpp"

namespace puncta::bench {

class LawUnit {
  public:
    struct Answer {
        double threshold, resistance, resistance_slope, dimple, dimple_slope;
    };
    static constexpr double self_compliance = 1e-3, cv = 0.3, longest = 1.5e-3;

    explicit LawUnit(std::size_t needles) {
        std::mt19937_64 random(1);
        auto between = [&](double low, double high) {
            return std::uniform_real_distribution<double>(low, high)(random);
        };
        for (std::size_t i = 0; i < needles; ++i) {
            places_.push_back({between(0.9, 1.1), between(0.8, 1.2), between(0.8, 1.2)});
            depths_.push_back(between(0.95e-3, 1.45e-3));
            forces_.push_back(between(0.02, 0.15));
            laws_.emplace_back(law_, self_compliance, longest, places_.back());
        }
        expect_same();
    }

    /// Question number n of every needle.
    void ours(std::size_t n, std::span<Answer> answers) const {
        for (std::size_t i = 0; i < laws_.size(); ++i) {
            const auto resistance = laws_[i].resistance(depth(n, i));
            const auto dimple = laws_[i].dimple(forces_[i]);
            answers[i] = {threshold(i), resistance.value, resistance.slope, dimple.value, dimple.slope};
        }
    }
    void scalar(std::size_t n, std::span<Answer> answers) const {
        for (std::size_t i = 0; i < laws_.size(); ++i) {
            const auto resistance = scalar_.resistance(depth(n, i), places_[i]);
            const auto lone = scalar_.dimple(forces_[i], places_[i]);
            answers[i] = {threshold(i), resistance.value, resistance.slope,
                          lone.value - self_compliance * forces_[i], lone.slope - self_compliance};
        }
    }
    /// Its parts.
    [[nodiscard]] double threshold(std::size_t i) const {
        return draws_.lognormal(Purpose::puncture_threshold, {0, 1, i, 0}, cv);
    }
    [[nodiscard]] NeedleLaw::Value resistance(std::size_t n, std::size_t i) const {
        return laws_[i].resistance(depth(n, i));
    }
    [[nodiscard]] NeedleLaw::Value dimple(std::size_t i) const { return laws_[i].dimple(forces_[i]); }

    [[nodiscard]] std::size_t size() const { return laws_.size(); }
    [[nodiscard]] const std::vector<double>& depths() const { return depths_; }
    [[nodiscard]] const std::vector<double>& forces() const { return forces_; }
    [[nodiscard]] const std::vector<LocalSkin>& places() const { return places_; }
    [[nodiscard]] const models::LayeredSkin& skin() const { return skin_; }
    [[nodiscard]] const NeedleProfile& needle() const { return needle_; }
    [[nodiscard]] LogCurve contact() const { return models::contact_dimple(skin_.punch(), needle_); }

  private:
    /// One of three, more than the pieces that a law remembers; not all needles move at once.
    [[nodiscard]] double depth(std::size_t n, std::size_t i) const {
        constexpr double parts[] = {1, 0.97, 0.94};
        return depths_[i] * parts[(n + i % 5) / 5 % 3];
    }
    static models::SkinCard card() {
        models::SkinCard cheek = models::shipped_skin_card("cheek").card;
        cheek.layers[3].thickness = 0.4e-3;
        cheek.layers[4].thickness = 0.2e-3;
        return cheek;
    }
    void expect_same() const {
        std::vector<Answer> mine(size()), theirs(size());
        auto close = [](double value, double expected) {
            PUNCTA_EXPECT(std::abs(value - expected) <= 1e-6 * std::abs(expected), "{} instead of {}", value,
                          expected);
        };
        for (const std::size_t n : {0, 3, 5, 10}) {
            ours(n, mine);
            scalar(n, theirs);
            for (std::size_t i = 0; i < size(); ++i) {
                close(mine[i].resistance, theirs[i].resistance);
                close(mine[i].dimple, theirs[i].dimple);
                close(mine[i].threshold, theirs[i].threshold);
            }
        }
    }

    models::SurfaceTables tables_;
    models::LayeredSkin skin_{card(), 1.8, tables_};
    NeedleProfile needle_{8e-6, 0.75e-3, 0.25e-3};
    models::RoundNeedleLaw law_{skin_, needle_};
    baselines::LogarithmicLaw scalar_{skin_.cutting(), needle_, contact(), skin_.deep_inverse().inverse()};
    Draws draws_{1};
    std::vector<LocalSkin> places_;
    std::vector<double> depths_, forces_;
    std::vector<LocalLaw> laws_;
};

}  // namespace puncta::bench
