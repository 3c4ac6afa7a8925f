#include "engine/base/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

/// A unit is 10^exponent of the SI unit, times a factor for the few that are not powers of ten.
struct Unit {
    std::string_view symbol;
    Dimension dimension;
    int exponent = 0;
    long double factor = 1;
    bool written = true;  ///< may be chosen when a value is formatted
};

constexpr long double degree = std::numbers::pi_v<long double> / 180.0L;

// The first unit of a dimension is the one suggested in messages.
constexpr std::array units = {
    Unit{"mm", Dimension::length, -3},
    Unit{"um", Dimension::length, -6},
    Unit{"cm", Dimension::length, -2, 1, false},
    Unit{"m", Dimension::length},
    Unit{"N", Dimension::force},
    Unit{"mN", Dimension::force, -3},
    Unit{"kN", Dimension::force, 3},
    Unit{"MPa", Dimension::pressure, 6},
    Unit{"kPa", Dimension::pressure, 3},
    Unit{"Pa", Dimension::pressure},
    Unit{"GPa", Dimension::pressure, 9},
    Unit{"deg", Dimension::angle, 0, degree},
    Unit{"rad", Dimension::angle},
    Unit{"s", Dimension::time},
    Unit{"ms", Dimension::time, -3},
    Unit{"min", Dimension::time, 0, 60.0L, false},
    Unit{"mm/s", Dimension::speed, -3},
    Unit{"m/s", Dimension::speed},
    Unit{"kJ/m^2", Dimension::toughness, 3},
    Unit{"J/m^2", Dimension::toughness},
    Unit{"N/mm", Dimension::toughness, 3, 1, false},
    Unit{"N/m", Dimension::toughness, 0, 1, false},
    Unit{"N/mm", Dimension::stiffness, 3},
    Unit{"N/m", Dimension::stiffness},
    Unit{"1/cm^2", Dimension::area_density, 4},
    Unit{"1/mm^2", Dimension::area_density, 6},
    Unit{"1/m^2", Dimension::area_density},
    Unit{"Hz", Dimension::frequency},
    Unit{"kHz", Dimension::frequency, 3},
};

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Reads µ as u and superscripts as ^2, ^3, so that both spellings are one unit.
std::string plain_unit(std::string_view unit) {
    std::string plain(unit);
    const std::array<std::array<std::string_view, 2>, 4> spellings = {
        {{"\u00b5", "u"}, {"\u03bc", "u"}, {"\u00b2", "^2"}, {"\u00b3", "^3"}}};
    for (const auto& [fancy, simple] : spellings)
        for (auto at = plain.find(fancy); at != std::string::npos; at = plain.find(fancy))
            plain.replace(at, fancy.size(), simple);
    return plain;
}

/// Length of the decimal number a text starts with, 0 if there is none.
std::size_t number_length(std::string_view text) {
    const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
    std::size_t i = !text.empty() && (text[0] == '+' || text[0] == '-') ? 1 : 0;
    std::size_t digits = 0;
    for (; digit(i); ++i) ++digits;
    if (i < text.size() && text[i] == '.')
        for (++i; digit(i); ++i) ++digits;
    if (digits == 0) return 0;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        std::size_t j = i + 1;
        if (j < text.size() && (text[j] == '+' || text[j] == '-')) ++j;
        if (digit(j)) {
            while (digit(j)) ++j;
            i = j;
        }
    }
    return i;
}

/// number · 10^exponent, rounded once: the exponent is added to that of the text.
std::optional<double> shifted(std::string_view number, int exponent) {
    if (number.starts_with('+')) number.remove_prefix(1);
    const auto e = number.find_first_of("eE");
    long own = 0;
    if (e != std::string_view::npos) {
        auto digits = number.substr(e + 1);
        if (digits.starts_with('+')) digits.remove_prefix(1);
        if (std::from_chars(digits.data(), digits.data() + digits.size(), own).ec != std::errc()) return {};
        if (own > 100000 || own < -100000) return {};
    }
    const std::string text = fmt::format("{}e{}", number.substr(0, e), own + exponent);
    double value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) return {};
    return value;
}

std::string alternatives(Dimension dimension) {
    std::string list;
    const auto symbols = unit_symbols(dimension);
    for (std::size_t i = 0; i < symbols.size(); ++i)
        list += fmt::format("{}{}", i == 0 ? "" : i + 1 == symbols.size() ? " or " : ", ", symbols[i]);
    return list;
}

const Unit* find_unit(std::string_view symbol, Dimension dimension) {
    for (const Unit& unit : units)
        if (unit.dimension == dimension && unit.symbol == symbol) return &unit;
    return nullptr;
}

/// The wrong unit: says what it would measure, if anything, and what is wanted.
std::string wrong_unit(std::string_view text, std::string_view unit, Dimension dimension) {
    for (const Unit& other : units)
        if (other.symbol == unit)
            return fmt::format("\"{}\" is {}, but {} is needed, in {}", text, dimension_name(other.dimension),
                               dimension_name(dimension), alternatives(dimension));
    return fmt::format("unknown unit \"{}\": {} is written in {}", unit, dimension_name(dimension),
                       alternatives(dimension));
}

