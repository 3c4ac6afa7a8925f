#include "scenarios/runner/needle_table.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/device/head.hpp"
#include "engine/storage/part_file.hpp"

namespace puncta::scenarios {
namespace {

const std::string csv_head = "displacement_m,dimple_m,depth_m,force_N,cutting_N,spreading_N,friction_N\n";
const std::string timed_csv_head = "time_s," + csv_head;

std::string csv_text(const NeedleReport& report) {
    std::string text = report.timed ? timed_csv_head : csv_head;
    for (const auto& [time, p] : report.points) {
        if (report.timed) text += fmt::format("{:.9g},", time);
        text += fmt::format("{:.9g},{:.9g},{:.9g},{:.9g},{:.9g},{:.9g},{:.9g}\n", p.displacement, p.dimple,
                            p.depth, p.force, p.resistance.cutting, p.resistance.spreading,
                            p.resistance.friction);
    }
    return text;
}

/// A file that is there and does not begin like one of ours is somebody else's.
bool foreign(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string head(timed_csv_head.size(), '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    return !head.empty() && !head.starts_with(csv_head) && head != timed_csv_head;
}

void print_event(const char* name, const std::optional<models::TimedPoint>& p, bool timed) {
    if (!p) {
        fmt::print("  {:<28} not reached\n", name);
        return;
    }
    fmt::print("  {:<28} at displacement {:8.1f} um, force {:8.2f} mN", name, p->state.displacement * 1e6,
               p->state.force * 1e3);
    fmt::print("{}\n", timed ? fmt::format(", after {:.4g} ms", p->time * 1e3) : "");
}

}  // namespace

NeedleReport::NeedleReport(const models::NeedleTrace& trace) : jump(trace.jump), channel(trace.channel) {
    for (const models::NeedlePoint& p : trace.points) points.push_back({0, p});
    if (trace.breach) breach = {0, *trace.breach};
    if (trace.insertion) insertion = {0, *trace.insertion};
}

NeedleReport::NeedleReport(const models::TimedTrace& trace)
    : timed(true),
      points(trace.points),
      breach(trace.breach),
      insertion(trace.insertion),
      jump(trace.jump),
      channel(trace.channel) {}

void print_events(const NeedleReport& report, const NeedleSpec& needle) {
    print_event("breach of stratum corneum", report.breach, report.timed);
    print_event("insertion", report.insertion, report.timed);
    if (report.insertion) fmt::print("  {:<28} {:.1f} um\n", "jump at insertion", report.jump * 1e6);
    const auto hub = std::find_if(report.points.begin(), report.points.end(),
                                  [&](const auto& p) { return p.state.depth >= needle.length; });
    if (hub != report.points.end())
        fmt::print("  {:<28} from displacement {:.1f} um on: all of the needle is in the skin\n",
                   "hub stops it", hub->state.displacement * 1e6);
    const auto& left = report.channel;
    if (left.slit_length <= 0) return;
    const NeedleProfile profile = nominal_needle(needle);
    const double depth = report.points.back().state.depth;
    const double widest = profile.diameter(depth) + profile.breadth(depth);
    fmt::print("  {:<28} slit of {:.0f} um below the surface, {:.2f} of the needle there; {:.2f} nl open\n",
               "channel left behind", left.slit_length * 1e6, left.slit_length / widest, left.volume * 1e12);
}

void print_table(const NeedleReport& report) {
    auto time_column = [&](const std::string& text) {
        return report.timed ? fmt::format("{:>12}", text) : std::string();
    };
    fmt::print("\n{}  {:>14} {:>11} {:>10} {:>10} {:>11} {:>13} {:>12}\n", time_column("time"),
               "displacement", "dimple", "depth", "force", "cutting", "spreading", "friction");
    fmt::print("{}  {:>14} {:>11} {:>10} {:>10} {:>11} {:>13} {:>12}\n", time_column("ms"), "um", "um", "um",
               "mN", "mN", "mN", "mN");
    const std::size_t rows = std::min<std::size_t>(report.timed ? 17 : 16, report.points.size());
    for (std::size_t r = 0; r < rows; ++r) {
        const auto& [time, p] = report.points[rows == 1 ? 0 : r * (report.points.size() - 1) / (rows - 1)];
        fmt::print("{}  {:>14.1f} {:>11.1f} {:>10.1f} {:>10.2f} {:>11.2f} {:>13.2f} {:>12.2f}\n",
                   time_column(fmt::format("{:.5g}", time * 1e3)), p.displacement * 1e6, p.dimple * 1e6,
                   p.depth * 1e6, p.force * 1e3, p.resistance.cutting * 1e3, p.resistance.spreading * 1e3,
                   p.resistance.friction * 1e3);
    }
}

void write_csv(const std::filesystem::path& file, const NeedleReport& report) {
    const std::filesystem::path target = require_writable_target(file, "table");
    if (foreign(target))
        throw StorageError(
            fmt::format("cannot write the table '{}': the file is there and is no table of "
                        "`puncta needle`; choose another name",
                        file.string()));
    // Written beside and renamed, so that no half table stands under the name.
    const std::filesystem::path part = target.string() + ".part";
    const std::string text = csv_text(report);
    std::error_code failed;
    errno = 0;
    std::ofstream out(part, std::ios::binary);
    out << text;
    out.close();
    if (!out)
        failed.assign(errno, std::generic_category());
    else
        std::filesystem::rename(part, target, failed);
    if (!out || failed) {
        std::error_code ignored;
        std::filesystem::remove(part, ignored);
        throw StorageError(fmt::format("cannot write the table '{}': {}", file.string(), failed.message()));
    }
}

}  // namespace puncta::scenarios
