// The report of everything that is wrong with an input.
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/problems.hpp"

namespace puncta {
namespace {

TEST(Problems, SortsByPlaceAndPointsAtTheLetter) {
    Problems problems;
    const std::size_t file = problems.add_source("a.toml", "x = 1\n\ty = µ2\nz = 3");
    problems.add({file, 3, 5, 1}, "third");
    problems.add({file, 2, 7, 1}, "second");
    problems.add({file, 0, 0, 1}, "whole");
    problems.add({file, 1, 5, 99}, "first");
    EXPECT_EQ(problems.text(),
              "a.toml: whole\n"
              "a.toml:1:5: first\n    1 | x = 1\n      |     ^\n"
              "a.toml:2:7: second\n    2 | \ty = µ2\n      | \t     ^\n"
              "a.toml:3:5: third\n    3 | z = 3\n      |     ^");
    EXPECT_THROW(problems.throw_if_any(), InputError);
}

TEST(Problems, NoneIsNoError) {
    Problems problems;
    EXPECT_TRUE(problems.empty());
    EXPECT_NO_THROW(problems.throw_if_any());
}

TEST(Problems, PlacesBeyondTheTextHaveNoExcerpt) {
    Problems problems;
    problems.add({problems.add_source("a", "x"), 9, 1, 1}, "odd");
    EXPECT_EQ(problems.text(), "a: odd");
}

TEST(EditDistance, CountsInsertedDeletedReplacedAndSwappedLetters) {
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);  // Levenshtein's own example
    EXPECT_EQ(edit_distance("laod", "load"), 1U);
    EXPECT_EQ(edit_distance("same", "same"), 0U);
}

TEST(Nearest, FindsWhatWasMeantOrNothing) {
    const std::vector<std::string> known = {"load", "speed", "passes"};
    EXPECT_EQ(nearest("pases", known), "passes");
    EXPECT_EQ(nearest("wear", known), "");
}

}  // namespace
}  // namespace puncta
