#include "models/indentation/tip_contact.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "engine/numerics/chebyshev.hpp"
#include "engine/numerics/elementary.hpp"
#include "models/indentation/axisymmetric_contact.hpp"
#include "models/indentation/tip_integrals.hpp"

namespace puncta::models {
namespace {

/// Into how many segments panels are cut: each a quarter or less in ln F, on the cone a half.
constexpr std::size_t cap_parts = 20, cone_parts = 5;

/// Logarithms of depth, force and compliance at the points of a panel.
struct PanelSamples {
    std::array<double, tip_points> depth{}, force{}, compliance{};
    bool positive = true;

    /// By the contact at each point; the first is the last of the panel before, if there is one.
    template <class Contact>
    PanelSamples(const std::optional<PanelSamples>& before, Contact&& contact_at) {
        const std::size_t first = before ? 1 : 0;
        for (std::size_t i = first; i < tip_points; ++i) {
            const LogContact contact = contact_at(i);
            positive = positive && contact.depth > 0 && contact.press > 0;
            depth[i] = contact.depth;
            force[i] = contact.press;
            compliance[i] = contact.log_compliance;
        }
        for (std::size_t i = first; i < tip_points; ++i) {
            depth[i] = natural_log(depth[i]);
            force[i] = natural_log(force[i]) - compliance[i];
        }
        if (!before) return;
        depth[0] = before->depth.back();
        force[0] = before->force.back();
        compliance[0] = before->compliance.back();
    }
};

/// The weights of the ends of all parts, by point.
template <std::size_t parts>
struct PartWeights {
    std::array<std::array<double, parts>, tip_points> value, slope;
    PartWeights() {
        for (std::size_t part = 0; part < parts; ++part) {
            const ChebyshevWeights<tip_points> at(2 * double(part + 1) / parts - 1);
            for (std::size_t i = 0; i < tip_points; ++i) {
                value[i][part] = at.value[i];
                slope[i][part] = at.slope[i];
            }
        }
    }
    static const PartWeights& shared() {
        static const PartWeights weights;
        return weights;
    }
};

/// Depth, force and compliance where parts end, and the slopes of the logarithms of the latter two by z.
template <std::size_t parts>
struct Parts {
    std::array<double, parts> depth, force, compliance, force_slope, compliance_slope;

    [[nodiscard]] Quintic::Contact contact(std::size_t part) const {
        // D(F) to second order.
        return {force[part], depth[part], compliance[part],
                compliance[part] * compliance_slope[part] / (force[part] * force_slope[part])};
    }
};
template <std::size_t parts>
std::array<double, parts> summed(const std::array<std::array<double, parts>, tip_points>& weights,
                                 const std::array<double, tip_points>& samples) {
    std::array<double, parts> sum{};
    for (std::size_t i = 0; i < tip_points; ++i)
        for (std::size_t part = 0; part < parts; ++part)
            sum[part] = std::fma(weights[i][part], samples[i], sum[part]);
    return sum;
}

template <std::size_t parts>
Parts<parts> parts_of(const PanelSamples& samples) {
    const auto& weights = PartWeights<parts>::shared();
    Parts<parts> all{summed(weights.value, samples.depth), summed(weights.value, samples.force),
                     summed(weights.value, samples.compliance), summed(weights.slope, samples.force),
                     summed(weights.slope, samples.compliance)};
    for (auto* values : {&all.depth, &all.force, &all.compliance})
        for (double& value : *values) value = exponential(value);
    return all;
}

/// The contacts where segments end, one panel after the other.
class Ends {
  public:
    Ends() { contacts_.reserve(320); }

    /// Those of a panel up to `end`, in parts of it, and the one there. Where the panel ends within a
    /// thousandth of a part before or behind it, it is the end.
    template <std::size_t parts>
    void add(const PanelSamples& samples, double end) {
        if (!samples.positive) {
            rises_ = false;
            return;
        }
        const Parts<parts> all = parts_of<parts>(samples);
        for (std::size_t part = 0; part < parts && double(part) + 1 < end - 1e-3; ++part)
            push(all.contact(part), all.force_slope[part]);
        add_at(samples, 2 * std::min(end, double(parts)) / parts - 1);
    }

