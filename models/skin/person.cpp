#include "models/skin/person.hpp"

#include <cmath>

namespace puncta::models {
namespace {

constexpr double dermis_men_over_women = 1.216;

double by_sex(const std::string& sex, double men, double women) {
    if (sex == "male") return men;
    return sex == "female" ? women : (men + women) / 2;
}

double thickness_factor(const std::string& layer, const Person& person) {
    const double decades = (person.age - reference_age) / 10;
    if (layer == "dermis" || layer == "papillary_dermis" || layer == "reticular_dermis") {
        constexpr double men = 2 * dermis_men_over_women / (1 + dermis_men_over_women);
        return by_sex(person.sex, men, 2 - men) * std::pow(1 - 0.06, decades);
    }
    if (layer == "viable_epidermis") return std::pow(1 - by_sex(person.sex, 0.072, 0.057), decades);
    return 1;
}

}  // namespace

SkinCard skin_of_person(SkinCard card, const Person& person) {
    for (LayerCard& layer : card.layers) {
        if (!std::isfinite(layer.thickness)) continue;
        layer.thickness *= thickness_factor(layer.name, person);
        layer.stress += person.stretch * layer.modulus / (1 - layer.poisson);
    }
    return card;
}

}  // namespace puncta::models
