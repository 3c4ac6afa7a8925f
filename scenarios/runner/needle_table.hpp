#pragma once
/// What `puncta needle` tells: events, a short table on stdout, all points as a file.

#include <filesystem>
#include <optional>
#include <vector>

#include "models/skin/timed_needle.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// The trace of one needle with time or, for the law without time, `timed` false and all times 0.
struct NeedleReport {
    bool timed = false;
    std::vector<models::TimedPoint> points;
    std::optional<models::TimedPoint> breach, insertion;
    double jump = 0;
    NeedleLaw::Channel channel{};

    explicit NeedleReport(const models::NeedleTrace& trace);
    explicit NeedleReport(const models::TimedTrace& trace);
};

void print_events(const NeedleReport& report, const NeedleSpec& needle);
void print_table(const NeedleReport& report);

/// SI units; replaces an older table of its own, but no other file.
void write_csv(const std::filesystem::path& file, const NeedleReport& report);

}  // namespace puncta::scenarios
