// Scenarios: what is right is read exactly, what is wrong is said exactly.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <sstream>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "scenarios/runner/reader.hpp"
#include "scenarios/runner/resolved.hpp"
#include "scenarios/runner/schema.hpp"
#include "tests/unit/small_scenario.hpp"

namespace puncta::scenarios {
namespace {

const std::string root = PUNCTA_SOURCE_DIR;

/// The small scenario with one piece of text replaced.
std::string with(const std::string& from, const std::string& to) {
    std::string text(small_scenario);
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string complaint(const std::string& text, const std::vector<std::string>& assignments = {}) {
    try {
        read_scenario_text(text, "s.toml", assignments);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

Scenario small_with(const std::vector<std::string>& assignments) {
    return read_scenario_text(std::string(small_scenario), "s.toml", assignments);
}

TEST(ScenarioReader, ReadsTheReferenceScenario) {
    const Scenario s = read_scenario(root + "/scenarios/reference/mf8_cheek.toml");
    EXPECT_EQ(s.skin.name, "cheek");
    EXPECT_EQ(s.device.needle_count(), 192);
    EXPECT_EQ(s.treatment.area, (std::array{0.02, 0.02}));
    ASSERT_EQ(s.treatment.directions.size(), 4U);
    EXPECT_EQ(s.treatment.directions[1], std::numbers::pi / 2);
    EXPECT_EQ(s.treatment.load, 4);
    EXPECT_EQ(s.treatment.load_cv, 0.1);
    EXPECT_EQ(s.treatment.speed, 0.05);
    EXPECT_EQ(s.run.replicates, 32);
    EXPECT_EQ(s.run.seed, 1U);
    EXPECT_EQ(s.hash.size(), 32U);
}

TEST(ScenarioReader, DefaultsOfTheTableAreThoseOfTheTypes) {
    const Scenario read = small_with({});
    const Scenario fresh;
    EXPECT_EQ(read.run.replicates, fresh.run.replicates);
    EXPECT_EQ(read.run.seed, fresh.run.seed);
    EXPECT_EQ(read.model.station_step, fresh.model.station_step);
    EXPECT_EQ(read.model.drum_cell, fresh.model.drum_cell);
    EXPECT_EQ(read.model.relaxation, fresh.model.relaxation);
    EXPECT_EQ(read.output.punctures, fresh.output.punctures);
    EXPECT_EQ(read.output.map_cell, fresh.output.map_cell);
}

TEST(ScenarioReader, OverridesWinOverCardsAndTheCommandLineOverTheFile) {
    const Scenario s = read_scenario_text(
        with("site = \"cheek\"", "site = \"cheek\"\nreticular_dermis.modulus = \"0.7 MPa\""), "s.toml",
        {"treatment.load=3 N", "treatment.load.cv=0.2", "run.seed=7", "title=5", "skin.opening_exponent=8",
         "treatment.directions=[\"0 deg\"]"});
    EXPECT_EQ(s.skin.layers[3].modulus, 0.7e6);
    EXPECT_EQ(s.treatment.load, 3);
    EXPECT_EQ(s.treatment.load_cv, 0.2);
    EXPECT_EQ(s.run.seed, 7U);
    EXPECT_EQ(s.title, "5");
    EXPECT_EQ(s.skin.opening_exponent, 8);
    EXPECT_EQ(s.treatment.directions.size(), 1U);
    const Scenario table = read_scenario_text(with("\"4 N\"", "{ mean = \"2 N\", cv = 0 }"));
    EXPECT_EQ(table.treatment.load, 2);
    EXPECT_EQ(table.treatment.load_cv, 0);
}

TEST(ScenarioReader, VariationOverTheSkinCanBeOverridden) {
    const Scenario s = small_with({"skin.variation.correlation_length=5 mm", "skin.variation.modulus_cv=0"});
    EXPECT_EQ(s.skin.variation.correlation_length, 5e-3);
    EXPECT_EQ(s.skin.variation.thickness_cv, 0.1);
    EXPECT_EQ(s.skin.variation.modulus_cv, 0);
    EXPECT_EQ(read_scenario_text(s.resolved).skin.variation.correlation_length, 5e-3);
}

TEST(ScenarioReader, AnInlineSkinMayLeaveItsVariationOut) {
    // Also what resolved texts of older results do.
    std::string text = small_with({}).resolved, lean;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (!line.starts_with("variation.")) lean += line + '\n';
    ASSERT_LT(lean.size(), text.size());
    const Scenario s = read_scenario_text(lean);
    EXPECT_FALSE(s.skin.variation.any());
    EXPECT_EQ(s.skin.variation.correlation_length, 0);
    EXPECT_NE(complaint(lean, {"skin.variation.toughness_cv=0.1"})
                  .find("skin.variation.correlation_length: a skin that varies from place to place needs a "
                        "correlation length of more than 0"),
              std::string::npos);
}

TEST(ScenarioReader, TheTaperFollowsAnOverriddenLength) {
    // The card has 0.75 mm on 1.5 mm: half the length.
    EXPECT_DOUBLE_EQ(small_with({"device.needle.length=0.5 mm"}).device.needle.taper_length, 0.25e-3);
    const Scenario given = small_with({"device.needle.length=1 mm", "device.needle.taper_length=0.4 mm"});
    EXPECT_EQ(given.device.needle.taper_length, 0.4e-3);
}

TEST(ScenarioReader, ARoundNeedleStaysRoundAndABladeKeepsItsWidth) {
    EXPECT_EQ(small_with({}).device.needle.breadth(), 0);
    const NeedleSpec thin = small_with({"device.needle.shaft_diameter=0.17 mm"}).device.needle;
    EXPECT_EQ(thin.width, thin.shaft_diameter);
    const std::string width = "device.needle.width=0.4 mm";
    EXPECT_DOUBLE_EQ(small_with({width}).device.needle.breadth(), 0.15e-3);
    const Scenario blade = small_with({width, "device.needle.shaft_diameter=0.1 mm"});
    EXPECT_DOUBLE_EQ(blade.device.needle.breadth(), 0.3e-3);
    const Scenario again = read_scenario_text(blade.resolved, "resolved");
    EXPECT_EQ(again.resolved, blade.resolved);
    EXPECT_EQ(again.device.needle.breadth(), blade.device.needle.breadth());
}

TEST(ScenarioReader, AnInlineDeviceWithoutAWidthHasRoundNeedles) {
    // Also what resolved texts of older results do.
    std::istringstream lines(small_with({"device.needle.shaft_diameter=0.2 mm"}).resolved);
    std::string lean;
    bool left_out = false;
    for (std::string line; std::getline(lines, line);) {
        const bool width = line.starts_with("width") || line.starts_with("needle.width");
        left_out = left_out || width;
        if (!width) lean += line + '\n';
    }
    ASSERT_TRUE(left_out);
    EXPECT_EQ(read_scenario_text(lean).device.needle.width, 0.2e-3);
}

TEST(ScenarioReader, ResolvedTextReadsBackAloneToTheSameScenario) {
    const Scenario first =
        read_scenario(root + "/scenarios/reference/mf8_cheek.toml",
                      {"device.needle.length=0.7 mm", "treatment.directions=[\"0.1 rad\", \"60 deg\"]",
                       "skin.papillary_dermis.thickness=0.1234567890123 mm", "title=a \"b\" \\ µ"});
    const Scenario second = read_scenario_text(first.resolved, "resolved");
    EXPECT_EQ(second.resolved, first.resolved);
    EXPECT_EQ(second.hash, first.hash);
    EXPECT_EQ(second.device.needle.taper_length, first.device.needle.taper_length);
    EXPECT_EQ(second.treatment.directions, first.treatment.directions);
    EXPECT_EQ(second.skin.layers[2].thickness, first.skin.layers[2].thickness);
    EXPECT_TRUE(std::isinf(second.skin.layers.back().thickness));
    EXPECT_EQ(second.title, first.title);
}

TEST(ScenarioReader, AnyChangeOfAValueChangesTheHash) {
    const std::string hash = small_with({}).hash;
    EXPECT_EQ(small_with({"treatment.load=4000 mN"}).hash, hash);  // the same value
    for (const std::string change :
         {"treatment.load=4.0001 N", "run.seed=2", "skin.muscle.modulus=51 kPa",
          "skin.variation.thickness_cv=0.11", "device.stagger=0.25", "output.punctures=false"})
        EXPECT_NE(small_with({change}).hash, hash) << change;
}

TEST(Fingerprint, IsFnv1a128) {
    // Published test vectors of FNV-1a, 128 bits.
    EXPECT_EQ(fingerprint(""), "6c62272e07bb014262b821756295c58d");
    EXPECT_EQ(fingerprint("a"), "d228cb696f1a8caf78912b704e4a8964");
}

TEST(ScenarioReader, RefusesALoadThatIsNone) {
    EXPECT_EQ(complaint(with("\"4 N\"", "\"0 N\"")),
              "s.toml:9:8: treatment.load must be more than 0 N and at most 1 kN, but is 0 N\n"
              "    9 | load = \"0 N\"\n"
              "      |        ^^^^^");
    EXPECT_EQ(complaint(with("\"4 N\"", "\"-4 N\"")),
              "s.toml:9:8: treatment.load must be more than 0 N and at most 1 kN, but is -4 N\n"
              "    9 | load = \"-4 N\"\n"
              "      |        ^^^^^^");
}

TEST(ScenarioReader, RefusesAMissingUnit) {
    EXPECT_EQ(complaint(with("\"4 N\"", "4")),
              "s.toml:9:8: treatment.load needs a unit: write \"4 N\"\n    9 | load = 4\n      |        ^");
    EXPECT_EQ(complaint(with("\"90 deg\"", "90")),
              "s.toml:7:24: treatment.directions[1] needs a unit: write \"90 deg\"\n"
              "    7 | directions = [\"0 deg\", 90]\n"
              "      |                        ^^");
}

TEST(ScenarioReader, RefusesAMisspeltKey) {
    EXPECT_EQ(complaint(with("passes = 4", "passes = 4\nsped = \"1 m/s\"")),
              "s.toml:9:1: unknown key treatment.sped; did you mean treatment.speed?\n"
              "    9 | sped = \"1 m/s\"\n"
              "      | ^^^^");
    EXPECT_NE(complaint(with("passes = 4", "passes = 4\nseed = 3")).find("did you mean run.seed?"),
              std::string::npos);
    EXPECT_NE(
        complaint(with("[treatment]", "[tretment]")).find("unknown key tretment; did you mean treatment?"),
        std::string::npos);
}

TEST(ScenarioReader, RefusesANeedleLongerThanTheDrumRadius) {
    EXPECT_EQ(complaint(with("[treatment]", "needle.length = \"12 mm\"\n[treatment]")),
              "s.toml:5:17: device.needle.length: the needle of 12 mm must be shorter than the drum radius "
              "of 10 mm\n"
              "    5 | needle.length = \"12 mm\"\n"
              "      |                 ^^^^^^^");
}

TEST(ScenarioReader, PointsAtTheCommandLine) {
    EXPECT_EQ(complaint(std::string(small_scenario), {"run.seed=2", "treatment.load=4 mm"}),
              "--set:2:16: treatment.load: \"4 mm\" is a length, but a force is needed, in N, mN or kN\n"
              "    2 | treatment.load=4 mm\n"
              "      |                ^^^^");
    EXPECT_NE(complaint(std::string(small_scenario), {"load"}).find("an assignment reads key=value"),
              std::string::npos);
    EXPECT_NE(complaint(std::string(small_scenario), {"skin.site=chek"})
                  .find("did you mean \"cheek\"? Known: abdomen,"),
              std::string::npos);
}

TEST(ScenarioReader, ReportsAllProblemsSortedByLine) {
    std::string text = with("\"4 N\"", "\"-4 N\"");
    text.replace(text.find("passes"), 6, "pases");
    text += "[rnu]\nseed = 1\n";
    const std::string report = complaint(text);
    std::vector<std::string> firsts;
    std::istringstream lines(report);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("s.toml")) firsts.push_back(line.substr(0, line.find(' ')));
    EXPECT_EQ(firsts, (std::vector<std::string>{"s.toml:5:2:", "s.toml:8:1:", "s.toml:9:8:", "s.toml:10:2:"}))
        << report;
}

TEST(ScenarioReader, RulesBetweenKeysCarryTheNumbers) {
    const auto tells = [](const std::string& assignment, const std::string& part) {
        const std::string text = complaint(std::string(small_scenario), {assignment});
        EXPECT_NE(text.find(part), std::string::npos) << text;
    };
    tells("device.needle.taper_length=2 mm", "the taper of 2 mm must be shorter than the needle of 1.5 mm");
    tells("device.needle.taper_length=8 um", "the taper of 8 um must be longer than the tip is wide, 8 um");
    tells("skin.stratum_corneum.thickness=0.009 um",
          "skin.stratum_corneum.thickness must be at least 0.01 um and at most 1 m");
    tells("device.needle.width=0.2 mm",
          "the blade's width of 200 um must be at least its thickness, the shaft of 250 um");
    tells("device.needle.width=3 mm", "24 needles of 3 mm do not fit around a drum of radius 10 mm");
    tells("device.needle.width=0 mm", "device.needle.width");
    tells("device.needle.tip_diameter=0.3 mm", "the tip of 300 um must be narrower than the shaft of 250 um");
    tells("device.needle.edge_radius=10 um", "an edge of radius 10 um on a round needle");
    tells("device.needle.lumen_diameter=8 um", "a lumen of 8 um leaves no ring of a tip of 8 um");
    tells("device.needles_per_row=400", "400 needles of 250 um do not fit around a drum of radius 10 mm");
    tells("device.row_spacing=0.1 mm", "rows 100 um apart are closer than a needle is wide, 250 um");
    tells("device.row_spacing=50 mm", "8 rows 50 mm apart make a roller 400 mm wide; at most 200 mm");
    tells("skin.relaxation=[{ share = 0.6, time = \"1 s\" }, { share = 0.5, time = \"2 s\" }]", "sum to 1.1");
    tells("treatment.area=[\"0.5 mm\", \"20 mm\"]",
          "treatment.area[0] must be at least 1 mm and at most 1 m, but is 500 um");
    tells("treatment.passes=1001", "treatment.passes must be at least 1 and at most 1000, but is 1001");
    tells("run.replicates=1", "run.replicates must be at least 2 and at most 1000000, but is 1");
    tells("run.replicates=nan", "run.replicates must be a whole number, not nan");
    tells("treatment.overlap=1", "treatment.overlap must be at least 0 and at most 0.95, but is 1");
    // 20 mm/1 um·8 + 48 = 160,048 grid points along either side.
    tells("skin.variation.correlation_length=1 um",
          "a skin that varies over 1 um needs 2.56e+10 grid points on an area of 20 mm x 20 mm; at most "
          "1.68e+07");
    tells("skin.variation.correlation_length=0 mm", "needs a correlation length of more than 0");
    tells("skin.muscle.thickness=3 mm",
          "skin.muscle.thickness is not allowed: the last layer is the support");
    tells("skin.card=x.toml", "x.toml: there is no such file");
}

TEST(ScenarioReader, ANeedlesProfileStandsForTaperAndShaft) {
    const std::string given =
        R"(device.needle.profile=[["0 um", "0 um"], ["50 um", "30 um"], ["0.6 mm", "0.3 mm"], ["1 mm", "0.3 mm"]])";
    const NeedleSpec needle = small_with({given}).device.needle;
    EXPECT_EQ(needle.profile.size(), 4U);
    EXPECT_EQ(needle.profile[1], (ProfilePoint{50e-6, 30e-6}));
    EXPECT_EQ(needle.shaft_diameter, 0.3e-3);
    EXPECT_EQ(needle.taper_length, 0.6e-3);
    EXPECT_EQ(needle.width, 0.3e-3);  // still round
    EXPECT_TRUE(small_with({}).device.needle.profile.empty());
    EXPECT_TRUE(small_with({given, "device.needle.profile=[]"}).device.needle.profile.empty());
    // What is in force reads back to itself, the derived values beside the profile included.
    const Scenario first = small_with({given});
    const Scenario again = read_scenario_text(first.resolved, "resolved", {});
    EXPECT_EQ(again.device.needle.profile, first.device.needle.profile);
    EXPECT_EQ(again.hash, first.hash);

    const auto tells = [&](const std::vector<std::string>& assignments, const std::string& part) {
        const std::string text = complaint(std::string(small_scenario), assignments);
        EXPECT_NE(text.find(part), std::string::npos) << text;
    };
    const std::string key = "device.needle.profile=";
    tells({key + R"([["50 um", "30 um"]])"}, "a profile needs at least two points");
    tells({key + R"([["50 um", "30 um"], ["60 um", "20 um"]])"},
          "[60 um, 20 um] follows [50 um, 30 um]: the diameter must not shrink");
    tells({key + R"([["60 um", "30 um"], ["50 um", "40 um"]])"}, "the distance from the tip must grow");
    tells({key + R"([["50 um", "30 um"], ["2 mm", "0.2 mm"]])"},
          "the profile goes to 2 mm, beyond the needle's length of 1.5 mm");
    tells({key + R"([["50 um", "30 um"], ["1 mm", "3 mm"]])"}, "a diameter of 3 mm; at most 2 mm");
    tells({key + R"([["50 um", "5 um"], ["1 mm", "0.2 mm"]])"},
          "the tip of 8 um must be narrower than the first point behind it, 5 um at 50 um");
    tells({key + R"([["50 um", 30], ["1 mm", "0.2 mm"]])"}, "profile[0] diameter needs a unit");
    tells({key + R"([["50 um"], ["1 mm", "0.2 mm"]])"}, "profile[0] must be a pair");
    tells({key + "cone"}, "must be a list of pairs");
    tells({given, "device.needle.shaft_diameter=0.2 mm"},
          "a shaft of 200 um beside a profile that ends with 300 um: leave one of them out");
    tells({given, "device.needle.taper_length=0.5 mm"},
          "a taper of 500 um beside a profile that reaches its full diameter at 600 um");
}

TEST(ScenarioReader, RefusesWhatIsNoScenario) {
    const auto tells = [](const std::filesystem::path& file, const std::string& part) {
        try {
            read_scenario(file);
            ADD_FAILURE() << file;
        } catch (const InputError& error) {
            EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
        }
    };
    const std::filesystem::path folder = testing::TempDir();
    const auto write = [&](const std::string& name, const std::string& text) {
        std::ofstream(folder / name, std::ios::binary) << text;
        return folder / name;
    };
    tells(folder, "is a directory, not a file");
    tells(folder / "puncta_none.toml", "there is no such file");
    tells("/proc/self/exe", "is ");  // a binary, larger or smaller than the limit
    tells(write("puncta_binary.toml", std::string("a\0b", 3)), "is not text but a binary file");
    tells(write("puncta_latin1.toml", "title = \"\xE9\""), "puncta_latin1.toml:1:10: this is not UTF-8 text");
    tells(write("puncta_quotes.toml", "title = “a”"), "\"“\" may stand only in a string or a comment");
    tells(write("puncta_syntax.toml", "[\n"), "puncta_syntax.toml:1:2: not valid TOML");
    tells(write("puncta_large.toml", std::string(2'000'000, '#')),
          "is too large for this kind of file: 2000000 bytes");
    tells(write("puncta_deep.toml", "a = " + std::string(900'000, '[')), "not valid TOML");
    tells(write("puncta_empty.toml", ""), "the scenario needs a skin: write site = \"cheek\" in [skin]");
}

TEST(ScenarioReader, ReadsAUsersCardRelativeToTheScenario) {
    const std::filesystem::path folder = testing::TempDir();
    std::filesystem::copy_file(root + "/models/cards/skin/cheek.toml", folder / "puncta_card.toml",
                               std::filesystem::copy_options::overwrite_existing);
    std::ofstream(folder / "puncta_user.toml") << with("site = \"cheek\"", "card = \"puncta_card.toml\"");
    const Scenario s = read_scenario(folder / "puncta_user.toml");
    EXPECT_EQ(s.skin.name, "puncta_card.toml");
    EXPECT_EQ(s.skin.layers.size(), 6U);
}

TEST(Schema, ThePageIsUpToDate) {
    std::ostringstream page;
    page << std::ifstream(root + "/scenarios/SCHEMA.md").rdbuf();
    EXPECT_EQ(page.str(), schema_markdown()) << "run: build/puncta schema > scenarios/SCHEMA.md";
}

}  // namespace
}  // namespace puncta::scenarios
