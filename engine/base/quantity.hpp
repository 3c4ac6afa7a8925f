#pragma once
/// Text with a unit and SI doubles, both ways: "250 um" <-> 2.5e-4 m.
///
/// Users write dimensional values with their unit; a bare number is refused, because most errors of
/// micrometre against millimetre are born there. Units that are powers of ten are applied to the decimal
/// text itself, not to the double: "17 um" gives exactly the double nearest to 17e-6, and a value written by
/// `format_quantity` reads back to the same bits. Degrees are the one inexact unit; where a value does not
/// survive the round trip in degrees it is written in radians.

#include <string>
#include <string_view>
#include <vector>

namespace puncta {

enum class Dimension {
    dimensionless,  ///< plain numbers, no unit
    length,         ///< [m]
    force,          ///< [N]
    pressure,       ///< [Pa]: moduli and stresses
    angle,          ///< [rad]
    time,           ///< [s]
    speed,          ///< [m/s]
    toughness,      ///< [J/m²]
    stiffness,      ///< [N/m]
    area_density,   ///< [1/m²]
    frequency,      ///< [1/s]
};

/// What came of reading a text: the SI value, or a problem in one sentence (empty when all is well).
struct ParsedQuantity {
    double value = 0;
    std::string problem;
};

/// Reads "4 N", "-3 mN", "1e-3 m", "14 1/mm^2"; µ and ² are read as u and ^2. Infinity and NaN are refused.
ParsedQuantity parse_quantity(std::string_view text, Dimension dimension);

/// The same for values that must be right, such as arguments of a command; throws InputError naming `what`.
double quantity(std::string_view text, Dimension dimension, std::string_view what);

/// Writes an SI value in the unit people use for its size; reads back to the same double.
std::string format_quantity(double si, Dimension dimension);

/// A plain number, shortest text that reads back to the same double; whole numbers without a point.
std::string format_number(double value);

/// The complaint about a number without its unit: needs a unit: write "4 N".
std::string missing_unit(std::string_view number, Dimension dimension);

/// "force", "length", … with its article, for messages.
std::string_view dimension_name(Dimension dimension);

/// Its SI unit, as result files write it: "m", "1/m^2", "1" for none.
std::string_view si_unit(Dimension dimension);

/// Every unit of a dimension, the one suggested in messages first.
std::vector<std::string_view> unit_symbols(Dimension dimension);

}  // namespace puncta
