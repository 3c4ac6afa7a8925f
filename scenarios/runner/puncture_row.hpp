#pragma once
/// One row of /punctures as its columns.

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "engine/records/puncture.hpp"

namespace puncta::scenarios {

/// A column and where its value stands in a row; shown in this unit (value times scale).
struct RowColumn {
    std::string name;
    std::variant<double Puncture::*, std::int16_t Puncture::*, std::int32_t Puncture::*,
                 std::uint8_t Puncture::*>
        member;
    std::string shown_unit = {};
    double shown_scale = 1;
};

/// The columns that every result has, in the order of FORMAT.md.
const std::vector<RowColumn>& row_columns();

/// The value as a number.
double number_of(const RowColumn& column, const Puncture& row);

}  // namespace puncta::scenarios
