#include "engine/device/needle_shape.hpp"

#include <cmath>

#include <fmt/format.h>

#include "engine/base/quantity.hpp"

namespace puncta {
namespace {

std::string point_text(const ProfilePoint& point) {
    return fmt::format("[{}, {}]", format_quantity(point.distance, Dimension::length),
                       format_quantity(point.diameter, Dimension::length));
}

}  // namespace

std::string profile_fault(std::span<const ProfilePoint> points) {
    if (points.size() < 2)
        return fmt::format("a profile needs at least two points [distance from the tip, diameter]; it has {}",
                           points.size());
    for (const ProfilePoint& point : points)
        if (!(std::isfinite(point.distance) && std::isfinite(point.diameter) && point.distance >= 0 &&
              point.diameter >= 0))
            return "distances and diameters must be finite and not negative";
    if (points.front().distance == 0 && points.front().diameter > 0)
        return fmt::format(
            "the first point {} is wide at the tip itself; the tip has no width there, its cap "
            "is that of the tip diameter",
            point_text(points.front()));
    if (points.front().distance > 0 && points.front().diameter == 0)
        return fmt::format("the first point {} has no width behind the tip", point_text(points.front()));
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (!(points[i].distance > points[i - 1].distance))
            return fmt::format(
                "{} follows {}: the distance from the tip must grow from point to point (no "
                "step, no overhang)",
                point_text(points[i]), point_text(points[i - 1]));
        if (!(points[i].diameter >= points[i - 1].diameter && points[i].diameter > 0))
            return fmt::format("{} follows {}: the diameter must not shrink behind the tip",
                               point_text(points[i]), point_text(points[i - 1]));
    }
    return {};
}

std::vector<ProfilePoint> behind_tip(std::span<const ProfilePoint> points) {
    std::vector<ProfilePoint> behind(points.begin(), points.end());
    if (!behind.empty() && behind.front().distance == 0) behind.erase(behind.begin());
    while (behind.size() > 1 && behind[behind.size() - 2].diameter == behind.back().diameter)
        behind.pop_back();
    return behind;
}

}  // namespace puncta
