#include "models/shaft/placed_resistance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/numerics/bracketed_root.hpp"

namespace puncta::models {
namespace {

/// The depth between low and high where a continuous slope changes its sign.
template <class Slope>
double smooth_turn(const Slope& slope, double low, double high) {
    return bracketed_root(slope, low, slope(low), high, slope(high));
}

/// Where the sign of the slope is asked for between two breaks: strictly inside, denser near the start, where
/// the cap makes the slope large; behind a top from 1e-8 of the cap's length on.
template <class Ask>
void ask_between(double from, bool top, double to, double cap, Ask&& ask) {
    constexpr int samples = 12;
    constexpr double nearest = 1e-8, ratio = 8;
    const double range = to - from, first = range * 0.25 / (samples * samples);
    double behind = nearest * cap;
    while (top && behind < first / 2) {
        if (from + behind > from) ask(from + behind);
        behind *= ratio;
    }
    for (int n = 1; n <= samples; ++n) {
        const double fraction = (n - 0.5) / samples;
        ask(from + range * fraction * fraction);
    }
}

}  // namespace

/// A depth where the slope of F_res may jump.
struct PlacedResistance::Break {
    double at;
    bool top;  ///< of a layer, where a cap begins; else a seam of the needle
};

PlacedResistance::PlacedResistance(const CuttingSkin& skin, const NeedleSections& needle,
                                   const LocalSkin& local)
    : table_(&skin.opening.table()), needle_(&needle) {
    steps_.reserve(skin.layers.size());
    SlitOpening::Scale above{0, 0, 0};
    double above_shear = 0, above_edge = 0;
    for (const CuttingLayer& layer : skin.layers) {
        const double toughness = layer.toughness * local.toughness,
                     modulus = layer.shear_modulus * local.modulus;
        const SlitOpening::Scale own = skin.opening.scale(toughness, modulus);
        const double shear = layer.wall_shear * local.toughness;
        const double edge =
            needle.blade() ? skin.opening.edge_toughness(toughness, modulus, needle.edge_radius()) : 0;
        // Nothing stands above the top layer: an xi within the table and a factor 0.
        if (steps_.empty()) above.scale = own.scale;
        covered_ = covered_ && SlitEnergy::covers(own.scale * needle.narrowest()) &&
                   SlitEnergy::covers(own.scale * needle.widest());
        steps_.push_back({layer.top * local.thickness, own, above, shear - above_shear, edge - above_edge});
        above = own;
        above_shear = shear;
        above_edge = edge;
    }
}

/// What one layer adds to F_res and its slope, the needle's section at its top being this.
template <bool Covered>
inline NeedleLaw::Value PlacedResistance::term(const Step& step,
                                               const NeedleSections::Section& section) const {
    auto chi = [this](double xi) { return Covered ? table_->inside(xi) : (*table_)(xi); };
    const Quintic::Value own = chi(step.own.scale * section.diameter),
                         above = chi(step.above.scale * section.diameter);
    const double opening = std::fma(-step.above.factor, above.value, step.own.factor * own.value);
    const double rise = std::fma(-step.above.growth, above.slope, step.own.growth * own.slope);
    return {std::fma(step.wall_shear, section.wall, opening),
            std::fma(step.wall_shear, section.girth, rise * section.widening)};
}

template <bool Covered>
inline NeedleLaw::Value PlacedResistance::behind_caps(double depth) const {
    const Step *step = steps_.data(), *const end = step + steps_.size();
    const double cap = needle_->cap_length();
    double value = 0, slope = 0;
    if (depth - step->top >= cap) {
        // Above the top layer is nothing.
        const NeedleSections::Section section = needle_->behind_cap(depth - step->top);
        const double xi = step->own.scale * section.diameter;
        const Quintic::Value own = Covered ? table_->inside(xi) : (*table_)(xi);
        value = std::fma(step->wall_shear, section.wall, step->own.factor * own.value);
        slope = std::fma(step->wall_shear, section.girth, step->own.growth * own.slope * section.widening);
        for (++step; step != end && depth - step->top >= cap; ++step) {
            const NeedleLaw::Value more = term<Covered>(*step, needle_->behind_cap(depth - step->top));
            value += more.value;
            slope += more.slope;
        }
    }
    const NeedleLaw::Value sum{value, slope};
    return step != end && depth > step->top ? with_caps(depth, step, sum) : sum;
}

NeedleLaw::Value PlacedResistance::operator()(double depth) const {
    const NeedleLaw::Value sum = covered_ ? behind_caps<true>(depth) : behind_caps<false>(depth);
    return needle_->blade() ? with_edges(depth, sum) : sum;
}

/// Where the needle stands with every layer's top on one straight piece of it and each energy on one segment
/// of its table.
struct PlacedResistance::Bounds {
    double low = 0, high = std::numeric_limits<double>::infinity();
    std::size_t layers = 0;  ///< behind the cap
    bool on_cap = false;     ///< that passes the top of the next one
};

PlacedResistance::Bounds PlacedResistance::bounds_around(double depth) const {
    Bounds bounds;
    const double cap = needle_->cap_length();
    for (; bounds.layers < steps_.size(); ++bounds.layers) {
        const Step& step = steps_[bounds.layers];
        const double s = depth - step.top;
        if (s < cap) {
            bounds.on_cap = s > 0;
            bounds.high = std::min(bounds.high, step.top);
            break;
        }
        const NeedleSections::Piece* piece = needle_->piece_at(s);
        bounds.low = std::max(bounds.low, step.top + piece[0].start);
        bounds.high = std::min(bounds.high, step.top + piece[1].start);
        if (piece->widening == 0) continue;
        const double diameter = std::fma(s - piece->start, piece->widening, piece->diameter);
        const double start = step.top + piece->start;
        const auto narrow = [&](double scale, double unit) {
            const auto depth_at = [&](double xi) {
                return std::fma(std::fma(xi, unit, -piece->diameter), piece->length_per_widening, start);
            };
            // The segment by the depths of its ends: by rounding of xi it may be a neighbour.
            double xi = scale * diameter;
            if (depth < depth_at(SlitEnergy::segment_low(xi)))
                xi = std::nextafter(SlitEnergy::segment_low(xi), 0);
            else if (depth >= depth_at(table_->segment_high(xi)))
                xi = table_->segment_high(xi);
            bounds.low = std::max(bounds.low, depth_at(SlitEnergy::segment_low(xi)));
            bounds.high = std::min(bounds.high, depth_at(table_->segment_high(xi)));
        };
        narrow(step.own.scale, step.own_diameter);
        if (step.above.factor > 0) narrow(step.above.scale, step.above_diameter);
    }
    return bounds;
}

/// The polynomials of all layers about the middle of the bounds, added up.
QuinticPiece PlacedResistance::expanded(const Bounds& bounds) const {
    const double middle = std::isinf(bounds.high) ? 2 * bounds.low : 0.5 * (bounds.low + bounds.high);
    std::array<double, 6> sum{};
    for (std::size_t l = 0; l < bounds.layers; ++l) {
        const Step& step = steps_[l];
        const double s = middle - step.top;
        const NeedleSections::Piece& piece = *needle_->piece_at(s);
        const double t = s - piece.start, diameter = std::fma(t, piece.widening, piece.diameter);
        const auto add = [&](double factor, double scale) {
            const double xi = scale * diameter;
            const std::array<double, 6> c = table_->segment(xi).about(xi);
            double power = factor;
            for (std::size_t n = 0; n < 6; ++n, power *= scale * piece.widening)
                sum[n] = std::fma(power, c[n], sum[n]);
        };
        add(step.own.factor, step.own.scale);
        if (step.above.factor > 0) add(-step.above.factor, step.above.scale);
        sum[0] = std::fma(step.wall_shear, std::fma(t, std::fma(t, piece.spread, piece.girth), piece.wall),
                          sum[0]);
        sum[1] = std::fma(step.wall_shear, std::fma(t, 2 * piece.spread, piece.girth), sum[1]);
        sum[2] = std::fma(step.wall_shear, piece.spread, sum[2]);
        if (!needle_->blade()) continue;
        sum[0] = std::fma(step.edge, needle_->breadth(s), sum[0]);
        sum[1] = std::fma(step.edge, needle_->broadening(s), sum[1]);
    }
    return {bounds.low, Quintic(bounds.high, middle, sum)};
}

QuinticPiece PlacedResistance::around(double depth) const {
    if (!covered_) return {};
    // By rounding of the way behind a layer's top a depth may belong to a neighbour of the piece that it is
    // looked up in.
    const double near = 1e-14 * depth;
    for (const double at : {depth, depth - near, depth + near}) {
        const Bounds bounds = bounds_around(at);
        if (bounds.on_cap) continue;
        if (bounds.layers > 0 && depth >= bounds.low && depth < bounds.high) return expanded(bounds);
    }
    return {};
}

/// With the layers whose top the cap is passing: the last ones that are reached.
NeedleLaw::Value PlacedResistance::with_caps(double depth, const Step* step, NeedleLaw::Value sum) const {
    for (; step != steps_.data() + steps_.size() && depth > step->top; ++step) {
        const NeedleLaw::Value more = term<false>(*step, needle_->on_cap(depth - step->top));
        sum.value += more.value;
        sum.slope += more.slope;
    }
    return sum;
}

double PlacedResistance::slope(double depth) const {
    double sum = 0;
    const Step *step = steps_.data(), *const end = step + steps_.size();
    const double cap = needle_->cap_length();
    for (; step != end && depth - step->top >= cap; ++step) {
        const NeedleSections::Section section = needle_->behind_cap(depth - step->top);
        // The shaft widens nothing: its energies need not be known.
        if (section.widening > 0)
            sum += covered_ ? term<true>(*step, section).slope : term<false>(*step, section).slope;
        else
            sum += step->wall_shear * section.girth;
    }
    for (; step != end && depth > step->top; ++step)
        sum += term<false>(*step, needle_->on_cap_without_wall(depth - step->top)).slope;
    return needle_->blade() ? with_edges(depth, {0, sum}).slope : sum;
}

NeedleLaw::Value PlacedResistance::with_edges(double depth, NeedleLaw::Value sum) const {
    for (const Step& step : steps_) {
        const double s = depth - step.top;
        if (!(s > 0)) break;
        sum.value += step.edge * needle_->breadth(s);
        sum.slope += step.edge * needle_->broadening(s);
    }
    return sum;
}

/// Does F_res rise where the needle stands with every layer's top on the same piece of it as here? By layers
/// its slope is Σ e_l'(d_l) d'_l - e_l'(d_{l+1}) d'_{l+1} and the same for the walls, d_l the diameter at the
/// top of layer l. As e' grows with d, and the girth behind the tip, no term is negative where d' does not
/// grow towards the tip: on one straight piece, as most of the time. A harder layer below may have the cap at
/// its top.
bool PlacedResistance::rises_around(double depth) const {
    if (needle_->blade() && depth > needle_->taper_length()) return false;
    double last = std::numeric_limits<double>::infinity();
    for (std::size_t l = 0; l < steps_.size() && depth > steps_[l].top; ++l) {
        const double s = depth - steps_[l].top;
        if (s < needle_->cap_length()) {
            const bool alone = l + 1 == steps_.size() || depth <= steps_[l + 1].top;
            return alone && steps_[l].harder();
        }
        const double widening = needle_->behind_cap(s).widening;
        if (widening > last) return false;
        last = widening;
    }
    return true;
}

/// The depths from `first` to `limit` where the slope may jump, ascending; of equal ones a top.
std::vector<PlacedResistance::Break> PlacedResistance::breaks(double first, double limit) const {
    std::vector<Break> all;
    all.reserve(steps_.size() * (1 + needle_->seams().size()) + 1);
    all.push_back({limit, false});
    for (const Step& step : steps_) {
        auto add = [&](double at, bool is_top) {
            if (at >= first && at < limit) all.push_back({at, is_top});
        };
        add(step.top, true);
        for (const double seam : needle_->seams()) add(step.top + seam, false);
    }
    std::sort(all.begin(), all.end(), [](const Break& a, const Break& b) { return a.at < b.at; });
    std::size_t kept = 0;
    for (const Break& next : all) {
        const bool same = kept > 0 && next.at - all[kept - 1].at < 1e-13 * next.at;
        if (!same)
            all[kept++] = next;
        else if (next.top)
            all[kept - 1] = next;
    }
    all.resize(kept);
    return all;
}

std::vector<double> PlacedResistance::turning_depths(double limit) const {
    // In the top layer F_res only rises; below it a layer may be easier to open than the one above.
    const double first_weaker = steps_.size() > 1 ? std::min(steps_[1].top, limit) : limit;
    std::vector<double> turns;
    if (first_weaker >= limit) return turns;

    const std::vector<Break> edges = breaks(first_weaker, limit);
    auto slope_at = [&](double p) { return slope(p); };
    bool rising = true;
    auto turned = [&](double p) { return (slope_at(p) >= 0) != rising; };
    double last = first_weaker;
    for (std::size_t b = 0; b + 1 < edges.size(); ++b) {
        bool first = true;
        const double middle = 0.5 * (edges[b].at + edges[b + 1].at);
        if (rising && rises_around(middle)) {
            last = middle;
            continue;
        }
        ask_between(edges[b].at, edges[b].top, edges[b + 1].at, needle_->cap_length(), [&](double p) {
            if (turned(p)) {
                // The slope may jump at a break: was it there, before it or behind it?
                const double before = edges[b].at * (1 - 1e-14), behind = edges[b].at * (1 + 1e-14);
                if (!first)
                    turns.push_back(smooth_turn(slope_at, last, p));
                else if (!turned(behind))
                    turns.push_back(smooth_turn(slope_at, behind, p));
                else if (!turned(before))
                    turns.push_back(edges[b].at);
                else
                    turns.push_back(smooth_turn(slope_at, last, before));
                rising = !rising;
            }
            last = p;
            first = false;
        });
    }
    return turns;
}

}  // namespace puncta::models
