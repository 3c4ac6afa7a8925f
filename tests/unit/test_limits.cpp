/// Texts that people are shown, and how much memory there is.
#include <gtest/gtest.h>

#include "engine/parallel/memory_limit.hpp"
#include "models/cards/limits.hpp"
#include "scenarios/runner/memory_need.hpp"
#include "scenarios/runner/reader.hpp"
#include "tests/unit/small_scenario.hpp"

namespace puncta {
namespace {

using models::text_fault;

TEST(Limits, TextsThatPrintArePassed) {
    for (const char* text : {"", "15 µm, so 0.3 – 0.5", "皮膚", "a\"b'c\\d", "𝄞"})
        EXPECT_EQ(text_fault(text), "");
    EXPECT_EQ(text_fault(std::string(1000, 'x')), "");
}

TEST(Limits, TextsThatHideSomethingAreTold) {
    EXPECT_EQ(text_fault(std::string(1001, 'x')), "is 1001 bytes long; at most 1000");
    EXPECT_EQ(text_fault("a\nb"), "holds a character that does not print, U+000A");
    EXPECT_EQ(text_fault("\x7f"), "holds a character that does not print, U+007F");
    EXPECT_EQ(text_fault("\xc2\x9b"), "holds a character that does not print, U+009B");      // CSI of 8 bits
    EXPECT_EQ(text_fault("\xe2\x80\xae"), "holds a character that does not print, U+202E");  // right to left
    EXPECT_EQ(text_fault(std::string_view("\0", 1)), "holds a character that does not print, U+0000");
    // Lone continuation, overlong NUL, surrogate, beyond Unicode, cut off (RFC 3629).
    for (const char* text : {"\x80", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\xe2\x82"})
        EXPECT_EQ(text_fault(text), "is not UTF-8 text") << text;
}

TEST(Limits, TheMachineHasMemory) {
    const MemoryLimit limit = memory_limit();
    EXPECT_GT(limit.bytes, 1e8);  // this test runs in some
    EXPECT_FALSE(limit.set_by.empty());
}

/// A cell of half the side makes four times as many; what they take of memory grows with it.
TEST(Limits, MemoryGrowsWithTheMap) {
    const auto need = [](const char* cell) {
        return scenarios::memory_need(scenarios::read_scenario_text(
            std::string(scenarios::small_scenario), "s.toml", {std::string("output.map_cell=") + cell}));
    };
    const auto coarse = need("100 um"), fine = need("50 um"), finest = need("25 um");
    // Cells of 4 cm2 in 25 um; six layers and four other tallies, 8 bytes each.
    const double cells = 800.0 * 800, bytes = cells * 10 * 8;
    EXPECT_GT(finest.on(1), 3 * bytes);
    EXPECT_EQ(finest.key, "output.map_cell");
    EXPECT_NEAR(finest.shared - fine.shared, 4 * (fine.shared - coarse.shared), 1);  // all else is equal
    EXPECT_EQ(finest.on(3), finest.shared + 3 * finest.per_thread);
}

}  // namespace
}  // namespace puncta
