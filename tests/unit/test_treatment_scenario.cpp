// The treatment in a scenario: polygons, zones, the hand; what cannot be and what is hardly meant, with
// numbers.
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "scenarios/runner/reader.hpp"
#include "tests/unit/small_scenario.hpp"

namespace puncta::scenarios {
namespace {

Scenario small_with(const std::vector<std::string>& assignments) {
    return read_scenario_text(std::string(small_scenario), "s.toml", assignments);
}

std::string complaint(const std::vector<std::string>& assignments) {
    try {
        small_with(assignments);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

const std::string triangle = "[[\"1 mm\", \"2 mm\"], [\"41 mm\", \"2 mm\"], [\"1 mm\", \"32 mm\"]]";

TEST(TreatmentScenario, ReadsPolygonsZonesAndTheHand) {
    const std::string zone =
        "{ name = \"lid\", polygon = [[\"5 mm\", \"5 mm\"], [\"9 mm\", \"5 mm\"], "
        "[\"5 mm\", \"9 mm\"]], action = \"lift\" }";
    const Scenario s =
        small_with({"treatment.polygon=" + triangle, "treatment.exclude=[" + zone + "]",
                    "treatment.strokes=back-and-forth", "treatment.load.correlation_time=0.5 s",
                    "treatment.speed={ mean = \"30 mm/s\", cv = 0.2 }", "treatment.pause=2 s",
                    "treatment.tilt.sd=1 deg", "treatment.wander.sd=1 mm", "treatment.slip=0.1"});
    const TreatmentSpec& t = s.treatment;
    ASSERT_EQ(t.polygon.size(), 3U);  // the command line's polygon replaces the file's area
    EXPECT_EQ(t.polygon[1], (Corner{0.041, 0.002}));
    EXPECT_EQ(t.area, (std::array{0.041, 0.032}));
    ASSERT_EQ(t.zones.size(), 1U);
    EXPECT_EQ(t.zones[0].name, "lid");
    EXPECT_EQ(t.zones[0].action, ZoneAction::lift);
    EXPECT_TRUE(t.back_and_forth());
    EXPECT_EQ(t.load_correlation_time, 0.5);
    EXPECT_EQ(t.speed, 0.03);
    EXPECT_EQ(t.speed_cv, 0.2);
    EXPECT_EQ(t.speed_correlation_time, constant_over_stroke);
    EXPECT_NEAR(region_of(t).area(), (600 - 8) * 1e-6, 1e-15);  // by hand
    const Scenario again = read_scenario_text(s.resolved, "again.toml", {});
    EXPECT_EQ(again.resolved, s.resolved);
    EXPECT_EQ(again.treatment.zones[0].polygon, t.zones[0].polygon);
    EXPECT_EQ(small_with({}).resolved.find("polygon"), std::string::npos);
    EXPECT_EQ(small_with({}).resolved.find("correlation_time"), std::string::npos);
}

TEST(TreatmentScenario, RefusesTreatmentsThatCannotBe) {
    const auto tells = [](const std::vector<std::string>& assignments, const std::string& message) {
        EXPECT_THAT(complaint(assignments), testing::HasSubstr(message)) << assignments[0];
    };
    const auto polygon = [](const std::string& corners) { return "treatment.polygon=[" + corners + "]"; };
    tells({polygon("[\"0 mm\",\"0 mm\"],[\"9 mm\",\"0 mm\"]")},
          "at least three corners, such as [[\"1 mm\", \"1 mm\"], …]; it has 2");
    tells({polygon("[\"0 mm\",\"0 mm\"],[\"9 mm\",\"0 mm\"],[\"9 mm\"]")},
          "treatment.polygon[2] must be a corner, such as");
    tells({polygon("[\"0 mm\",\"0 mm\"],[\"9 mm\",\"0 mm\"],[\"9 mm\",7]")},
          "treatment.polygon[2][1] needs a unit: write \"7 mm\"");
    tells({polygon("[\"0 mm\",\"0 mm\"],[\"9 mm\",\"0 mm\"],[\"9 mm\",\"-7 mm\"]")},
          "treatment.polygon[2][1] must be at least 0 mm and at most 1 m, but is -7 mm");
    tells({polygon("[\"0 mm\",\"0 mm\"],[\"30 mm\",\"30 mm\"],[\"30 mm\",\"0 mm\"],[\"0 mm\",\"30 mm\"]")},
          "the region crosses itself: its edge from (0 mm, 0 mm) to (30 mm, 30 mm) meets the one from (30 "
          "mm, 0 mm) to (0 mm, 30 mm)");
    tells({polygon("[\"0 mm\",\"0 mm\"],[\"30 mm\",\"0 mm\"],[\"30 mm\",\"30 mm\"],[\"0 mm\",\"0 mm\"]")},
          "leave out corners that are given twice");
    tells({polygon("[\"0 mm\",\"0 mm\"],[\"0.5 mm\",\"0 mm\"],[\"0 mm\",\"30 mm\"]")},
          "the region is 0.5 mm x 30 mm; at least 1 mm x 1 mm");
    tells({"treatment.area=[\"20 mm\", \"20 mm\"]", "treatment.polygon=" + triangle},
          "treatment.area and treatment.polygon exclude each other: keep one");
    const auto zone = [](const std::string& name, double x, const std::string& action) {
        return fmt::format(
            "{{ name = \"{}\", polygon = [[\"{} mm\", \"5 mm\"], [\"{} mm\", \"5 mm\"], [\"{} mm\", \"9 "
            "mm\"]], action = \"{}\" }}",
            name, x, x + 4, x, action);
    };
    const auto exclude = [](const std::string& zones) { return "treatment.exclude=[" + zones + "]"; };
    tells({exclude(zone("lid", 5, "error"))},
          "8 of 8 strokes would roll into the zone \"lid\", the first (pass 0, stroke 0 of it, 0 deg) over 4 "
          "mm of its way");
    tells({exclude(zone("lid", 5, "avoid"))},
          "treatment.exclude[0].action must be one of error, warning, lift");
    tells({exclude(zone("lid", 200, "lift"))},
          "the zone \"lid\" lies 180 mm outside the region, farther than the roller gets (4");
    tells({exclude(zone("lid", 5, "lift") + "," + zone("lid", 9, "lift"))}, "two zones are called \"lid\"");
    tells({"treatment.exclude=[{ name = \"lid\" }]"}, "treatment.exclude[0] lacks its polygon");
    tells({"treatment.exclude=[{ nam = \"lid\" }]"},
          "treatment.exclude[0] knows no \"nam\"; known: name, polygon, action");
    tells({"treatment.exclude=[{ name = \"lid\", polygon = [[\"0 mm\",\"0 mm\"]] }]"},
          "treatment.exclude[0].polygon must be a list of at least three corners");
    tells({"treatment.exclude=[{ name = \"all\", polygon = [[\"0 mm\",\"0 mm\"],[\"90 mm\",\"0 mm\"],[\"0 "
           "mm\",\"90 mm\"]] }]"},
          "the zones leave nothing of the region's 4 cm2");
    tells({"treatment.exclude=[{ name = \"bar\", polygon = [[\"5 mm\",\"0 mm\"],[\"15 mm\",\"0 mm\"],[\"15 "
           "mm\",\"20 mm\"],[\"5 mm\",\"20 mm\"]], action = \"lift\" }]"},
          "leave no room to roll: a roller needs 23 mm");
    tells({"treatment.passes=0"}, "treatment.passes must be at least 1 and at most 1000, but is 0");
    tells({"treatment.directions=[\"361 deg\"]"},
          "must be at least -360 deg and at most 360 deg, but is 361 deg");
    tells({"treatment.strokes=zigzag"}, "strokes is \"zigzag\"; known: one-way, back-and-forth");
    tells({"treatment.load.correlation_time=0 s"}, "treatment.load.correlation_time must be at least 1 ms");
    tells(
        {"treatment.area=[\"1 m\", \"1 m\"]", "treatment.overlap=0.95", "output.map_cell=2 mm",
         "treatment.directions=[\"45 deg\"]"},
        "a roller 20 mm wide with an overlap of 0.95 needs 1414 strokes to cross 1414 mm once; at most 1024");
    std::string many = "treatment.directions=[\"0 deg\"";
    for (int i = 0; i < 32; ++i) many += ", \"0 deg\"";
    tells({many + "]", "treatment.passes=1000"},
          "1000 passes in each of 33 directions are 33000 passes; at most 32767");
}

TEST(TreatmentScenario, WarnsOfWhatIsHardlyMeant) {
    const auto warns = [](const std::vector<std::string>& assignments, const std::string& message) {
        const Scenario s = small_with(assignments);
        ASSERT_EQ(s.warnings.size(), message.empty() ? 0U : 1U) << assignments[0];
        if (!message.empty()) {
            EXPECT_THAT(s.warnings[0], testing::HasSubstr(message));
        }
    };
    warns({"run.seed=1"}, "");
    warns({"treatment.area=[\"6 mm\", \"5 mm\"]"},
          "the region of 6 mm x 5 mm is smaller than the roller, 20 mm wide");
    warns({"treatment.area=[\"60 mm\", \"5 mm\"]"}, "");
    warns({"treatment.load.ramp=40 mm"}, "with a ramp of 40 mm at either end a stroke of");
    warns({"treatment.exclude=[{ name = \"lid\", polygon = [[\"25 mm\",\"0 mm\"],[\"29 mm\",\"0 mm\"],[\"25 "
           "mm\",\"9 mm\"]], action = \"warning\" }]"},
          "4 of 8 strokes would roll into the zone \"lid\"");
}

}  // namespace
}  // namespace puncta::scenarios
