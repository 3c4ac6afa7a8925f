// Text with units: exact where the unit is a power of ten, with a clear sentence for every mistake.
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/quantity.hpp"

namespace puncta {
namespace {

double si(std::string_view text, Dimension dimension) {
    return quantity(text, dimension, "value");
}

std::string problem(std::string_view text, Dimension dimension) {
    return parse_quantity(text, dimension).problem;
}

TEST(Quantity, ReadsEveryUnitToTheNearestDouble) {
    // Expected values are the decimal literals themselves: a power of ten only moves the point.
    EXPECT_EQ(si("17 um", Dimension::length), 17e-6);
    EXPECT_EQ(si("17 µm", Dimension::length), 17e-6);
    EXPECT_EQ(si("17 μm", Dimension::length), 17e-6);
    EXPECT_EQ(si("0.25 mm", Dimension::length), 0.25e-3);
    EXPECT_EQ(si("2 cm", Dimension::length), 0.02);
    EXPECT_EQ(si("1e-3 m", Dimension::length), 1e-3);
    EXPECT_EQ(si("4N", Dimension::force), 4);
    EXPECT_EQ(si("-3 mN", Dimension::force), -3e-3);
    EXPECT_EQ(si("1 kN", Dimension::force), 1000);
    EXPECT_EQ(si("5 Pa", Dimension::pressure), 5);
    EXPECT_EQ(si("53 kPa", Dimension::pressure), 53e3);
    EXPECT_EQ(si(".3 MPa", Dimension::pressure), .3e6);
    EXPECT_EQ(si("+10 GPa", Dimension::pressure), 10e9);
    EXPECT_EQ(si("1 rad", Dimension::angle), 1);
    EXPECT_EQ(si("350 ms", Dimension::time), 0.35);
    EXPECT_EQ(si("2 min", Dimension::time), 120);
    EXPECT_EQ(si("0.1 kHz", Dimension::frequency), 100);
    EXPECT_EQ(si("50 mm/s", Dimension::speed), 0.05);
    EXPECT_EQ(si("1.1 kJ/m^2", Dimension::toughness), 1.1e3);
    EXPECT_EQ(si("1.1 kJ/m²", Dimension::toughness), 1.1e3);
    EXPECT_EQ(si("1.1 N/mm", Dimension::toughness), 1.1e3);  // 1 N/mm = 1 kJ/m²
    EXPECT_EQ(si("4.6 N/mm", Dimension::stiffness), 4.6e3);
    EXPECT_EQ(si("14 1/mm^2", Dimension::area_density), 14e6);
    EXPECT_EQ(si("250 1/cm^2", Dimension::area_density), 250e4);
    EXPECT_EQ(si("180 deg", Dimension::angle), std::numbers::pi);
}

TEST(Quantity, SaysWhatIsWrong) {
    EXPECT_EQ(problem("4", Dimension::force), "needs a unit: write \"4 N\"");
    EXPECT_EQ(problem("-1.5e3 ", Dimension::length), "needs a unit: write \"-1.5e3 mm\"");
    EXPECT_EQ(problem("4 mm", Dimension::force),
              "\"4 mm\" is a length, but a force is needed, in N, mN or kN");
    EXPECT_EQ(problem("4 Newton", Dimension::force),
              "unknown unit \"Newton\": a force is written in N, mN or kN");
    EXPECT_EQ(problem("much", Dimension::force), "\"much\" is not a number with a unit, such as \"1 N\"");
    EXPECT_EQ(problem("", Dimension::force), "\"\" is not a number with a unit, such as \"1 N\"");
    EXPECT_EQ(problem("0,5 mm", Dimension::length),
              "\"0,5 mm\" has a decimal comma: write a point, as in \"0.5 mm\"");
    EXPECT_EQ(problem("1e999 N", Dimension::force), "\"1e999 N\" is outside the range of numbers");
    EXPECT_EQ(problem("inf N", Dimension::force), "\"inf N\" is not a number with a unit, such as \"1 N\"");
    EXPECT_EQ(problem("4 N N", Dimension::force), "unknown unit \"N N\": a force is written in N, mN or kN");
    EXPECT_THROW(quantity("4", Dimension::force, "load"), InputError);
}

TEST(Quantity, WritesTheUnitPeopleUse) {
    EXPECT_EQ(format_quantity(17e-6, Dimension::length), "17 um");
    EXPECT_EQ(format_quantity(1.5e-3, Dimension::length), "1.5 mm");
    EXPECT_EQ(format_quantity(-3e-3, Dimension::force), "-3 mN");
    EXPECT_EQ(format_quantity(0, Dimension::force), "0 N");
    EXPECT_EQ(format_quantity(1e10, Dimension::pressure), "10 GPa");
    EXPECT_EQ(format_quantity(std::numbers::pi / 4, Dimension::angle), "45 deg");
    EXPECT_EQ(format_quantity(4.6e3, Dimension::stiffness), "4.6 N/mm");
    EXPECT_EQ(format_quantity(1e-9, Dimension::length), "0.001 um");
    EXPECT_EQ(format_quantity(0.5, Dimension::dimensionless), "0.5");
}

TEST(Quantity, EveryDoubleSurvivesTheRoundTrip) {
    std::mt19937_64 bits(1);
    std::uniform_real_distribution<double> exponent(-14, 14), mantissa(-10, 10);
    for (int i = 0; i < 20000; ++i) {
        const double value = mantissa(bits) * std::pow(10.0, exponent(bits));
        const auto dimension = static_cast<Dimension>(1 + i % 10);
        const std::string text = format_quantity(value, dimension);
        ASSERT_EQ(si(text, dimension), value) << text;
    }
    for (const double value : {std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::max()})
        EXPECT_EQ(si(format_quantity(value, Dimension::length), Dimension::length), value);
}

}  // namespace
}  // namespace puncta
