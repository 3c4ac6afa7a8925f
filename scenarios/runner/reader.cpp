#include "scenarios/runner/reader.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "models/cards/toml_value.hpp"
#include "scenarios/runner/reading.hpp"
#include "scenarios/runner/resolved.hpp"
#include "scenarios/runner/sites.hpp"

namespace puncta::scenarios {
namespace {

/// Adds the lines of `text` that `all` does not hold yet.
void add_lines(const std::string& text, std::string& all) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (all.find(line) == std::string::npos) all += line + "\n";
}

/// Every site is read as a scenario of its own.
Scenario read_sites(std::vector<WrittenSite>& written, const std::filesystem::path& folder,
                    Problems& problems) {
    Scenario scenario;
    std::vector<std::string> warnings;
    std::string cards;
    for (std::size_t i = 0; i < written.size(); ++i) {
        Scenario one;
        one.one_of_several = true;
        read_one(written[i].leaves, folder, one, problems);
        for (const std::string& warning : one.warnings)
            warnings.push_back(fmt::format("{}: {}", written[i].name, warning));
        SiteSpec site{written[i].name, one.skin, one.person, one.treatment};
        add_lines(one.cards, cards);
        if (i == 0) scenario = std::move(one);
        scenario.sites.push_back(std::move(site));
    }
    problems.throw_if_any();
    check_together(scenario, written, problems);
    scenario.one_of_several = false;
    scenario.warnings = std::move(warnings);
    scenario.cards = std::move(cards);
    return scenario;
}

Scenario read_leaves(Leaves& leaves, const std::filesystem::path& folder, Problems& problems) {
    const bool several = leaves.find("sites") != nullptr;
    std::vector<WrittenSite> written = written_sites(leaves, problems);
    Scenario scenario;
    if (!several)
        read_one(leaves, folder, scenario, problems);
    else
        scenario = read_sites(written, folder, problems);
    problems.throw_if_any();
    return scenario;
}

}  // namespace

Scenario read_scenario(const std::filesystem::path& file, const std::vector<std::string>& assignments) {
    return read_scenario_text(read_text_file(file), file.string(), assignments, file.parent_path());
}

Scenario read_scenario_text(const std::string& text, const std::string& name,
                            const std::vector<std::string>& assignments,
                            const std::filesystem::path& folder) {
    Problems problems;
    const std::size_t source = problems.add_source(name, text);
    std::string lines;  // one for each assignment
    for (std::string assignment : assignments) {
        std::replace(assignment.begin(), assignment.end(), '\n', ' ');
        lines += assignment + '\n';
    }
    const std::size_t command_line = problems.add_source("--set", lines);
    Leaves leaves;
    auto document = models::parse_toml(text, source, problems);
    problems.throw_if_any();
    if (document) leaves.add_document(std::move(*document), source);
    leaves.add_assignments(assignments, command_line, problems);
    Scenario scenario = read_leaves(leaves, folder, problems);
    scenario.source = text;
    scenario.resolved = resolved_text(scenario);
    scenario.hash = scenario_hash(scenario.resolved);
    return scenario;
}

}  // namespace puncta::scenarios
