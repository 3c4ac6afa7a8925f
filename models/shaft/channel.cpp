#include "models/shaft/channel.hpp"

#include <algorithm>
#include <cmath>
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

/// The cut of one needle that went to `depth`: ∫ 2b dz from the surface down. Stretches end where a layer or
/// a piece of the needle does; on a straight piece the integral over depth is one over the diameter, in
/// closed form.
class CutFace {
  public:
    CutFace(const CuttingSkin& skin, const NeedleProfile& needle, double depth, const LocalSkin& local)
        : opening_(skin.opening), needle_(needle), depth_(depth) {
        stretches_.reserve(skin.layers.size() + needle.seams().size() + 1);
        for (std::size_t l = 0; l < skin.layers.size(); ++l) {
            const CuttingLayer layer = at_place(skin.layers[l], local);
            if (layer.top >= depth) break;
            const double scale = opening_.scale(layer.toughness, layer.shear_modulus).scale;
            const double end = bottom(skin, l, depth, local);
            double from = layer.top;
            for (const double seam : needle.seams() | std::views::reverse) {
                const double to = std::min(depth - seam, end);
                if (to <= from) continue;
                add(scale, from, to, needle.diameter_slope(seam));
                from = to;
            }
            if (end > from) add(scale, from, end, std::numeric_limits<double>::infinity());
        }
    }

    [[nodiscard]] double whole() const { return whole_; }
    /// From the surface to each of some depths [m²], asked for in ascending order from stretch 0 on.
    [[nodiscard]] double down_to(double z, std::size_t& stretch) const {
        while (stretch < stretches_.size() && stretches_[stretch].to <= z) ++stretch;
        if (stretch == stretches_.size()) return whole_;
        return stretches_[stretch].before + part(stretches_[stretch], z);
    }

  private:
    struct Stretch {
        double from, to, before;       ///< the latter the face above it
        double wide, widening;         ///< diameter at its upper end, and how fast it shrinks going down
        double edge, edge_slope;       ///< the same of the breadth
        double scale, grown, inverse;  ///< of its slits; their integral at the upper end; 1/(scale² widening)
    };

    void add(double scale, double from, double to, double widening) {
        const double wide = needle_.diameter(depth_ - from), growth = widening * (to - from);
        // On the cap, and where two nearly equal numbers would be taken apart: by quadrature.
        if (!(growth < wide) || (growth > 0 && growth < 1e-4 * wide))
            widening = std::numeric_limits<double>::infinity();
        const bool straight = widening > 0 && std::isfinite(widening);
        stretches_.push_back({from, to, whole_, wide, widening, needle_.breadth(depth_ - from),
                              needle_.breadth_slope(depth_ - 0.5 * (from + to)), scale,
                              straight ? opening_.grown_slit(scale * wide) : 0,
                              straight ? 1 / (scale * scale * widening) : 0});
        whole_ += part(stretches_.back(), to);
    }

    /// From the upper end of a stretch to the depth z in it.
    [[nodiscard]] double part(const Stretch& stretch, double z) const {
        const double length = z - stretch.from;
        if (length <= 0) return 0;
        const double edges = length * (stretch.edge - 0.5 * stretch.edge_slope * length);
        if (stretch.widening == 0)
            return edges + length * opening_.slit(stretch.scale * stretch.wide) / stretch.scale;
        if (std::isfinite(stretch.widening)) {
            const double narrow = stretch.wide - stretch.widening * length;
            return edges + stretch.inverse * (stretch.grown - opening_.grown_slit(stretch.scale * narrow));
        }
        static const GaussLegendre<8> rule;
        return edges + rule.integrate(stretch.from, z, [&](double at) {
            return opening_.slit(stretch.scale * needle_.diameter(depth_ - at)) / stretch.scale;
        });
    }

    const SlitOpening& opening_;
    const NeedleProfile& needle_;
    double depth_, whole_ = 0;
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
    const CutFace cut(skin, needle, depth, local);
    std::size_t stretch = 0;
    const double face = cut.whole(), at_mouth = cut.down_to(mouth, stretch) / mouth;
    const double width = opened_width(skin, depth, face, local);
    return {at_mouth, ellipse * width * at_mouth, ellipse * width * face};
}

double channel_section(const CuttingSkin& skin, const NeedleProfile& needle, double depth, double z,
                       const LocalSkin& local) {
    if (z < 0 || z >= depth) return 0;
    std::size_t l = skin.layers.size() - 1;
    while (l > 0 && skin.layers[l].top * local.thickness > z) --l;
    const double width = opened_width(skin, depth, CutFace(skin, needle, depth, local).whole(), local);
    return ellipse * width * slit_at(skin, at_place(skin.layers[l], local), needle, depth, z);
}

void add_channel_volumes(const CuttingSkin& skin, const NeedleProfile& needle, double depth, double bin_width,
                         std::span<double> volumes, const LocalSkin& local) {
    if (depth <= 0) return;
    const CutFace cut(skin, needle, depth, local);
    const double width = opened_width(skin, depth, cut.whole(), local);
    std::size_t stretch = 0;
    double above = 0;
    for (std::size_t bin = 0; bin < volumes.size(); ++bin) {
        if (double(bin) * bin_width >= depth) break;
        const bool last = bin + 1 == volumes.size() || double(bin + 1) * bin_width >= depth;
        const double face = last ? cut.whole() : cut.down_to(double(bin + 1) * bin_width, stretch);
        volumes[bin] += ellipse * width * (face - above);
        above = face;
    }
}

}  // namespace puncta::models
