#include "models/shaft/cutting_resistance.hpp"

#include "models/shaft/placed_resistance.hpp"

namespace puncta::models {

ResistanceParts resistance_parts(const CuttingSkin& skin, const NeedleProfile& needle, double depth,
                                 const LocalSkin& local) {
    const bool blade = needle.full_breadth() > 0;
    ResistanceParts parts;
    for (std::size_t l = 0; l < skin.layers.size(); ++l) {
        const CuttingLayer layer = at_place(skin.layers[l], local);
        const double s = depth - layer.top;
        if (s <= 0) break;
        const double below =
            l + 1 < skin.layers.size() ? depth - skin.layers[l + 1].top * local.thickness : 0;
        auto energy = [&](double at) {
            return skin.opening.energy(layer.toughness, layer.shear_modulus, needle.diameter(at));
        };
        const SlitOpening::Energy in = energy(s), out = energy(below);
        parts.cutting += in.crack - out.crack;
        if (blade)
            parts.cutting +=
                skin.opening.edge_toughness(layer.toughness, layer.shear_modulus, needle.edge_radius()) *
                (needle.breadth(s) - needle.breadth(below));
        parts.spreading += in.spreading - out.spreading;
        parts.friction += layer.wall_shear * (needle.wall_area(s) - needle.wall_area(below));
    }
    return parts;
}

NeedleLaw::Value resistance(const CuttingSkin& skin, const NeedleProfile& needle, double depth,
                            const LocalSkin& local) {
    const NeedleSections sections(needle);
    return PlacedResistance(skin, sections, local)(depth);
}

std::vector<double> turning_depths(const CuttingSkin& skin, const NeedleProfile& needle, double limit,
                                   const LocalSkin& local) {
    const NeedleSections sections(needle);
    return PlacedResistance(skin, sections, local).turning_depths(limit);
}

}  // namespace puncta::models
