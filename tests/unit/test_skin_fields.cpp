/// The three fields of one subject's skin: which varies, which does not, and whose they are.

#include <gtest/gtest.h>

#include "models/skin/skin_fields.hpp"

namespace puncta::models {
namespace {

constexpr std::array<double, 2> area = {10e-3, 10e-3};
constexpr SkinVariation variation{2e-3, 0.1, 0.2, 0.3};

TEST(SkinFields, WithoutVariationThereIsNothingToMake) {
    const SkinVariation none{2e-3, 0, 0, 0};
    EXPECT_EQ(field_spectrum(none, area), nullptr);
    for (const SkinFields& fields : {SkinFields(), SkinFields(none, nullptr, Draws(1), 0)}) {
        const LocalSkin local = fields.at(3e-3, 4e-3);
        EXPECT_EQ(local.thickness, 1);
        EXPECT_EQ(local.modulus, 1);
        EXPECT_EQ(local.toughness, 1);
    }
}

TEST(SkinFields, WhatDoesNotVaryIsExactlyOne) {
    const SkinVariation stiffness_only{2e-3, 0, 0.2, 0};
    const auto spectrum = field_spectrum(stiffness_only, area);
    const LocalSkin local = SkinFields(stiffness_only, spectrum.get(), Draws(1), 0).at(3e-3, 4e-3);
    EXPECT_EQ(local.thickness, 1);
    EXPECT_NE(local.modulus, 1);
    EXPECT_EQ(local.toughness, 1);
}

TEST(SkinFields, AreThoseOfTheReplicateAndOfTheirKeys) {
    const auto spectrum = field_spectrum(variation, area);
    const Draws draws(7);
    const SkinFields fields(variation, spectrum.get(), draws, 3), other(variation, spectrum.get(), draws, 4);
    const LocalSkin local = fields.at(3e-3, 4e-3);
    EXPECT_NE(local.thickness, other.at(3e-3, 4e-3).thickness);
    // Fields 0, 1 and 2 of the replicate, each with its own cv: a renumbering would change old seeds.
    EXPECT_EQ(local.thickness, RandomField(*spectrum, draws, {3, 0}, 0.1).factor(3e-3, 4e-3));
    EXPECT_EQ(local.modulus, RandomField(*spectrum, draws, {3, 1}, 0.2).factor(3e-3, 4e-3));
    EXPECT_EQ(local.toughness, RandomField(*spectrum, draws, {3, 2}, 0.3).factor(3e-3, 4e-3));
}

}  // namespace
}  // namespace puncta::models
