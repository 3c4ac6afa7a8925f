#pragma once
/// Whose skin it is, and whether a hand stretches it: factors on a card's mean skin.
///
/// Sex: the dermis of men is thicker by r = 1.216, the mean ratio over seven sites of the face and neck (Meng
/// 2022: 1.36, 1.27, 1.33, 1.16, 1.11, 1.31, 0.99); a card without sex is taken as the mean of both, so men
/// have 2r/(1+r) = 1.098 and women 0.902 of it. Age: dermis -6 % per decade, viable epidermis -7.2 (men) and
/// -5.7 % (women) (Branchet 1990), compounded from the `reference_age` of the cards (an assumption; they say
/// "adult"). Stretch: an equibiaxial strain e adds the stress e E/(1 - nu) to every layer, held long enough
/// to relax. Neglected: stiffness, stratum corneum and fat by sex and age; thinning by the stretch (e).

#include <string>

#include "models/skin/skin_card.hpp"

namespace puncta::models {

constexpr double reference_age = 40;  ///< [years]

struct Person {
    std::string sex = "any";     ///< any, female or male
    double age = reference_age;  ///< [years]
    double stretch = 0;          ///< strain by the stretching hand
};

/// The card's skin on this person.
SkinCard skin_of_person(SkinCard card, const Person& person);

}  // namespace puncta::models
