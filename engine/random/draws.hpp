#pragma once
/// Random numbers by name, not by order: a draw depends on the seed, on what it is for and on whose it is.
///
/// Philox4x64-10 (Salmon et al. 2011, Random123) with key (seed, purpose) and counter (replicate, a, b, c);
/// equal to numpy.random.Philox with the same key and counter. Nothing else enters, so results do not depend
/// on the number of threads, the order of the work or how often a run was resumed.

#include <array>
#include <cstdint>

namespace puncta {

/// What a number is drawn for. Never renumber: old seeds would give other results.
enum class Purpose : std::uint64_t {
    layer_thickness = 1,
    layer_modulus = 2,
    layer_toughness = 3,
    layer_wall_shear = 4,
    needle_length = 10,
    needle_tip = 11,
    needle_tilt_along = 12,
    needle_tilt_across = 13,
    needle_angle = 14,
    needle_missing = 15,
    needle_bent = 16,
    needle_bend_along = 17,
    needle_bend_across = 18,
    disc_phase = 19,
    stroke_load = 20,
    start_phase = 21,
    lateral_offset = 22,
    stroke_speed = 23,
    stroke_tilt = 24,
    stroke_wander = 25,
    press_load = 26,
    depth_stop = 27,
    puncture_threshold = 30,
    random_field = 40,
    ignorance = 50,
    capillary_loop = 60,
    capillary_needle = 61,
};

/// Whose number it is. Unused places stay 0.
struct DrawKey {
    std::uint64_t replicate = 0, a = 0, b = 0, c = 0;
};

class Draws {
  public:
    explicit Draws(std::uint64_t seed) : seed_(seed) {}

    /// 64 random bits.
    [[nodiscard]] std::uint64_t word(Purpose purpose, const DrawKey& key) const;
    /// Uniform in (0, 1), never 0 or 1.
    [[nodiscard]] double uniform(Purpose purpose, const DrawKey& key) const;
    /// The two uniform numbers that normal() is made of.
    [[nodiscard]] std::array<double, 2> uniforms(Purpose purpose, const DrawKey& key) const;
    /// Standard normal (Box-Muller on the two halves of one counter).
    [[nodiscard]] double normal(Purpose purpose, const DrawKey& key) const;
    /// Lognormal with mean 1 and the given coefficient of variation; 1 for cv = 0.
    [[nodiscard]] double lognormal(Purpose purpose, const DrawKey& key, double cv) const;

  private:
    std::uint64_t seed_;
};

}  // namespace puncta