    /// The one at u of a panel.
    void add_at(const PanelSamples& samples, double u) {
        const ChebyshevWeights<tip_points> at(u);
        double depth = 0, force = 0, compliance = 0, force_slope = 0, compliance_slope = 0;
        for (std::size_t i = 0; i < tip_points; ++i) {
            depth = std::fma(at.value[i], samples.depth[i], depth);
            force = std::fma(at.value[i], samples.force[i], force);
            compliance = std::fma(at.value[i], samples.compliance[i], compliance);
            force_slope = std::fma(at.slope[i], samples.force[i], force_slope);
            compliance_slope = std::fma(at.slope[i], samples.compliance[i], compliance_slope);
        }
        const double f = exponential(force), c = exponential(compliance);
        push({f, exponential(depth), c, c * compliance_slope / (f * force_slope)}, force_slope);
    }

    [[nodiscard]] bool rises() const { return rises_; }
    [[nodiscard]] const std::vector<Quintic::Contact>& contacts() const { return contacts_; }

  private:
    void push(const Quintic::Contact& contact, double force_slope) {
        constexpr double same = 1e-7;  // of the force: where two panels meet
        rises_ = rises_ && force_slope > 0 && std::isfinite(contact.value);
        if (!contacts_.empty() && contact.at < contacts_.back().at * (1 + same)) {
            rises_ = rises_ && contact.at > contacts_.back().at * (1 - same);
            return;
        }
        contacts_.push_back(contact);
    }

    std::vector<Quintic::Contact> contacts_;
    bool rises_ = true;
};

void add_cap(Ends& ends, const PunchTable& punch, const NeedleProfile& needle) {
    const double tip = needle.tip_radius(), end = cap_end(needle.half_angle());
    std::optional<PanelSamples> samples;
    for (std::size_t panel = 0; cap_panel_start(panel) < end && ends.rises(); ++panel) {
        const TipPanel& integrals = cap_integrals(panel);
        const std::array<double, tip_points>& radii = cap_radii(panel);
        samples = PanelSamples(
            samples, [&](std::size_t i) { return log_contact(punch, integrals[i], tip, tip * radii[i]); });
        if (panel == 0 && samples->positive) ends.add_at(*samples, -1);
        ends.add<cap_parts>(*samples, (end - cap_panel_start(panel)) / cap_panel_width * cap_parts);
    }
}

void add_cone(Ends& ends, const PunchTable& punch, const NeedleProfile& needle,
              const ConeIntegrals& integrals) {
    const double cap = needle.cap_circle(), last = needle.cone_end_radius();
    const double edge = needle.tip_radius() * std::sin(needle.half_angle());
    const double end = std::log1p(std::sqrt((last - cap) * (last + cap)) / edge);
    std::optional<PanelSamples> samples;
    for (std::size_t panel = 0; cone_panel_width * double(panel) < end && ends.rises(); ++panel) {
        const TipPanel there = integrals(panel);
        const std::array<double, tip_points>& beyond = cone_distances(panel);
        samples = PanelSamples(samples, [&](std::size_t i) {
            const double v = edge * beyond[i];
            return log_contact(punch, there[i], edge, std::sqrt(cap * cap + v * v));
        });
        ends.add<cone_parts>(*samples, (end / cone_panel_width - double(panel)) * cone_parts);
    }
}

}  // namespace

std::optional<CurveTable> tip_contact(const PunchTable& punch, const NeedleProfile& needle) {
    const double edge = needle.tip_radius() * std::sin(needle.half_angle());
    const double widest = edge * std::exp(cone_panel_width * cone_panels);
    const bool plain =
        needle.contact_corners().size() == 1 && needle.contact_end() == needle.cone_end_radius();
    if (!plain || cap_end(needle.half_angle()) >= cap_panel_start(cap_panels) ||
        needle.cone_end_radius() >= widest)
        return std::nullopt;
    const auto cone = ConeIntegrals::of(needle.half_angle());
    if (!cone) return std::nullopt;
    Ends ends;
    add_cap(ends, punch, needle);
    add_cone(ends, punch, needle, *cone);
    if (!ends.rises()) return std::nullopt;
    return CurveTable(ends.contacts(), 512);
}

}  // namespace puncta::models
