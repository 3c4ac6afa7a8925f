/// Root attributes, /scenario and /summary: what is written once.

#include <ctime>

#include <fmt/chrono.h>

#include "engine/base/error.hpp"
#include "engine/storage/result_groups.hpp"
#include "version.hpp"

namespace puncta {

namespace {

#if defined(__clang__)
constexpr std::string_view compiler = "Clang " __clang_version__;
#else
constexpr std::string_view compiler = "GNU " __VERSION__;
#endif

}  // namespace

std::string_view compiler_name() {
    return compiler;
}

void write_root(hid_t file, const std::string& file_name, const RunHeader& header) {
    const Hdf5Place root{file_name, "/"};
    set_attribute(file, root, "format_version", result_format_version);
    set_attribute(file, root, "puncta_version", std::string_view(PUNCTA_VERSION));
    set_attribute(file, root, "commit", std::string_view(PUNCTA_COMMIT));
    set_attribute(file, root, "compiler", compiler);
    set_attribute(file, root, "seed", header.seed);
    set_attribute(file, root, "created",
                  std::string_view(fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))));
    set_attribute(file, root, "Conventions", std::string_view("CF-1.8"));
    set_attribute(file, root, "title", std::string_view(header.title));
    set_complete(file, file_name, false);
}

void set_complete(hid_t file, const std::string& file_name, bool complete) {
    set_attribute(file, {file_name, "/"}, "complete", std::int64_t{complete ? 1 : 0});
}

void write_scenario(hid_t file, const std::string& file_name, const RunHeader& header) {
    NetcdfGroup group(file, file_name, "scenario");
    group.text("source", header.source, "scenario as given, TOML");
    group.text("resolved", header.resolved, "scenario with every value in force, TOML");
    group.text("hash", header.hash, "identity of resolved scenario, seed, cards and source version");
}

void rewrite_scenario(hid_t file, const std::string& file_name, const RunHeader& header) {
    NetcdfGroup group = NetcdfGroup::existing(file, file_name, "scenario");
    group.overwrite_text("source", header.source);
    group.overwrite_text("resolved", header.resolved);
}

void require_same_scenario(hid_t file, const std::string& file_name, const RunHeader& header) {
    const Hdf5Place root{file_name, "/"};
    const auto written_by = [&](std::string_view name) { return text_attribute(file, root, name); };
    const std::string hash = NetcdfGroup::existing(file, file_name, "scenario").read_text("hash");
    std::string why;
    if (const std::string version = written_by("puncta_version"), commit = written_by("commit");
        version != PUNCTA_VERSION || commit != PUNCTA_COMMIT || written_by("compiler") != compiler)
        why = fmt::format("it was begun by another build of Puncta ({}, commit {}), whose numbers may differ",
                          version, commit);
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
