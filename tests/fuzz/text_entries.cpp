#include "tests/fuzz/text_entries.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/problems.hpp"
#include "engine/base/quantity.hpp"
#include "models/cards/card_reader.hpp"
#include "scenarios/runner/needle_list.hpp"
#include "scenarios/runner/reader.hpp"
#include "scenarios/runner/schema.hpp"

namespace puncta::fuzzing {
namespace {

std::string text_of(Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

/// Of a folder where cards lie, so that a scenario may name one of them.
constexpr auto cards = PUNCTA_SOURCE_DIR "/models/cards/skin";

/// A refusal names its file (or the command line), can be shown on a terminal, and is no book.
void require_clear(const std::string& message, std::string_view file) {
    if (!message.starts_with(file) && !message.starts_with("--set"))
        throw BrokenPromise(fmt::format("names neither {} nor --set: {}", file, message));
    for (const char c : message)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            throw BrokenPromise(fmt::format("control character {:#x} in: {}", int(c), message));
}

/// Numbers of a scenario that came through: whatever was not given has a default.
void require_finite(scenarios::Scenario scenario) {
    const auto layers = scenario.skin.layers.size();
    for (const scenarios::Key& key : scenarios::schema()) {
        if (!key.slot || key.absent == scenarios::Absent::optional) continue;
        for (std::size_t layer = 0; layer < (key.per_layer() ? layers : 1); ++layer) {
            const models::Slot slot = key.slot(scenario, layer);
            double* const* number = std::get_if<double*>(&slot);
            const bool support = layer + 1 == layers && key.path.ends_with(".thickness");
            if (number != nullptr && !support && !std::isfinite(**number))
                throw BrokenPromise(fmt::format("{} is {}", key.path, **number));
        }
    }
}

/// The promise of `resolved`: it reads back to the same scenario.
void require_resolved(const scenarios::Scenario& scenario) {
    std::string again;
    try {
        again = scenarios::read_scenario_text(scenario.resolved, "resolved", {}, cards).resolved;
    } catch (const InputError& error) {
        throw BrokenPromise(
            fmt::format("resolved is refused: {}\n--- resolved\n{}", error.what(), scenario.resolved));
    }
    if (again != scenario.resolved)
        throw BrokenPromise(
            fmt::format("resolved changes when read\n--- first\n{}\n--- then\n{}", scenario.resolved, again));
}

void read_text(const std::string& text, const std::vector<std::string>& assignments) {
    constexpr std::string_view name = "some/scenario.toml";
    try {
        const scenarios::Scenario scenario =
            scenarios::read_scenario_text(text, std::string(name), assignments, cards);
        require_finite(scenario);
        require_resolved(scenario);
    } catch (const InputError& error) {
        require_clear(error.what(), name);
    }
}

template <class Read>
void read_with_problems(Bytes bytes, Read read) {
    Problems problems;
    read(text_of(bytes), problems);
    if (!problems.empty()) require_clear(problems.text(), "some/file");
}

/// A small treatment with everything at its default, for the entry that changes one key.
constexpr std::string_view plain_scenario = R"([skin]
site = "cheek"
[device]
preset = "dermaroller-mf8"
[treatment]
area = ["20 mm", "20 mm"]
directions = ["0 deg"]
passes = 1
load = "4 N"
)";

}  // namespace

void read_scenario_file(Bytes bytes) {
    read_text(text_of(bytes), {});
}

void read_assignment(Bytes bytes) {
    if (bytes.empty()) return;
    const auto& keys = scenarios::schema();
    const std::string path = scenarios::key_path(keys[bytes[0] % keys.size()], "dermis");
    read_text(std::string(plain_scenario), {path + "=" + text_of(bytes.subspan(1))});
}

void read_skin(Bytes bytes) {
    read_with_problems(bytes, [](const std::string& text, Problems& problems) {
        (void)models::read_skin_card(text, "some/file", "mine", problems);
    });
}

void read_device(Bytes bytes) {
    read_with_problems(bytes, [](const std::string& text, Problems& problems) {
        (void)models::read_device_card(text, "some/file", "mine", problems);
    });
}

void read_needles(Bytes bytes) {
    read_with_problems(bytes, [](const std::string& text, Problems& problems) {
        (void)scenarios::read_needle_list(text, "some/file", problems);
    });
}

void read_quantity(Bytes bytes) {
    if (bytes.empty()) return;
    constexpr int dimensions = static_cast<int>(Dimension::frequency) + 1;
    const auto dimension = static_cast<Dimension>(bytes[0] % dimensions);
    const ParsedQuantity read = parse_quantity(text_of(bytes.subspan(1)), dimension);
    if (!read.problem.empty()) return;
    if (!std::isfinite(read.value)) throw BrokenPromise("a quantity that is not finite was accepted");
    if (dimension == Dimension::dimensionless) return;  // plain numbers are no texts
    const std::string written = format_quantity(read.value, dimension);
    const ParsedQuantity again = parse_quantity(written, dimension);
    if (!again.problem.empty() ||
        std::bit_cast<std::uint64_t>(again.value) != std::bit_cast<std::uint64_t>(read.value))
        throw BrokenPromise(fmt::format("{:a} is written as \"{}\", which reads as {:a} {}", read.value,
                                        written, again.value, again.problem));
}

}  // namespace puncta::fuzzing
