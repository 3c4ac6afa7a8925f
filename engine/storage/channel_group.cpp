#include "engine/storage/channel_group.hpp"

#include "engine/base/error.hpp"
#include "engine/storage/estimate_variables.hpp"

namespace puncta {

namespace {

constexpr std::size_t replicate_chunk = 1024;
constexpr std::size_t table_chunk = 16;  ///< rows of some hundred numbers

constexpr std::string_view open_area_meaning =
    "open cross-section of all channels per area of skin, mean over the depth bin";
constexpr std::string_view holes_meaning =
    "holes per area of skin that reach this deep, mean over the depth bin";

}  // namespace

ChannelGroup::ChannelGroup(hid_t file, const std::string& file_name, const RunHeader& header)
    : group_(file, file_name, "channels"), bins_(static_cast<std::size_t>(header.bins.count)) {
    std::vector<double> centres;
    centres.reserve(bins_);
    for (std::size_t bin = 0; bin < bins_; ++bin) centres.push_back((double(bin) + 0.5) * header.bins.width);
    group_.coordinate<double>("depth_bin", centres, {"m", "centre of the depth bin, as in /depth"});
    group_.column<std::int64_t>("replicate", "", {"1", "running number of the replicate"}, replicate_chunk,
                                false, true);
    group_.table<double>("replicate_open_area", "replicate", "depth_bin", {"1", open_area_meaning},
                         table_chunk);
    group_.table<double>("replicate_holes_deeper", "replicate", "depth_bin", {"1/m^2", holes_meaning},
                         table_chunk);
}

ChannelGroup ChannelGroup::existing(hid_t file, const std::string& file_name, const RunHeader& header) {
    ChannelGroup group;
    group.group_ = NetcdfGroup::existing(file, file_name, "channels");
    group.bins_ = static_cast<std::size_t>(header.bins.count);
    group.written_ = group.group_.read<std::int64_t>("replicate").size();
    return group;
}

void ChannelGroup::restore(FinishedReplicates& finished) const {
    const std::vector<double> areas = group_.read<double>("replicate_open_area"),
                              holes = group_.read<double>("replicate_holes_deeper");
    for (std::size_t row = 0; (row + 1) * bins_ <= std::min(areas.size(), holes.size()); ++row) {
        const auto first = static_cast<std::ptrdiff_t>(row * bins_),
                   last = static_cast<std::ptrdiff_t>((row + 1) * bins_);
        finished.channels.push_back(
            {{areas.begin() + first, areas.begin() + last}, {holes.begin() + first, holes.begin() + last}});
    }
}

void ChannelGroup::append(const ReplicateRecord& record) {
    const ChannelProfile& channels = record.channels;
    PUNCTA_EXPECT(channels.open_area.size() == bins_ && channels.holes_deeper.size() == bins_,
                  "replicate {} has channels over {} and {} depth bins of {}", record.replicate,
                  channels.open_area.size(), channels.holes_deeper.size(), bins_);
    ids_.push_back(record.replicate);
    open_area_.insert(open_area_.end(), channels.open_area.begin(), channels.open_area.end());
    holes_deeper_.insert(holes_deeper_.end(), channels.holes_deeper.begin(), channels.holes_deeper.end());
}

void ChannelGroup::flush() {
    if (ids_.empty()) return;
    group_.write_rows<double>("replicate_open_area", written_, open_area_);
    group_.write_rows<double>("replicate_holes_deeper", written_, holes_deeper_);
    group_.write_rows<std::int64_t>("replicate", written_, ids_);
    written_ += ids_.size();
    ids_.clear();
    open_area_.clear();
    holes_deeper_.clear();
}

void ChannelGroup::finish(const RunTotals& totals) {
    write_estimates(group_, "open_area", "depth_bin", totals.open_area, "1", std::string(open_area_meaning),
                    false);
    write_estimates(group_, "holes_deeper", "depth_bin", totals.holes_deeper, "1/m^2",
                    std::string(holes_meaning), false);
}

void ChannelGroup::reopen() {
    for (const char* name : {"open_area", "holes_deeper"})
        for (const char* suffix : {"", "_standard_error", "_ci_low", "_ci_high", "_count"})
            group_.remove(std::string(name) + suffix);
}

}  // namespace puncta
