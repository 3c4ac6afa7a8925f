// A user's list of needles: read exactly, and every mistake told with file, line and column.
#include <numbers>

#include <gtest/gtest.h>

#include "scenarios/runner/needle_list.hpp"

namespace puncta::scenarios {
namespace {

struct Reading {
    std::vector<ListedNeedle> needles;
    std::string problems;
};
Reading read(const std::string& text) {
    Problems problems;
    auto needles = read_needle_list(text, "n.csv", problems);
    return {std::move(needles), problems.text()};
}

void tells(const std::string& text, const std::string& part) {
    const std::string told = read(text).problems;
    EXPECT_NE(told.find(part), std::string::npos) << told;
}

TEST(NeedleList, ReadsColumnsInAnyOrderAndOwnValuesOfTheDevice) {
    const Reading list =
        read("# made by hand\r\n\r\nangle, row ,tip,length\r\n90 deg,0, 8 um,1.5 mm\r\n-0.5 rad,3,,\r\n");
    EXPECT_EQ(list.problems, "");
    ASSERT_EQ(list.needles.size(), 2U);
    EXPECT_EQ(list.needles[0].row, 0);
    EXPECT_DOUBLE_EQ(list.needles[0].angle, std::numbers::pi / 2);
    EXPECT_EQ(list.needles[0].length, 1.5e-3);
    EXPECT_EQ(list.needles[0].tip_diameter, 8e-6);
    EXPECT_EQ(list.needles[1].row, 3);
    EXPECT_EQ(list.needles[1].angle, -0.5);
    EXPECT_EQ(list.needles[1].length, 0);  // the device's
    EXPECT_EQ(read("row,angle\n0,0 deg").needles.size(), 1U);
}

TEST(NeedleList, NamesFileLineAndColumn) {
    EXPECT_EQ(read("row,angle,length\n0,15 deg,1.5 mm\n1, 15,1.5 mm\n").problems,
              "n.csv:3:4: angle needs a unit: write \"15 deg\"\n"
              "    3 | 1, 15,1.5 mm\n"
              "      |    ^^");
    EXPECT_EQ(read("row,angle,tip\n0,1 deg,8 mm\n").problems,
              "n.csv:2:9: tip must be more than 0 mm and at most 1 mm, but is 8 mm\n"
              "    2 | 0,1 deg,8 mm\n"
              "      |         ^^^^");
    tells("row,angle\n1.5,1 deg\n", "n.csv:2:1: row must be a whole number from 0 to 199, not \"1.5\"");
    tells("row,angle\n200,1 deg\n", "n.csv:2:1: row must be a whole number");
    tells("row,angle\n,1 deg\n", "n.csv:2:1: row must be a whole number from 0 to 199, not \"\"");
    tells("row,angle\n0,\n", "n.csv:2:3: angle is missing");
    tells("row,angle\n0,400 deg\n", "angle must be at least -360 deg and at most 360 deg, but is 400 deg");
    tells("row,angle\n0,1 mm\n", "n.csv:2:3: angle: \"1 mm\" is a length, but an angle is needed");
    tells("row,angle\n0,1 deg,2\n", "n.csv:2:9: 3 cells where the first line names 2 columns");
    tells("row,angle,length\n0,1 deg,0 mm\n", "length must be more than 0 mm");
}

TEST(NeedleList, NamesWhatIsWrongWithItsHead) {
    tells("row,angel\n0,1 deg\n",
          "n.csv:1:5: unknown column \"angel\"; the first line names the columns: row, "
          "angle, length, tip");
    tells("row,angle,row\n", "n.csv:1:11: column row is named twice");
    tells("row,length\n", "n.csv:1:1: there is no column angle");
    tells("0,15 deg\n", "unknown column \"0\"");
    tells("", "n.csv: the list has no needles");
    tells("row,angle\n", "n.csv: the list has no needles");
    std::string many = "row,angle\n";
    for (int i = 0; i <= 2500; ++i) many += "0,1 deg\n";
    tells(many, "n.csv:2502:1: more than 2500 needles");
}

TEST(NeedleList, TellsAllMistakesAtOnce) {
    const std::string told = read("row,angle\nx,1 deg\n0,y\n").problems;
    EXPECT_NE(told.find("n.csv:2:1:"), std::string::npos) << told;
    EXPECT_NE(told.find("n.csv:3:3:"), std::string::npos) << told;
}

}  // namespace
}  // namespace puncta::scenarios
