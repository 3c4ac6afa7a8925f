#include "scenarios/runner/ignorance_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace puncta::scenarios {
namespace {

constexpr std::array shown = {Quantity::density_total, Quantity::penetrated_share, Quantity::depth_mean,
                              Quantity::depth_p95,     Quantity::hypodermis_share, Quantity::channel_volume,
                              Quantity::capillary_hits};
constexpr std::size_t most_named = 3;
constexpr double least_share = 0.02;

/// "reticular_dermis.toughness 41 %, device.needle.taper_length 22 %"
std::string main_unknowns(const RunHeader& header, const RunTotals& totals, std::size_t quantity) {
    const std::size_t count = header.uncertainty.unknowns.size();
    const auto share = [&](std::size_t u) { return totals.variance_shares[quantity * count + u].value; };
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return share(a) > share(b); });
    std::string text;
    for (std::size_t i = 0; i < std::min(most_named, count); ++i) {
        // Few samples show shares by chance: only those are named that their interval tells from none.
        if (!(share(order[i]) >= least_share)) break;
        if (!(totals.variance_shares[quantity * count + order[i]].ci_low > 0)) continue;
        std::string name = header.uncertainty.unknowns[order[i]].name;
        if (const auto comma = name.find(", "); comma != std::string::npos) {
            const auto others = std::count(name.begin(), name.end(), ',');
            name = fmt::format("{} (and {} more)", name.substr(0, comma), others);
        }
        text += fmt::format("{}{} {:.0f} %", text.empty() ? "" : ", ", name, share(order[i]) * 100);
    }
    return text.empty() ? "no one unknown" : text;
}

std::string span_of(double low, double high, double scale) {
    if (!std::isfinite(low) || !std::isfinite(high)) return "undefined";
    return fmt::format("{:.3g} – {:.3g}", low * scale, high * scale);
}

}  // namespace

std::string ignorance_table(const RunHeader& header, const RunTotals& totals) {
    if (totals.ignorance.empty()) return {};
    const UncertaintyPlan& plan = header.uncertainty;
    std::string text = fmt::format(
        "  what is not known: {} samples of {} ranges, {} replicates each; chance is from treatment to "
        "treatment\n"
        "  {:<18} {:>6} {:>10} {:>20} {:>12}   {}\n",
        plan.samples, plan.unknowns.size(), plan.replicates, "quantity", "unit", "chance sd",
        "95 % of samples", "their share", "mostly from");
    for (const Quantity q : shown) {
        const auto i = static_cast<std::size_t>(q);
        const QuantityInfo& info = quantity_table()[i];
        const Ignorance& one = totals.ignorance[i];
        const double unknown = one.deviation * one.deviation,
                     chance = one.chance_deviation * one.chance_deviation;
        const double share = unknown / (unknown + chance);
        text += fmt::format("  {:<18} {:>6} {:>10.3g} {:>20} {:>12}   {}\n", info.name, info.display_unit,
                            one.chance_deviation * info.display_scale,
                            span_of(one.low, one.high, info.display_scale),
                            std::isfinite(share) ? fmt::format("{:.0f} %", share * 100) : "undefined",
                            main_unknowns(header, totals, i));
    }
    return text + "\n";
}

}  // namespace puncta::scenarios
