#include "engine/storage/result_layout.hpp"

#include "engine/statistics/quantity.hpp"

namespace puncta {

namespace {

using enum ElementType;

/// Entries of one group: names with one type over the same dimensions.
class Layout {
  public:
    void group(std::string name) { group_ = std::move(name); }
    void add(ElementType type, const std::vector<std::string>& dimensions,
             const std::vector<std::string_view>& names, bool only_finished = false) {
        for (const std::string_view name : names)
            entries_.push_back({"/" + group_ + "/" + std::string(name), type, dimensions, only_finished});
    }
    [[nodiscard]] std::vector<LayoutEntry> entries() const { return entries_; }

  private:
    std::string group_;
    std::vector<LayoutEntry> entries_;
};

std::vector<std::string_view> quantity_names() {
    std::vector<std::string_view> names;
    for (const QuantityInfo& info : quantity_table()) names.push_back(info.name);
    return names;
}

void add_depth(Layout& layout) {
    layout.group("depth");
    layout.add(f64, {"depth_bin"}, {"depth_bin", "density"});
    layout.add(i64, {"depth_bin"}, {"counts"});
    layout.add(none, {"edge"}, {"edge"});
    layout.add(f64, {"depth_bin", "edge"}, {"depth_bin_edges"});
    layout.add(f64, {}, {"needle_length"});
    layout.add(i64, {"layer"}, {"layer", "layer_counts"});
    layout.add(text, {"layer"}, {"layer_name"});
    layout.add(f64, {"layer"}, {"layer_top"});
    layout.add(
        f64, {"layer"},
        {"layer_reached", "layer_reached_standard_error", "layer_reached_ci_low", "layer_reached_ci_high"},
        true);
    layout.add(i64, {"layer"}, {"layer_reached_count"}, true);
    layout.add(f64, {"quantile"},
               {"quantile", "depth_quantile", "depth_quantile_standard_error", "depth_quantile_ci_low",
                "depth_quantile_ci_high"},
               true);
    layout.add(i64, {"quantile"}, {"depth_quantile_count"}, true);
}

void add_channels(Layout& layout) {
    layout.group("channels");
    layout.add(f64, {"depth_bin"}, {"depth_bin"});
    layout.add(i64, {"replicate"}, {"replicate"});
    layout.add(f64, {"replicate", "depth_bin"}, {"replicate_open_area", "replicate_holes_deeper"});
    layout.add(f64, {"depth_bin"},
               {"open_area", "open_area_standard_error", "open_area_ci_low", "open_area_ci_high",
                "holes_deeper", "holes_deeper_standard_error", "holes_deeper_ci_low", "holes_deeper_ci_high"},
               true);
    layout.add(i64, {"depth_bin"}, {"open_area_count", "holes_deeper_count"}, true);
}

void add_map(Layout& layout) {
    layout.group("map");
    layout.add(f64, {"y"}, {"y"});
    layout.add(f64, {"x"}, {"x"});
    layout.add(f64, {}, {"cell_size"});
    layout.add(f64, {"y", "x"}, {"inside", "density", "depth_mean", "depth_max", "covered"});
    layout.add(i64, {"y", "x"}, {"count", "depth_sum", "covered_count"});
    layout.add(i64, {"layer"}, {"layer"});
    layout.add(text, {"layer"}, {"layer_name"});
    layout.add(i64, {"layer", "y", "x"}, {"layer_count"});
    layout.add(f64, {"layer", "y", "x"}, {"layer_reached"});
}

void add_punctures(Layout& layout) {
    layout.group("punctures");
    layout.add(none, {"puncture"}, {"puncture"});
    layout.add(f64, {"puncture"},
               {"x", "y", "depth", "displacement", "force", "entry_angle", "slit_length", "swept_length"});
    layout.add(i16, {"puncture"}, {"layer", "pass", "row", "needle", "site"});
    layout.add(i32, {"puncture"}, {"replicate"});
    layout.add(u8, {"puncture"}, {"flags"});
}

void add_replicates(Layout& layout) {
    layout.group("replicates");
    layout.add(i64, {"replicate"}, {"replicate"});
    layout.add(none, {"layer"}, {"layer"});
    layout.add(i64, {"replicate", "layer"}, {"layer_counts"});
    layout.add(f64, {"replicate"}, quantity_names());
}

void add_diagnostics(Layout& layout) {
    layout.group("diagnostics");
    layout.add(i64, {},
               {"replicates_planned", "replicates_finished", "stations", "insertions", "newton_steps",
                "drum_updates", "failures"});
    layout.add(f64, {}, {"wall_time", "cpu_time", "rolling_radius", "nominal_density", "expected_time"});
}

std::vector<LayoutEntry> make_layout() {
    Layout layout;
    layout.group("scenario");
    layout.add(text, {}, {"source", "resolved", "cards", "hash"});
    layout.group("summary");
    layout.add(f64, {}, quantity_names(), true);
    add_depth(layout);
    add_channels(layout);
    add_map(layout);
    add_punctures(layout);
    add_replicates(layout);
    add_diagnostics(layout);
    return layout.entries();
}

}  // namespace

std::string_view type_name(ElementType type) {
    switch (type) {
        case f64:
            return "f64";
        case i64:
            return "i64";
        case i32:
            return "i32";
        case i16:
            return "i16";
        case u8:
            return "u8";
        case text:
            return "text";
        case none:
            break;
    }
    return "";
}

std::size_t size_of(ElementType type) {
    switch (type) {
        case f64:
        case i64:
            return 8;
        case i32:
            return 4;
        case i16:
            return 2;
        case u8:
            return 1;
        case text:
        case none:
            break;
    }
    return 0;
}

const std::vector<std::string>& result_groups() {
    static const std::vector<std::string> names{"scenario", "summary",   "depth",      "channels",
                                                "map",      "punctures", "replicates", "diagnostics"};
    return names;
}

const std::vector<LayoutEntry>& result_layout() {
    static const std::vector<LayoutEntry> layout = make_layout();
    return layout;
}

}  // namespace puncta
