#include "models/cards/toml_number.hpp"

#include <cmath>

#include <fmt/format.h>

namespace puncta::models {

std::string kind_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "a list";
        case toml::node_type::string:
            return "a text";
        case toml::node_type::integer:
        case toml::node_type::floating_point:
            return "a number";
        case toml::node_type::boolean:
            return "true or false";
        default:
            return "a date or time";
    }
}

std::string expected(std::string_view wanted, const toml::node& node) {
    return fmt::format("must be {}, not {}", wanted, kind_of(node));
}

std::string out_of_range(double value, const Range& range, Dimension dimension) {
    if (range.contains(value)) return {};
    return fmt::format("must be {}, but is {}", range_text(range, dimension),
                       format_quantity(value, dimension));
}

std::string example_of(Dimension dimension) {
    const auto symbols = unit_symbols(dimension);
    return symbols.empty() ? "0.5" : fmt::format("\"1 {}\"", symbols.front());
}

std::string read_number(const toml::node& node, Dimension dimension, const Range& range, double& value) {
    double read = 0;
    if (dimension == Dimension::dimensionless) {
        if (!node.is_number())
            return node.is_string() ? "is a plain number: write it without quotes"
                                    : expected("a number", node);
        read = node.value_or(0.0) + 0.0;  // -0 is 0
        if (!std::isfinite(read)) return "must be a finite number";
    } else if (node.is_number()) {
        const double bare = node.value_or(0.0);
        return std::isfinite(bare) ? missing_unit(format_number(bare), dimension) : "must be a finite number";
    } else if (!node.is_string()) {
        return fmt::format("must be {} with its unit, such as {}, not {}", dimension_name(dimension),
                           example_of(dimension), kind_of(node));
    } else {
        const ParsedQuantity parsed = parse_quantity(node.as_string()->get(), dimension);
        if (!parsed.problem.empty()) return parsed.problem;
        read = parsed.value;
    }
    std::string problem = out_of_range(read, range, dimension);
    if (problem.empty()) value = read;
    return problem;
}

}  // namespace puncta::models
