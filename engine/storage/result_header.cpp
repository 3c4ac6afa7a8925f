/// Root attributes, /scenario and /summary: what is written once.

#include <ctime>

#include <fmt/chrono.h>

#include "engine/base/build.hpp"
#include "engine/base/error.hpp"
#include "engine/storage/result_groups.hpp"

namespace puncta {

void write_root(hid_t file, const std::string& file_name, const RunHeader& header) {
    const Hdf5Place root{file_name, "/"};
    set_attribute(file, root, "format_version", result_format_version);
    const Build& build = this_build();
    set_attribute(file, root, "puncta_version", build.version);
    set_attribute(file, root, "commit", build.commit);
    set_attribute(file, root, "source_version", build.source_version);
    set_attribute(file, root, "compiler", build.compiler);
    set_attribute(file, root, "instruction_set", build.instruction_set);
    set_attribute(file, root, "build_type", build.build_type);
    set_attribute(file, root, "seed", header.seed);
    set_attribute(file, root, "created",
                  std::string_view(fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))));
    set_attribute(file, root, "Conventions", std::string_view("CF-1.8"));
    set_attribute(file, root, "title", std::string_view(header.title));
    set_complete(file, file_name, false);
}

void set_complete(hid_t file, const std::string& file_name, bool complete) {
    const Hdf5Place root{file_name, "/"};
    set_attribute(file, root, "complete", std::int64_t{complete ? 1 : 0});
    if (complete) return;
    // What is not finished has neither, also when it was finished before.
    for (const char* const name : {"data_hash", "precision"})
        if (checked(H5Aexists(file, name), root, "look up") > 0)
            checked(H5Adelete(file, name), root, "delete an attribute of");
}

void set_precision(hid_t file, const std::string& file_name, PrecisionReached reached) {
    set_attribute(file, {file_name, "/"}, "precision", precision_text(reached));
}

void set_data_hash(hid_t file, const std::string& file_name, std::string_view hash) {
    set_attribute(file, {file_name, "/"}, "data_hash", hash);
}

void write_scenario(hid_t file, const std::string& file_name, const RunHeader& header) {
    NetcdfGroup group(file, file_name, "scenario");
    group.text("source", header.source, "scenario as given, TOML");
    group.text("resolved", header.resolved, "scenario with every value in force, TOML");
    group.text("cards", header.cards, "cards and lists in use, one a line: name and hash of its text");
    group.text("hash", header.hash, "identity of resolved scenario, seed, cards and source version");
}

void rewrite_scenario(hid_t file, const std::string& file_name, const RunHeader& header) {
    NetcdfGroup group = NetcdfGroup::existing(file, file_name, "scenario");
    group.overwrite_text("source", header.source);
    group.overwrite_text("resolved", header.resolved);
    group.overwrite_text("cards", header.cards);
}

void require_same_scenario(hid_t file, const std::string& file_name, const RunHeader& header) {
    const Hdf5Place root{file_name, "/"};
    const auto written_by = [&](std::string_view name) { return text_attribute(file, root, name); };
    const std::string hash = NetcdfGroup::existing(file, file_name, "scenario").read_text("hash");
    std::string why;
    if (written_by("source_version") != this_build().source_version ||
        written_by("compiler") != this_build().compiler)
        why = fmt::format("it was begun by another build of Puncta ({}, commit {}), whose numbers may differ",
                          written_by("puncta_version"), written_by("commit"));
    else if (hash != header.hash)
        why = fmt::format("it holds the unfinished run of another scenario, \"{}\"", written_by("title"));
    else
        return;
    throw InputError(
        fmt::format("'{}' is not continued: {}; finish that run, choose another name with -o, or "
                    "discard it with --fresh",
                    file_name, why));
}

void remove_summary(hid_t file, const std::string& file_name) {
    if (checked(H5Lexists(file, "summary", H5P_DEFAULT), {file_name, "/summary"}, "look up") > 0)
        checked(H5Ldelete(file, "summary", H5P_DEFAULT), {file_name, "/summary"}, "delete");
}

void write_summary(hid_t file, const std::string& file_name, std::span<const Estimate> summary) {
    PUNCTA_EXPECT(summary.size() == quantity_count, "{} estimates for {} quantities", summary.size(),
                  quantity_count);
    NetcdfGroup group(file, file_name, "summary");
    for (std::size_t q = 0; q < quantity_count; ++q) {
        const QuantityInfo& info = quantity_table()[q];
        const Estimate& estimate = summary[q];
        group.scalar(info.name, estimate.value, {info.units, info.long_name});
        group.annotate(info.name, "standard_error", estimate.standard_error);
        group.annotate(info.name, "ci_low", estimate.ci_low);
        group.annotate(info.name, "ci_high", estimate.ci_high);
        group.annotate(info.name, "count", static_cast<std::int64_t>(estimate.count));
        group.annotate(info.name, "interval", interval_kind(info.is_share));
        group.annotate(info.name, "display_unit", info.display_unit);
        group.annotate(info.name, "display_scale", info.display_scale);
    }
}

}  // namespace puncta
