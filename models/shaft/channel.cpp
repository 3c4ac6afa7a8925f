#include "models/shaft/channel.hpp"

#include <algorithm>
#include <numbers>
#include <ranges>

#include "engine/numerics/gauss_legendre.hpp"

namespace puncta::models {
namespace {

/// Bottom of layer l, or the depth reached if that comes first.
double bottom(const CuttingSkin& skin, std::size_t l, double depth, const LocalSkin& local) {
    return l + 1 < skin.layers.size() ? std::min(depth, skin.layers[l + 1].top * local.thickness) : depth;
}

/// Length 2b of the slit that the needle's section at depth z cut in this layer [m].
double slit_at(const CuttingSkin& skin, const CuttingLayer& layer, const NeedleProfile& needle, double depth,
               double z) {
    const double d = needle.diameter(depth - z);
    return d * skin.opening.ratio(layer.toughness, layer.shear_modulus, d) + needle.breadth(depth - z);
}

/// One face of the cut between the depths `begin` and `limit`: ∫ 2b dz [m²].
double slit_face(const CuttingSkin& skin, const NeedleProfile& needle, double depth, double begin,
                 double limit, const LocalSkin& local) {
    static const GaussLegendre<8> rule;
    double face = 0;
    for (std::size_t l = 0; l < skin.layers.size(); ++l) {
        const CuttingLayer layer = at_place(skin.layers[l], local);
        if (layer.top >= limit) break;
        auto slit = [&](double z) { return slit_at(skin, layer, needle, depth, z); };
        // The section has kinks where the seams of the needle stand: integrate between them.
        double from = std::max(begin, layer.top);
        const double end = bottom(skin, l, limit, local);
        auto integrate_to = [&](double seam) {
            const double to = std::min(seam, end);
            if (to <= from) return;
            face += rule.integrate(from, to, slit);
            from = to;
        };
        for (const double seam : needle.seams() | std::views::reverse) integrate_to(depth - seam);
        integrate_to(end);
    }
    return face;
}

/// Full width 2w of the ellipse to which all layers open together [m]; `face` is the whole cut.
double opened_width(const CuttingSkin& skin, double depth, double face, const LocalSkin& local) {
    return channel_aspect(skin, depth, local) * face / depth;
}

constexpr double ellipse = std::numbers::pi / 4;

}  // namespace

double channel_aspect(const CuttingSkin& skin, double depth, const LocalSkin& local) {
    double tension = 0, stiffness = 0;
    for (std::size_t l = 0; l < skin.layers.size(); ++l) {
        const CuttingLayer layer = at_place(skin.layers[l], local);
        if (layer.top >= depth) break;
        const double thickness = bottom(skin, l, depth, local) - layer.top;
        tension += layer.stress * thickness;
        stiffness += layer.resting_modulus * thickness;
    }
    return stiffness > 0 ? std::min(1.0, tension / (2 * stiffness)) : 0;
}

NeedleLaw::Channel channel_left(const CuttingSkin& skin, const NeedleProfile& needle, double depth,
                                const LocalSkin& local) {
    if (depth <= 0) return {0, 0, 0};
    const double mouth = std::min(depth, needle.diameter(depth));
    const double face = slit_face(skin, needle, depth, 0, depth, local);
    const double at_mouth = slit_face(skin, needle, depth, 0, mouth, local) / mouth;
    const double width = opened_width(skin, depth, face, local);
    return {at_mouth, ellipse * width * at_mouth, ellipse * width * face};
}

double channel_section(const CuttingSkin& skin, const NeedleProfile& needle, double depth, double z,
                       const LocalSkin& local) {
    if (z < 0 || z >= depth) return 0;
    std::size_t l = skin.layers.size() - 1;
    while (l > 0 && skin.layers[l].top * local.thickness > z) --l;
    const double width = opened_width(skin, depth, slit_face(skin, needle, depth, 0, depth, local), local);
    return ellipse * width * slit_at(skin, at_place(skin.layers[l], local), needle, depth, z);
}

void add_channel_volumes(const CuttingSkin& skin, const NeedleProfile& needle, double depth, double bin_width,
                         std::span<double> volumes, const LocalSkin& local) {
    if (depth <= 0) return;
    const double width = opened_width(skin, depth, slit_face(skin, needle, depth, 0, depth, local), local);
    for (std::size_t bin = 0; bin < volumes.size(); ++bin) {
        const double begin = double(bin) * bin_width;
        if (begin >= depth) break;
        const double end = bin + 1 < volumes.size() ? std::min(depth, begin + bin_width) : depth;
        volumes[bin] += ellipse * width * slit_face(skin, needle, depth, begin, end, local);
    }
}

}  // namespace puncta::models
