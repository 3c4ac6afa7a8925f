/// Kernels allocate nothing: what is asked millions of times in a run leaves the heap alone. Every allocation
/// of this program is counted, by operators new of our own (Eigen asks malloc, and is not counted). Not built
/// under sanitizers.

#include <array>
#include <cstdlib>
#include <functional>
#include <new>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/contact/radial_table.hpp"
#include "engine/fields/field_spectrum.hpp"
#include "engine/fields/random_field.hpp"
#include "engine/numerics/ldlt.hpp"
#include "engine/random/draws.hpp"
#include "models/cards/catalog.hpp"
#include "models/skin/layered_skin.hpp"

namespace {

thread_local long allocations = 0;

void* counted(std::size_t size) {
    ++allocations;
    if (void* place = std::malloc(size > 0 ? size : 1)) return place;
    throw std::bad_alloc();
}

void* counted(std::size_t size, std::align_val_t alignment) {
    ++allocations;
    const auto to = static_cast<std::size_t>(alignment);
    if (void* place = std::aligned_alloc(to, (size + to - 1) / to * to)) return place;
    throw std::bad_alloc();
}

}  // namespace

// NOLINTBEGIN(misc-new-delete-overloads): pairs of the same sort, as the standard asks.
void* operator new(std::size_t size) {
    return counted(size);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return counted(size, alignment);
}
void operator delete(void* place) noexcept {
    std::free(place);
}
void operator delete(void* place, std::size_t) noexcept {
    std::free(place);
}
void operator delete(void* place, std::align_val_t) noexcept {
    std::free(place);
}
void operator delete(void* place, std::size_t, std::align_val_t) noexcept {
    std::free(place);
}
// NOLINTEND(misc-new-delete-overloads)

namespace puncta {
namespace {

using namespace units;

long allocations_of(const std::function<void()>& work) {
    work();  // the first time may fill tables that stay
    const long before = allocations;
    work();
    return allocations - before;
}

/// Where results go, so that no compiler leaves the work out.
volatile double sink = 0;

TEST(Allocations, AreCounted) {
    EXPECT_EQ(allocations_of([] { sink = sink + 1; }), 0);
    EXPECT_GE(allocations_of([] { sink = std::vector<double>(1000, 1.0)[999]; }), 1);
}

TEST(Allocations, DrawsMakeNone) {
    const Draws draws(1);
    EXPECT_EQ(allocations_of([&] {
                  for (std::uint32_t k = 0; k < 100; ++k)
                      sink = draws.normal(Purpose::needle_length, {k, 1, 2}) +
                             draws.lognormal(Purpose::needle_tip, {k, 1, 2}, 0.3);
              }),
              0);
}

TEST(Allocations, NeedleLawMakesNoneAtAPlace) {
    models::SurfaceTables tables;
    const models::LayeredSkin skin(models::shipped_skin_card("cheek").card, 1.8, tables);
    const models::RoundNeedleLaw law(skin, NeedleProfile(8.0_um, 0.75_mm, 0.25_mm));
    const LocalSkin place{1.3, 0.7, 1.6};
    const auto at = law.at(place);
    // At the place alone: the law itself makes one `AtPlace` for every question.
    EXPECT_EQ(allocations_of([&] {
                  for (double depth = 1.0_um; depth < 2.0_mm; depth *= 1.1)
                      sink = at->resistance(depth).slope;
                  for (double force = 1e-4; force < 1; force *= 1.3) sink = at->dimple(force).slope;
              }),
              0);
}

TEST(Allocations, InfluenceAndFieldsMakeNone) {
    std::vector<double> samples;
    for (const double r : RadialTable::distances(0.2_mm, 25.0_mm)) samples.push_back(1 / (1.0_mm + r));
    const RadialTable table(0.2_mm, 25.0_mm, samples);
    const FieldSpectrum spectrum({10.0_mm, 8.0_mm}, 3.0_mm);
    const RandomField field(spectrum, Draws(3), {5, 1}, 0.2);
    std::array<double, 64> squares, values;
    for (std::size_t i = 0; i < squares.size(); ++i) squares[i] = double(i * i) * 1e-8;
    EXPECT_EQ(allocations_of([&] {
                  table.at_squares(squares, values);
                  sink = values[7] + table(3.0_mm) + table.slope(1.0_mm);
                  sink = field.factor(2.0_mm, 3.0_mm) + field.normal(9.0_mm, 1.0_mm);
              }),
              0);
}

TEST(Allocations, SmallSystemsKeepTheirRoom) {
    constexpr int n = 40;
    Ldlt system;
    std::vector<double> x, y;
    EXPECT_EQ(allocations_of([&] {
                  system.resize(n);
                  for (int j = 0; j < n; ++j)
                      for (int i = j; i < n + 2; ++i) system.at(i, j) = i == j ? n : 1.0 / (1 + i - j);
                  ASSERT_TRUE(system.factor());
                  system.solutions(x, y);
                  system.solve(x);
              }),
              0);
}

}  // namespace
}  // namespace puncta
