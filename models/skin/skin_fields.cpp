#include "models/skin/skin_fields.hpp"

namespace puncta::models {
namespace {

/// Which field is which in the key of its noise. Never renumber.
enum : std::uint64_t { thickness_field = 0, modulus_field = 1, toughness_field = 2 };

}  // namespace

std::shared_ptr<const FieldSpectrum> field_spectrum(const SkinVariation& variation,
                                                    const std::array<double, 2>& area) {
    if (!variation.any()) return nullptr;
    return std::make_shared<const FieldSpectrum>(area, variation.correlation_length);
}

SkinFields::SkinFields(const SkinVariation& variation, const FieldSpectrum* spectrum, const Draws& draws,
                       std::uint64_t replicate) {
    if (spectrum == nullptr) return;
    auto field = [&](std::uint64_t which, double cv) {
        return RandomField(*spectrum, draws, {replicate, which}, cv);
    };
    thickness_ = field(thickness_field, variation.thickness_cv);
    modulus_ = field(modulus_field, variation.modulus_cv);
    toughness_ = field(toughness_field, variation.toughness_cv);
}

}  // namespace puncta::models
