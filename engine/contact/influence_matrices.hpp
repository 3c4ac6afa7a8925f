#pragma once
/// The influence of every needle and cell of one position of a device on every other, from the tables of a
/// skin.

#include <utility>
#include <vector>

#include <Eigen/Dense>

#include "engine/insertion/drum_contact.hpp"
#include "engine/tissue/skin_subject.hpp"

namespace puncta {

/// Places in the plane of the skin [m].
using Places = std::vector<std::pair<double, double>>;

/// Needles on each other and on the cells; the diagonal is the table's own value for a needle.
StationInfluence station_influence(const InfluenceTables& tables, const Places& needles, const Places& cells);

/// Needles on each other; the diagonal is the table's own value.
Eigen::MatrixXd needle_influence(const InfluenceTables& tables, const Places& needles);

/// Cells on each other, c x c [m/N].
Eigen::MatrixXd cell_influence(const InfluenceTables& tables, const Places& cells);

}  // namespace puncta
