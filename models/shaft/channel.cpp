#include "models/shaft/channel.hpp"

#include <algorithm>
#include <limits>
#include <numbers>
#include <ranges>
#include <vector>

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

/// The cut of one needle that went to `depth`, face by face: ∫ 2b dz. Stretches end where a layer or a piece
/// of the needle does; on a straight piece the integral over depth is one over the diameter, in closed form.
class CutFaces {
  public:
    CutFaces(const CuttingSkin& skin, const NeedleProfile& needle, double depth, const LocalSkin& local)
        : skin_(skin), needle_(needle), depth_(depth) {
        stretches_.reserve(skin.layers.size() + needle.seams().size() + 1);
        for (std::size_t l = 0; l < skin.layers.size(); ++l) {
            const CuttingLayer layer = at_place(skin.layers[l], local);
            if (layer.top >= depth) break;
            double from = layer.top;
            const double end = bottom(skin, l, depth, local);
            for (const double seam : needle.seams() | std::views::reverse) {
                const double to = std::min(depth - seam, end);
                if (to <= from) continue;
                add(layer, from, to, needle.diameter_slope(seam));
                from = to;
            }
            if (end > from) add(layer, from, end, std::numeric_limits<double>::infinity());
        }
    }

    /// Between two depths [m²].
    [[nodiscard]] double between(double begin, double end) const {
        double face = 0;
        for (const Stretch& stretch : stretches_) {
            if (stretch.from >= end) break;
            const double from = std::max(begin, stretch.from), to = std::min(end, stretch.to);
            if (to > from) face += part(stretch, from, to);
        }
        return face;
    }

  private:
    struct Stretch {
        double from, to, widening;  ///< the latter infinite on the cap
        CuttingLayer layer;
        double scale;  ///< of the layer's slits, SlitOpening::Scale
    };

    void add(const CuttingLayer& layer, double from, double to, double widening) {
        stretches_.push_back(
            {from, to, widening, layer, skin_.opening.scale(layer.toughness, layer.shear_modulus).scale});
    }

    [[nodiscard]] double part(const Stretch& stretch, double from, double to) const {
        const double wide = needle_.diameter(depth_ - from), length = to - from;
        if (stretch.widening == 0) return length * slit_at(skin_, stretch.layer, needle_, depth_, from);
        const double growth = stretch.widening * length;
        // On the cap, and where two nearly equal numbers would be taken apart: by quadrature.
        if (!(growth < wide) || growth < 1e-4 * wide) {
            static const GaussLegendre<8> rule;
            return rule.integrate(
                from, to, [&](double z) { return slit_at(skin_, stretch.layer, needle_, depth_, z); });
        }
        const double narrow = needle_.diameter(depth_ - to);
        const double slits =
            skin_.opening.grown_slit(stretch.scale, wide) - skin_.opening.grown_slit(stretch.scale, narrow);
        const double edges = 0.5 * (needle_.breadth(depth_ - from) + needle_.breadth(depth_ - to));
        return slits / stretch.widening + edges * length;
    }

    const CuttingSkin& skin_;
    const NeedleProfile& needle_;
    double depth_;
    std::vector<Stretch> stretches_;
};

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
    const CutFaces faces(skin, needle, depth, local);
    const double face = faces.between(0, depth), at_mouth = faces.between(0, mouth) / mouth;
    const double width = opened_width(skin, depth, face, local);
    return {at_mouth, ellipse * width * at_mouth, ellipse * width * face};
}

double channel_section(const CuttingSkin& skin, const NeedleProfile& needle, double depth, double z,
                       const LocalSkin& local) {
    if (z < 0 || z >= depth) return 0;
    std::size_t l = skin.layers.size() - 1;
    while (l > 0 && skin.layers[l].top * local.thickness > z) --l;
    const double width =
        opened_width(skin, depth, CutFaces(skin, needle, depth, local).between(0, depth), local);
    return ellipse * width * slit_at(skin, at_place(skin.layers[l], local), needle, depth, z);
}

void add_channel_volumes(const CuttingSkin& skin, const NeedleProfile& needle, double depth, double bin_width,
                         std::span<double> volumes, const LocalSkin& local) {
    if (depth <= 0) return;
    const CutFaces faces(skin, needle, depth, local);
    const double width = opened_width(skin, depth, faces.between(0, depth), local);
    for (std::size_t bin = 0; bin < volumes.size(); ++bin) {
        const double begin = double(bin) * bin_width;
        if (begin >= depth) break;
        const double end = bin + 1 < volumes.size() ? std::min(depth, begin + bin_width) : depth;
        volumes[bin] += ellipse * width * faces.between(begin, end);
    }
}

}  // namespace puncta::models
