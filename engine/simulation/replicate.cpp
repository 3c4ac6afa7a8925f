#include "engine/simulation/replicate.hpp"

#include <algorithm>

#include <time.h>

#include "engine/base/error.hpp"
#include "engine/simulation/plate_simulation.hpp"
#include "engine/simulation/treatment_tally.hpp"

namespace puncta {
namespace {

double thread_cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

/// All strokes of one site; punctures go into the record's maps, and into its table if it is kept.
TreatmentTally treat(const RunPlan& plan, std::size_t site_index, ReplicateRecord& record) {
    const SitePlan& site = plan.site(site_index);
    ReplicateSetup setup(plan, record.replicate, site_index);
    TreatmentTally tally(site, plan);
    const PunctureSink keep = [&](const Puncture& puncture, std::size_t needle, const LocalSkin& skin) {
        tally.add(puncture, setup, needle, skin);
        count_puncture(plan, puncture, record.tallies);
        if (plan.keep_punctures) record.punctures.push_back(puncture);
    };
    StrokeTotals totals;
    const std::vector<Stroke> strokes = strokes_of(plan, site);
    const auto simulate = plan.device.kind == "roller" ? simulate_stroke : simulate_presses;
    for (const Stroke& stroke : strokes) simulate(setup, stroke, keep, totals, record.solver);
    if (!strokes.empty()) totals.seconds += site.treatment.pause * double(strokes.size() - 1);
    if (site_index > 0) totals.seconds += site.treatment.pause;  // since the site before
    tally.add(totals);
    tally.add_holes(setup);
    return tally;
}

void refuse_failures(const ReplicateRecord& record) {
    const SolverCounts& solver = record.solver;
    if (double(solver.failures) <= std::max(1.0, largest_failure_share * double(solver.stations))) return;
    throw NumericsError(fmt::format("replicate {}: {} of {} stations did not converge", record.replicate,
                                    solver.failures, solver.stations));
}

}  // namespace

ReplicateRecord simulate_replicate(const RunPlan& plan, std::int64_t number) {
    const double start = thread_cpu_seconds();
    ReplicateRecord record;
    record.replicate = number;
    record.tallies = empty_tallies(plan);
    std::vector<TreatmentTally> sites;
    sites.reserve(plan.site_count());
    for (std::size_t s = 0; s < plan.site_count(); ++s) sites.push_back(treat(plan, s, record));
    refuse_failures(record);
    const double length = plan.device.needle.length;
    for (std::size_t s = 0; s < sites.size(); ++s) {
        record.sites.push_back(sites[s].values(length));
        at(record.sites.back(), Quantity::covered_share) =
            covered_share_of(plan, plan.site(s), record.tallies);
    }
    for (std::size_t s = 1; s < sites.size(); ++s) sites.front().add(sites[s]);
    record.values = sites.size() == 1 ? record.sites.front() : sites.front().values(length);
    at(record.values, Quantity::covered_share) = covered_share_of(plan, record.tallies);
    record.channels = sites.front().channels();
    record.cpu_seconds = thread_cpu_seconds() - start;
    return record;
}

}  // namespace puncta
