#include "scenarios/runner/summary_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace puncta::scenarios {
namespace {

/// As many digits as the interval's half-width supports (two of it).
int decimals(const Estimate& e, double scale) {
    const double half = 0.5 * (e.ci_high - e.ci_low) * scale;
    const double reference = std::isfinite(half) && half > 0 ? half : std::abs(e.value * scale) * 1e-3;
    if (!(reference > 0)) return 0;
    return std::clamp(1 - static_cast<int>(std::floor(std::log10(reference))), 0, 6);
}

std::string row(const QuantityInfo& info, const Estimate& e) {
    if (e.count == 0 || std::isnan(e.value))
        return fmt::format("  {:<24} {:>12}   {:<25} {}\n", info.name, "undefined",
                           "no puncture to take it from", "");
    const double s = info.display_scale;
    const int d = decimals(e, s);
    const std::string interval = std::isfinite(e.ci_low) && std::isfinite(e.ci_high)
                                     ? fmt::format("{:.{}f} – {:.{}f}", e.ci_low * s, d, e.ci_high * s, d)
                                     : std::string("one replicate only");
    return fmt::format("  {:<24} {:>12.{}f}   {:<25} {}\n", info.name, e.value * s, d, interval,
                       info.display_unit);
}

nlohmann::json number(double value) {
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

nlohmann::ordered_json estimates_json(const std::vector<Estimate>& summary) {
    nlohmann::ordered_json all;
    const auto table = quantity_table();
    for (std::size_t q = 0; q < quantity_count; ++q) {
        const Estimate& e = summary[q];
        all[std::string(table[q].name)] = {
            {"value", number(e.value)},   {"standard_error", number(e.standard_error)},
            {"ci_low", number(e.ci_low)}, {"ci_high", number(e.ci_high)},
            {"units", table[q].units},    {"count", e.count}};
    }
    return all;
}

}  // namespace

std::string summary_table(const RunTotals& totals) {
    std::string text =
        fmt::format("  {:<24} {:>12}   {:<25} {}\n", "quantity", "value", "95 % interval", "unit");
    text += fmt::format("  {:-<24} {:->12}   {:-<25} {:-<6}\n", "", "", "", "");
    const auto table = quantity_table();
    for (std::size_t q = 0; q < quantity_count; ++q) text += row(table[q], totals.summary[q]);
    return text;
}

std::string site_table(const RunHeader& header, const RunTotals& totals) {
    if (header.site_names.size() < 2) return {};
    const auto cell = [](const Estimate& e, Quantity q) {
        const double scale = quantity_table()[static_cast<std::size_t>(q)].display_scale;
        if (e.count == 0 || std::isnan(e.value)) return std::string("undefined");
        const int d = decimals(e, scale);
        return fmt::format("{:.{}f} ({:.{}f} – {:.{}f})", e.value * scale, d, e.ci_low * scale, d,
                           e.ci_high * scale, d);
    };
    constexpr std::array shown = {Quantity::density_total, Quantity::depth_mean, Quantity::depth_p95,
                                  Quantity::hypodermis_share};
    std::string text = fmt::format("  {:<16} {:>9}", "site", "area cm2");
    for (const Quantity q : shown) {
        const QuantityInfo& info = quantity_table()[static_cast<std::size_t>(q)];
        text += fmt::format("  {:>26}", fmt::format("{} {}", info.name, info.display_unit));
    }
    text += "\n";
    for (std::size_t s = 0; s < header.site_names.size(); ++s) {
        text += fmt::format("  {:<16} {:>9.4g}", header.site_names[s], header.site_areas[s] * 1e4);
        for (const Quantity q : shown)
            text += fmt::format("  {:>26}", cell(totals.sites[s][static_cast<std::size_t>(q)], q));
        text += "\n";
    }
    return text + "\n";
}

std::string context_lines(const RunHeader& header, const RunTotals& totals) {
    std::string text = "  deepest layer reached:";
    for (std::size_t l = 0; l < header.layer_names.size(); ++l) {
        const double share = totals.layer_shares[l].value;
        if (share > 0) text += fmt::format(" {} {:.1f} %,", header.layer_names[l], share * 100);
    }
    if (text.back() == ',')
        text.pop_back();
    else
        text += " none";
    const auto value = [&](Quantity q) { return totals.summary[static_cast<std::size_t>(q)].value; };
    const std::string aimed =
        header.rolling_radius > 0
            ? fmt::format("N·passes/(2π R_roll W) = {:.1f} /cm2 with R_roll = {:.2f} mm",
                          header.nominal_density * 1e-4, header.rolling_radius * 1e3)
            : fmt::format("aimed at {:.1f} /cm2", header.nominal_density * 1e-4);
    const double entered = value(Quantity::penetrated_share);  // of the contacts; none left to count them by
    const std::string contacts =
        entered > 0 ? fmt::format("{:.1f} /cm2", value(Quantity::density_total) / entered * 1e-4)
                    : std::string("undefined, no needle went in");
    text += fmt::format("\n  needle contacts per area: {}; {}{}{}\n", contacts, aimed,
                        header.overlapping ? ", before the overlap of stripes" : "",
                        header.lifting ? ", without lifting before zones" : "");
    return text;
}

namespace {

std::string sink_warning_of(const Scenario& site, const std::vector<Estimate>& summary) {
    double to_support = 0;
    const models::SkinCard skin = treated_skin(site);
    for (const auto& layer : skin.layers)
        if (std::isfinite(layer.thickness)) to_support += layer.thickness;
    const double depth = summary[static_cast<std::size_t>(Quantity::depth_mean)].value;
    const double sink = summary[static_cast<std::size_t>(Quantity::axle_depression_mean)].value -
                        (std::isfinite(depth) ? depth : 0);  // undefined where nothing went in
    if (!(to_support > 0 && sink > 0.5 * to_support)) return {};
    return fmt::format(
        "warning: the skin sinks {:.2f} mm as a whole, more than half of the {:.2f} mm above the {}; "
        "small-strain elasticity is no longer a good guide there",
        sink * 1e3, to_support * 1e3, site.skin.layers.back().name);
}

}  // namespace

std::vector<std::string> sink_warnings(const Scenario& scenario, const RunTotals& totals) {
    std::vector<std::string> warnings;
    const std::vector<Scenario> sites = each_site(scenario);
    for (std::size_t s = 0; s < sites.size(); ++s)
        if (std::string text = sink_warning_of(sites[s], totals.sites[s]); !text.empty())
            warnings.push_back(sites.size() == 1 ? text
                                                 : fmt::format("{}: {}", scenario.sites[s].name, text));
    return warnings;
}

std::string summary_json(const RunHeader& header, const RunTotals& totals, const std::string& output) {
    nlohmann::ordered_json document = {{"title", header.title},
                                       {"hash", header.hash},
                                       {"seed", header.seed},
                                       {"replicates", totals.replicates},
                                       {"precision", precision_text(totals.precision)},
                                       {"output", output},
                                       {"rolling_radius", header.rolling_radius},
                                       {"nominal_density", header.nominal_density}};
    document["summary"] = estimates_json(totals.summary);
    for (std::size_t s = 0; s < header.site_names.size() && header.site_names.size() > 1; ++s)
        document["sites"][header.site_names[s]] = estimates_json(totals.sites[s]);
    return document.dump(2) + "\n";
}

}  // namespace puncta::scenarios
