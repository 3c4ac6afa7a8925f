#include "scenarios/runner/stored_scenario.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "engine/base/build.hpp"
#include "engine/base/error.hpp"
#include "scenarios/runner/reader.hpp"

namespace puncta::scenarios {
namespace {

/// Without the lines of run.precision.
std::string without_precision(std::string_view resolved) {
    std::string text;
    while (!resolved.empty()) {
        const std::string_view line = resolved.substr(0, resolved.find('\n'));
        if (!line.starts_with("precision.")) text.append(line).append("\n");
        resolved.remove_prefix(std::min(resolved.size(), line.size() + 1));
    }
    return text;
}

Scenario read_back(const ResultFile& file, const std::string& purpose, const std::string& text,
                   const std::vector<std::string>& assignments) {
    const std::string sources = file.text_attribute("/", "source_version"),
                      built = file.text_attribute("/", "compiler");
    const Build& here = this_build();
    if (sources != here.source_version || built != here.compiler)
        throw InputError(
            fmt::format("'{}' {}: it was written by Puncta {} (commit {}, sources {}, {}), and this is {} "
                        "(commit {}, sources {}, "
                        "{}), whose numbers may differ; use the build that wrote it",
                        file.name(), purpose, file.text_attribute("/", "puncta_version"),
                        file.text_attribute("/", "commit"), sources, built, here.version, here.commit,
                        here.source_version, here.compiler));
    Scenario scenario = read_scenario_text(text, file.name() + ", /scenario/resolved", assignments);
    if (scenario.hash != file.text("/scenario/hash"))
        throw InputError(
            fmt::format("'{}' {}: its /scenario/resolved does not have its hash; the file was changed",
                        file.name(), purpose));
    scenario.source = file.text("/scenario/source");
    scenario.cards = file.text("/scenario/cards");
    scenario.warnings.clear();  // said when it was run
    return scenario;
}

}  // namespace

Scenario stored_scenario(const ResultFile& file, const std::string& purpose) {
    return read_back(file, purpose, file.text("/scenario/resolved"), {});
}

Scenario stored_scenario(const ResultFile& file, const std::string& purpose, std::int64_t replicates) {
    return read_back(file, purpose, without_precision(file.text("/scenario/resolved")),
                     {fmt::format("run.replicates={}", replicates)});
}

}  // namespace puncta::scenarios
