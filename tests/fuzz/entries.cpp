#include "tests/fuzz/entries.hpp"

#include <array>
#include <string>

#include <fmt/format.h>

#include "tests/fuzz/result_entries.hpp"
#include "tests/fuzz/text_entries.hpp"

namespace puncta::fuzzing {

std::span<const Entry> entries() {
    static constexpr std::array all = {
        Entry{"scenario", "a scenario file", read_scenario_file},
        Entry{"assignment", "the right side of --set, after the number of its key", read_assignment},
        Entry{"skin_card", "a skin card", read_skin},
        Entry{"device_card", "a device card", read_device},
        Entry{"needle_list", "a list of needles", read_needles},
        Entry{"quantity", "a number with its unit, after the number of its dimension", read_quantity},
        Entry{"chunk", "a chunk of a column as stored, after filters, width and size", read_chunk},
        Entry{"result_file", "a result file", read_result},
    };
    return all;
}

const Entry& entry(std::string_view name) {
    for (const Entry& one : entries())
        if (one.name == name) return one;
    throw std::out_of_range(fmt::format("no fuzz target {}", name));
}

}  // namespace puncta::fuzzing