/// value in units of 10^exponent, from the shortest decimal text of the value.
std::string rescaled(double value, int exponent) {
    std::string shortest = fmt::format("{}", value);
    const auto e = shortest.find('e');
    const int own = e == std::string::npos ? 0 : std::stoi(shortest.substr(e + 1));
    shortest.resize(std::min(e, shortest.size()));
    const bool negative = shortest.front() == '-';
    if (negative) shortest.erase(0, 1);
    const auto dot = shortest.find('.');
    const std::string fraction = dot == std::string::npos ? "" : shortest.substr(dot + 1);
    std::string all = shortest.substr(0, dot) + fraction;
    const int shift = own - exponent - static_cast<int>(fraction.size());  // all · 10^shift
    if (shift >= 0) {
        all.append(static_cast<std::size_t>(shift), '0');
    } else {
        const auto behind = static_cast<std::size_t>(-shift);
        if (all.size() <= behind) all.insert(0, behind - all.size() + 1, '0');
        all.insert(all.size() - behind, 1, '.');
        all.erase(all.find_last_not_of('0') + 1);
        if (all.back() == '.') all.pop_back();
    }
    const auto first = all.find_first_not_of('0');
    if (first == std::string::npos) return "0";
    all.erase(0, all[first] == '.' ? first - 1 : first);
    return fmt::format("{}{}", negative ? "-" : "", all);
}

}  // namespace

ParsedQuantity parse_quantity(std::string_view text, Dimension dimension) {
    if (dimension == Dimension::dimensionless)
        return {0, fmt::format("\"{}\" is a text where a plain number is needed", text)};
    const std::string_view body = trimmed(text);
    const std::size_t length = number_length(body);
    const std::string_view number = body.substr(0, length);
    const std::string_view rest = trimmed(body.substr(length));
    const std::string_view example = unit_symbols(dimension).front();
    if (length == 0)
        return {0, fmt::format("\"{}\" is not a number with a unit, such as \"1 {}\"", text, example)};
    if (rest.starts_with(','))
        return {0, fmt::format("\"{}\" has a decimal comma: write a point, as in \"0.5 {}\"", text, example)};
    if (rest.empty()) return {0, missing_unit(number, dimension)};
    const std::string symbol = plain_unit(rest);
    const Unit* unit = find_unit(symbol, dimension);
    if (unit == nullptr) return {0, wrong_unit(text, symbol, dimension)};
    const auto value = shifted(number, unit->exponent);
    if (!value || !std::isfinite(static_cast<double>(*value * unit->factor)))
        return {0, fmt::format("\"{}\" is outside the range of numbers", text)};
    // -0 is written as 0, and must be what it is written as.
    if (unit->factor == 1) return {*value + 0.0, {}};
    return {static_cast<double>(static_cast<long double>(*value) * unit->factor) + 0.0, {}};
}

double quantity(std::string_view text, Dimension dimension, std::string_view what) {
    const ParsedQuantity parsed = parse_quantity(text, dimension);
    if (!parsed.problem.empty()) throw InputError(fmt::format("{}: {}", what, parsed.problem));
    return parsed.value;
}

std::string format_quantity(double si, Dimension dimension) {
    if (dimension == Dimension::dimensionless) return format_number(si);
    PUNCTA_EXPECT(std::isfinite(si), "si = {}", si);
    if (dimension == Dimension::angle) {
        const auto degrees = static_cast<double>(static_cast<long double>(si) / degree);
        for (const int digits : {15, 17}) {
            const std::string text = fmt::format("{:.{}g} deg", degrees, digits);
            if (parse_quantity(text, dimension).value == si) return text;
        }
        return fmt::format("{} rad", format_number(si));
    }
    const Unit* best = nullptr;  // the largest unit that keeps the number at 1 or more, else the smallest
    for (const Unit& unit : units) {
        if (unit.dimension != dimension || !unit.written) continue;
        if (best == nullptr) best = &unit;
        if (si == 0) break;
        const auto fits = [&](const Unit& u) {
            return std::abs(si) >= std::pow(10.0, u.exponent) * 0.9999999;
        };
        if (fits(unit) ? !fits(*best) || unit.exponent > best->exponent
                       : !fits(*best) && unit.exponent < best->exponent)
            best = &unit;
    }
    return fmt::format("{} {}", rescaled(si, best->exponent), best->symbol);
}

std::string format_number(double value) {
    if (value == std::trunc(value) && std::abs(value) < 1e15) return fmt::format("{:.0f}", value);
    return fmt::format("{}", value);
}

std::string missing_unit(std::string_view number, Dimension dimension) {
    return fmt::format("needs a unit: write \"{} {}\"", number, unit_symbols(dimension).front());
}

std::string_view dimension_name(Dimension dimension) {
    // In the order of the enumeration.
    constexpr std::array<std::string_view, 11> names = {
        "a plain number", "a length",    "a force",     "a pressure",        "an angle",    "a time",
        "a speed",        "a toughness", "a stiffness", "a number per area", "a frequency",
    };
    return names.at(static_cast<std::size_t>(dimension));
}

std::string_view si_unit(Dimension dimension) {
    // In the order of the enumeration.
    constexpr std::array<std::string_view, 11> names = {"1",   "m",     "N",   "Pa",    "rad", "s",
                                                        "m/s", "J/m^2", "N/m", "1/m^2", "Hz"};
    return names.at(static_cast<std::size_t>(dimension));
}

std::vector<std::string_view> unit_symbols(Dimension dimension) {
    std::vector<std::string_view> symbols;
    for (const Unit& unit : units)
        if (unit.dimension == dimension) symbols.push_back(unit.symbol);
    return symbols;
}

}  // namespace puncta
