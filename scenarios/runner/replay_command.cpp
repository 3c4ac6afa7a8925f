#include "scenarios/runner/replay_command.hpp"

#include <bit>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/storage/result_file.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/puncture_row.hpp"
#include "scenarios/runner/replay_text.hpp"
#include "scenarios/runner/stored_scenario.hpp"

namespace puncta::scenarios {
namespace {

template <class Value>
Value stored_value(const ResultFile& file, const std::string& column, std::uint64_t row) {
    return file.values<Value>("/punctures/" + column, row, 1).at(0);
}

Puncture stored_row(const ResultFile& file, std::uint64_t id) {
    Puncture row;
    for (const RowColumn& column : row_columns())
        std::visit(
            [&]<class Value>(Value Puncture::* member) {
                row.*member = stored_value<Value>(file, column.name, id);
            },
            column.member);
    return row;
}

std::vector<std::string> differing_columns(const Puncture& stored, const Puncture& found) {
    std::vector<std::string> names;
    for (const RowColumn& column : row_columns()) {
        const double one = number_of(column, stored), other = number_of(column, found);
        // Bit for bit: NaN is the same as NaN, 0 is not -0.
        if (std::bit_cast<std::uint64_t>(one) != std::bit_cast<std::uint64_t>(other))
            names.push_back(column.name);
    }
    return names;
}

/// First row of the replicate that owns row `id`; replicates stand in order.
std::uint64_t first_row_of(const ResultFile& file, std::int32_t replicate, std::uint64_t id) {
    std::uint64_t low = 0, high = id;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        if (stored_value<std::int32_t>(file, "replicate", middle) < replicate)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/// The site to which a pass belongs.
std::size_t site_of(const RunPlan& plan, int pass) {
    std::size_t site = 0;
    while (site + 1 < plan.site_count() && plan.site(site + 1).first_pass <= pass) ++site;
    return site;
}

/// Which puncture of its site the row `id` is; sites stand one behind the other.
std::uint64_t index_in_site(const ResultFile& file, const SitePlan& site, std::uint64_t first,
                            std::uint64_t id) {
    const auto passes = file.values<std::int16_t>("/punctures/pass", first, id - first);
    std::uint64_t index = 0;
    for (const std::int16_t pass : passes) index += pass >= site.first_pass ? 1 : 0;
    return index;
}

void require_row(const ResultFile& file, std::int64_t id) {
    const std::uint64_t rows = file.rows("/punctures/depth");
    double punctures = 0;
    for (const double count : file.numbers("/depth/counts")) punctures += count;
    if (rows == 0)
        throw InputError(
            punctures > 0
                ? fmt::format("'{}' was written without single punctures (output.punctures = false): "
                              "there is no row to compare with",
                              file.name())
                : fmt::format("'{}' has no punctures", file.name()));
    if (id < 0 || static_cast<std::uint64_t>(id) >= rows)
        throw InputError(
            fmt::format("'{}' has no puncture {}; its IDs go from 0 to {}", file.name(), id, rows - 1));
}

}  // namespace

int replay_command(const std::filesystem::path& result, std::int64_t id, bool json) {
    const ResultFile file = ResultFile::open(result, Unfinished::accept);
    require_row(file, id);
    const Scenario scenario = stored_scenario(file, "cannot be replayed");
    const RunPlan plan = make_plan(scenario);
    const auto row = static_cast<std::uint64_t>(id);
    ReplayCase asked{file.name(), id, {}, stored_row(file, row), {}};
    const std::size_t site = site_of(plan, asked.stored.pass);
    if (plan.site_count() > 1) asked.site = plan.site(site).name;
    const std::uint64_t first = first_row_of(file, asked.stored.replicate, row);
    const ReplayedPuncture replayed =
        replay_puncture(plan, asked.stored.replicate, site, index_in_site(file, plan.site(site), first, row));
    asked.differing = differing_columns(asked.stored, replayed.row);
    fmt::print("{}", json ? replay_json(asked, replayed) : replay_text(asked, replayed));
    return asked.differing.empty() ? 0 : 3;
}

}  // namespace puncta::scenarios
