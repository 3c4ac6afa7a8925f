#include "engine/simulation/channel_tally.hpp"

#include <algorithm>
#include <numeric>

namespace puncta {

namespace {

void add_each(std::vector<double>& total, const std::vector<double>& part) {
    std::transform(total.begin(), total.end(), part.begin(), total.begin(), std::plus<>());
}

}  // namespace

ChannelTally::ChannelTally(const DepthBins& bins)
    : width_(bins.width),
      volumes_(static_cast<std::size_t>(bins.count), 0),
      lengths_(static_cast<std::size_t>(bins.count), 0) {}

void ChannelTally::add(const NeedleLaw& law, double depth, const LocalSkin& skin) {
    law.add_channel_volumes(depth, width_, volumes_, skin);
    for (std::size_t bin = 0; bin < lengths_.size(); ++bin) {
        const double below = depth - double(bin) * width_;
        if (below <= 0) break;
        lengths_[bin] += bin + 1 < lengths_.size() ? std::min(below, width_) : below;
    }
}

void ChannelTally::add(const ChannelTally& other) {
    add_each(volumes_, other.volumes_);
    add_each(lengths_, other.lengths_);
}

double ChannelTally::volume() const {
    return std::accumulate(volumes_.begin(), volumes_.end(), 0.0);
}

ChannelProfile ChannelTally::profile(double area) const {
    ChannelProfile profile{volumes_, lengths_};
    for (double& value : profile.open_area) value /= width_ * area;
    for (double& value : profile.holes_deeper) value /= width_ * area;
    return profile;
}

}  // namespace puncta
