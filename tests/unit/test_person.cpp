/// Sex, age and stretch against the figures of their sources, by hand.

#include <cmath>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "models/cards/catalog.hpp"
#include "models/skin/person.hpp"

namespace puncta::models {
namespace {

using namespace units;

const LayerCard& layer(const SkinCard& card, const std::string& name) {
    for (const LayerCard& l : card.layers)
        if (l.name == name) return l;
    throw std::runtime_error(name);
}

TEST(Person, TheCardItselfIsTheReference) {
    const SkinCard card = shipped_skin_card("cheek").card, same = skin_of_person(card, {});
    for (std::size_t l = 0; l < card.layers.size(); ++l) {
        EXPECT_EQ(same.layers[l].thickness, card.layers[l].thickness);
        EXPECT_EQ(same.layers[l].stress, card.layers[l].stress);
    }
}

TEST(Person, SexOfTheDermis) {
    // Meng 2022: men over women 1.216 in the mean of seven sites; together they average to the card.
    const SkinCard card = shipped_skin_card("cheek").card;
    const double men = layer(skin_of_person(card, {"male", reference_age}), "reticular_dermis").thickness;
    const double women = layer(skin_of_person(card, {"female", reference_age}), "reticular_dermis").thickness;
    EXPECT_NEAR(men / women, 1.216, 1e-12);
    EXPECT_NEAR((men + women) / 2, layer(card, "reticular_dermis").thickness, 1e-15);
    EXPECT_EQ(layer(skin_of_person(card, {"male", reference_age}), "stratum_corneum").thickness,
              layer(card, "stratum_corneum").thickness);
}

TEST(Person, ThinnerByTheDecade) {
    // Branchet 1990: a man of 60 has 0.94² of the dermis and 0.928² of the epidermis of one of 40.
    const SkinCard card = shipped_skin_card("cheek").card;
    const SkinCard young = skin_of_person(card, {"male", 40}), old = skin_of_person(card, {"male", 60});
    EXPECT_NEAR(layer(old, "papillary_dermis").thickness / layer(young, "papillary_dermis").thickness,
                0.94 * 0.94, 1e-12);
    EXPECT_NEAR(layer(old, "viable_epidermis").thickness / layer(young, "viable_epidermis").thickness,
                0.928 * 0.928, 1e-12);
    EXPECT_TRUE(std::isinf(old.layers.back().thickness));
}

TEST(Person, StretchAddsBiaxialStress) {
    // 5 % of 0.3 MPa at nu = 0.48: 0.05 · 0.3/0.52 MPa = 28.8 kPa on top of the card's 53.
    const SkinCard pulled = skin_of_person(shipped_skin_card("cheek").card, {"any", reference_age, 0.05});
    EXPECT_NEAR(layer(pulled, "reticular_dermis").stress, 53.0_kPa + 0.05 * 0.3_MPa / 0.52, 1e-6);
    EXPECT_EQ(pulled.layers.back().stress, 0);
}

}  // namespace
}  // namespace puncta::models
