#include "scenarios/runner/sites.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "engine/motion/strokes.hpp"
#include "models/cards/toml_value.hpp"
#include "scenarios/runner/rules.hpp"

namespace puncta::scenarios {
namespace {

constexpr std::size_t longest_name = 40;

bool is_site_name(std::string_view name) {
    const auto is_good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    };
    return !name.empty() && name.size() <= longest_name && std::all_of(name.begin(), name.end(), is_good);
}

/// Site after site, each a table.
class SiteReading {
  public:
    SiteReading(const Leaves& leaves, Problems& problems) : leaves_(leaves), problems_(problems) {}

    std::vector<WrittenSite> run(const Leaf& leaf) {
        const toml::array* list = leaf.node->as_array();
        if (list == nullptr || list->empty() || list->size() > most_sites) {
            problems_.add(leaf.place,
                          fmt::format("sites must be 1 to {} tables, each under [[sites]]", most_sites));
            return {};
        }
        for (const toml::node& node : *list) add(node, leaf.place.source);
        return std::move(sites_);
    }

  private:
    void add(const toml::node& node, std::size_t source) {
        const Place place = models::place_of(node, source);
        const toml::table* table = node.as_table();
        if (table == nullptr) {
            problems_.add(place, "a site is a table with name, skin and treatment");
            return;
        }
        WrittenSite site{name_of(*table, place, source), place, {}};
        for (const auto& [key, value] : *table) check_key(key, value, source);
        if (!site.name.empty()) {
            site.leaves = leaves_.with_site(*table, site.name, source);
            sites_.push_back(std::move(site));
        }
    }

    std::string name_of(const toml::table& table, const Place& place, std::size_t source) {
        const toml::node* node = table.get("name");
        std::string name = node == nullptr ? "" : node->value_or(std::string());
        const Place at = node == nullptr ? place : models::place_of(*node, source);
        if (!is_site_name(name)) {
            problems_.add(at, fmt::format("a site needs a name of at most {} letters, digits, _ and -: write "
                                          "name = \"forehead\"",
                                          longest_name));
            return {};
        }
        const auto same = [&](const WrittenSite& site) { return site.name == name; };
        if (std::any_of(sites_.begin(), sites_.end(), same)) {
            problems_.add(at, fmt::format("two sites are called \"{}\"", name));
            return {};
        }
        return name;
    }

    void check_key(const toml::key& key, const toml::node& value, std::size_t source) {
        static const std::array<std::string, 3> known = {"name", "skin", "treatment"};
        const Place place = models::place_of(key.source(), source);
        if (std::find(known.begin(), known.end(), key.str()) == known.end()) {
            const std::string near = nearest(key.str(), known);
            problems_.add(place,
                          near.empty()
                              ? fmt::format("{} is no key of a site, which has name, skin and treatment; "
                                            "device, run, model and output are those of the scenario",
                                            key.str())
                              : fmt::format("unknown key {}; did you mean {}?", key.str(), near));
        } else if (key.str() != "name" && !value.is_table()) {
            problems_.add(place, fmt::format("{} of a site is a table, as [{}] is", key.str(), key.str()));
        }
    }

    const Leaves& leaves_;
    Problems& problems_;
    std::vector<WrittenSite> sites_;
};

void check_overlap(const Scenario& scenario, const std::vector<WrittenSite>& written, Problems& problems) {
    for (std::size_t i = 0; i < scenario.sites.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const Region mine = region_of(scenario.sites[i].treatment),
                         other = region_of(scenario.sites[j].treatment);
            const double alone = Region(mine.border(), {}).area();
            const double shared = alone - Region(mine.border(), {other.border()}).area();
            if (shared <= 1e-9 * alone) continue;
            problems.add(
                written[i].place,
                fmt::format("the region of {} overlaps that of {} by {:.3g} cm2; give every site a polygon "
                            "of its own in one common frame",
                            scenario.sites[i].name, scenario.sites[j].name, shared * 1e4));
        }
}

}  // namespace

std::vector<WrittenSite> written_sites(const Leaves& leaves, Problems& problems) {
    const Leaf* leaf = leaves.find("sites");
    if (leaf == nullptr) return {};
    return SiteReading(leaves, problems).run(*leaf);
}

void check_together(const Scenario& scenario, const std::vector<WrittenSite>& written, Problems& problems) {
    const std::vector<SiteSpec>& sites = scenario.sites;
    double passes = 0, x = 0, y = 0;
    for (std::size_t i = 0; i < sites.size(); ++i) {
        if (sites[i].skin.layers.size() != sites[0].skin.layers.size())
            problems.add(
                written[i].place,
                fmt::format("the skin of {} has {} layers, that of {} has {}; all sites need as many",
                            sites[i].name, sites[i].skin.layers.size(), sites[0].name,
                            sites[0].skin.layers.size()));
        passes += sites[i].treatment.passes * double(sites[i].treatment.directions.size());
        x = std::max(x, sites[i].treatment.area[0]);
        y = std::max(y, sites[i].treatment.area[1]);
    }
    if (passes > most_passes)
        problems.add(written[0].place,
                     fmt::format("the sites take {:.0f} passes in all; at most {}", passes, most_passes));
    for (const models::Contradiction& found :
         map_contradictions({x, y}, scenario.output.map_cell, sites[0].skin.layers.size()))
        problems.add(written[0].place, fmt::format("all sites together: {}", found.message));
    check_overlap(scenario, written, problems);
}

}  // namespace puncta::scenarios
