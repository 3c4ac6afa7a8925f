#include "engine/storage/channel_group.hpp"

#include "engine/base/error.hpp"
#include "engine/storage/estimate_variables.hpp"

namespace puncta {

namespace {

constexpr std::size_t table_chunk = 16;  ///< rows of some hundred numbers

constexpr std::string_view open_area_meaning =
    "open cross-section of all channels per area of skin, mean over the depth bin";
constexpr std::string_view holes_meaning =
    "holes per area of skin that reach this deep, mean over the depth bin";

enum Table : std::size_t { open_area, holes_deeper };

ReplicateRows channel_rows() {
    return ReplicateRows({"replicate_open_area", "replicate_holes_deeper"});
}

}  // namespace

ChannelGroup::ChannelGroup(hid_t file, const std::string& file_name, const RunHeader& header)
    : group_(file, file_name, "channels"),
      rows_(channel_rows()),
      bins_(static_cast<std::size_t>(header.bins.count)) {
    std::vector<double> centres;
    centres.reserve(bins_);
    for (std::size_t bin = 0; bin < bins_; ++bin) centres.push_back((double(bin) + 0.5) * header.bins.width);
    group_.coordinate<double>("depth_bin", centres, {"m", "centre of the depth bin, as in /depth"});
    ReplicateRows::make_replicates(group_);
    rows_.make_table(group_, open_area, "depth_bin", {"1", open_area_meaning}, table_chunk);
    rows_.make_table(group_, holes_deeper, "depth_bin", {"1/m^2", holes_meaning}, table_chunk);
}

ChannelGroup ChannelGroup::existing(hid_t file, const std::string& file_name, const RunHeader& header) {
    ChannelGroup group;
    group.group_ = NetcdfGroup::existing(file, file_name, "channels");
    group.rows_ = channel_rows();
    group.rows_.continue_in(group.group_);
    group.bins_ = static_cast<std::size_t>(header.bins.count);
    return group;
}

void ChannelGroup::restore(FinishedReplicates& finished) const {
    const std::vector<double> areas = rows_.read(group_, open_area), holes = rows_.read(group_, holes_deeper);
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
    rows_.append_row(open_area, channels.open_area);
    rows_.append_row(holes_deeper, channels.holes_deeper);
    rows_.append(record.replicate);
}

void ChannelGroup::flush() {
    rows_.flush(group_);
}

void ChannelGroup::finish(const RunTotals& totals) {
    write_estimates(group_, "open_area", "depth_bin", totals.open_area, "1", std::string(open_area_meaning),
                    false);
    write_estimates(group_, "holes_deeper", "depth_bin", totals.holes_deeper, "1/m^2",
                    std::string(holes_meaning), false);
}

void ChannelGroup::reopen() {
    remove_estimates(group_, "open_area");
    remove_estimates(group_, "holes_deeper");
}

}  // namespace puncta
