// Devices in a scenario: kinds, layouts, lists and heads; what cannot be built is told with its numbers.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/device/array_layout.hpp"
#include "engine/motion/press_schedule.hpp"
#include "scenarios/runner/reader.hpp"

namespace puncta::scenarios {
namespace {

std::string text_of(const std::string& preset) {
    return "[skin]\nsite = \"cheek\"\n[device]\npreset = \"" + preset +
           "\"\n[treatment]\narea = [\"20 mm\", \"20 mm\"]\ndirections = [\"0 deg\"]\npasses = 4\nload = \"4 "
           "N\"\n";
}

Scenario with(const std::string& preset, const std::vector<std::string>& settings) {
    return read_scenario_text(text_of(preset), "s.toml", settings, testing::TempDir());
}

void tells(const std::string& preset, const std::vector<std::string>& settings, const std::string& part) {
    try {
        with(preset, settings);
        ADD_FAILURE() << part;
    } catch (const InputError& error) {
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
}

TEST(DeviceKeys, EveryPresetReadsBackFromItsResolvedText) {
    for (const char* preset : {"dermaroller-mf8", "disc-540", "home-100", "stamp-80", "skinpen", "exceed"}) {
        const Scenario first = with(preset, {"device.wear=3", "device.same_head=true"});
        const Scenario second = read_scenario_text(first.resolved, "resolved");
        EXPECT_EQ(second.resolved, first.resolved) << preset;
        EXPECT_EQ(second.hash, first.hash) << preset;
        EXPECT_EQ(second.device.drum_radius, first.device.drum_radius) << preset;
        EXPECT_EQ(needle_total(second.device), needle_total(first.device)) << preset;
        EXPECT_EQ(second.device.wear, 3) << preset;
        EXPECT_TRUE(second.device.same_head) << preset;
    }
}

TEST(DeviceKeys, ALongerNeedleOnTheSameCircleOfTipsHasASmallerDrum) {
    // The card's 11 mm are over the tips: 11 mm - 0.8 mm.
    EXPECT_DOUBLE_EQ(with("disc-540", {"device.needle.length=0.8 mm"}).device.drum_radius, 10.2e-3);
    EXPECT_DOUBLE_EQ(with("dermaroller-mf8", {"device.drum_is=tips"}).device.drum_radius, 8.5e-3);
    tells("dermaroller-mf8", {"device.drum_is=tips", "device.drum_radius=1.5 mm"},
          "a circle of the tips of radius 1.5 mm leaves no drum under needles of 1.5 mm");
    tells("dermaroller-mf8", {"device.drum_is=top"}, "drum_is is \"top\"; known: body, tips");
}

TEST(DeviceKeys, AListReplacesTheLattice) {
    std::ofstream(std::filesystem::path(testing::TempDir()) / "puncta_list.csv")
        << "row,angle,length\n0,0 deg,1.5 mm\n0,90 deg,2 mm\n1,45 deg,\n";
    const std::string list = "device.needle_list=puncta_list.csv";
    const Scenario s = with("dermaroller-mf8", {list});
    EXPECT_EQ(s.device.layout, "list");
    EXPECT_EQ(s.device.needle_count(), 3);
    EXPECT_EQ(s.device.rows, 2);
    EXPECT_EQ(s.device.needle.length, 2e-3);
    EXPECT_DOUBLE_EQ(s.device.needle.taper_length, 1e-3);  // in proportion, as for any other length
    const Scenario again = read_scenario_text(s.resolved, "resolved");  // no file needed
    EXPECT_EQ(again.resolved, s.resolved);
    EXPECT_EQ(again.device.listed[1].angle, s.device.listed[1].angle);
    // Strokes run in alike, although the resolved text has no needles per row.
    EXPECT_EQ(outline_of(again.device, 10e-3).run_in, outline_of(s.device, 10e-3).run_in);
    tells("dermaroller-mf8", {list, "device.needles=[{ row = 0, angle = \"0 deg\" }]"},
          "device.needle_list and device.needles exclude each other");
    tells("dermaroller-mf8", {"device.needle_list=puncta_none.csv"},
          "puncta_none.csv: there is no such file");
    tells("dermaroller-mf8", {"device.layout=list"}, "layout \"list\" needs the needles");
    tells("dermaroller-mf8", {"device.layout=spiral"},
          "layout is \"spiral\"; known: stagger, helix, random, list");
    tells("dermaroller-mf8", {"device.needles=[]"}, "one for each needle");
    tells("dermaroller-mf8", {"device.needles=[{ row = 0 }]"},
          "device.needles[0] must be a list of { row = 0");
    tells("dermaroller-mf8", {"device.needles=[{ row = 0, angle = 15 }]"},
          "device.needles[0] angle needs a unit: write \"15 deg\"");
    tells("dermaroller-mf8", {"device.needles=[{ row = 0, angel = \"1 deg\", angle = \"1 deg\" }]"},
          "has the unknown key angel");
}

TEST(DeviceKeys, NeedlesDoNotCollide) {
    // 1 degree of a drum of 10 mm: 0.1745 mm.
    const std::string close =
        "device.needles=[{ row = 0, angle = \"0 deg\" }, { row = 0, angle = \"1 deg\" }]";
    tells(
        "dermaroller-mf8", {close},
        "the needles of row 0 at 0 deg and row 0 at 1 deg stand 0.1745 mm apart on the drum, less than they "
        "are thick: 250 um");
    // … and over the seam of the turn.
    tells("dermaroller-mf8",
          {"device.needles=[{ row = 0, angle = \"0.5 deg\" }, { row = 0, angle = \"-0.5 deg\" }]"},
          "stand 0.1745 mm apart");
    tells("dermaroller-mf8", {"device.needles=[{ row = 0, angle = \"0 deg\", tip_diameter = \"0.3 mm\" }]"},
          "the needle of row 0 at 0 deg has a tip of 300 um; it must be less than the shaft of 250 um");
    tells("disc-540", {"device.row_spacing=0.1 mm"},
          "rows 100 um apart are closer than a needle is wide, 200 um");
    tells("disc-540", {"device.needles_per_row=200"},
          "200 needles of 400 um do not fit around a drum of radius 10.5 mm: one every 0.33 mm");
    tells("stamp-35", {"device.array.pitch_x=0.2 mm"},
          "needles 1 and 2 stand 0.2 mm apart, less than a shaft is thick: 250 um");
    tells("dermapen", {"device.cartridge.ring_radii=[\"0 mm\", \"0.3 mm\"]"}, "stand 0.1854 mm apart");
    tells("dermaroller-mf8", {"device.rows=0"}, "device.rows must be at least 1 and at most 200, but is 0");
}

TEST(DeviceKeys, ArraysFitTheirPlatesAndPensTheirNeedles) {
    tells("stamp-35", {"device.array.nx=9"},
          "an array of 9 x 5 needs a plate of 12.25 mm x 6.25 mm, but it is 12 mm x 9 mm");
    tells("stamp-35", {"device.array.nx=100", "device.array.ny=30"}, "array.nx: 3000 needles; at most 2500");
    tells("stamp-35", {"device.array.nx=0"}, "device.array.nx must be at least 1");
    tells("stamp-35", {"device.array.grid=round"}, "array.grid is \"round\"; known: square, hexagonal");
    tells("skinpen", {"device.cartridge.ring_radii=[\"1 mm\"]"}, "2 rings have needles, but 1 have a radius");
    tells("skinpen", {"device.cartridge.ring_needles=[4, 2.5]"}, "rings hold whole numbers of needles");
    tells("skinpen", {"device.cartridge.x=[\"1 mm\"]"}, "places of needles come in pairs: 1 of x, 0 of y");
    tells("skinpen", {"device.cartridge.depth_stop=3 mm"}, "needles of 2.5 mm cannot stand out by 3 mm");
    tells("skinpen", {"device.cartridge.nose_diameter=6 mm"},
          "an opening of 6 mm leaves no rim in a nose of 6 mm");
    tells("skinpen", {"device.cartridge.opening_diameter=3.5 mm"},
          "needles over 3.85 mm do not pass through an opening of 3.5 mm");
    tells("skinpen", {"device.cartridge.nose_diameter=0 mm"}, "a pen without a nose rests on nothing");
    tells("exceed", {"device.cartridge.depth_stop=0.1 mm"},
          "a tolerance of 150 um is more than the depth stop");
}

TEST(DeviceKeys, KeysOfAnotherKindAreTold) {
    tells("stamp-35", {"device.rows=8"}, "device.rows is of a roller, but this device is a stamp");
    tells("dermaroller-mf8", {"device.array.nx=8"},
          "device.array.nx is of a stamp, but this device is a roller");
    tells("dermaroller-mf8", {"device.kind=stamp"},
          "device.kind: the preset dermaroller-mf8 is a roller, not a stamp");
    tells("dermaroller-mf8", {"device.kind=stmp"}, "there is no kind of device \"stmp\"");
    tells("skinpen", {"device.layout=helix"}, "device.layout is of a roller, but this device is a pen");
}

TEST(DeviceKeys, HeadsWearOnlyAsLongAsThereIsATip) {
    // 8 um + 2 · 0.5 um · 12 treatments = 20 um; at 0.9 of the shaft nothing is left of the cone.
    EXPECT_EQ(with("dermaroller-mf8", {"device.wear=12"}).device.wear, 12);
    tells("dermaroller-mf8", {"device.wear=300"},
          "after 300 treatments the tip of 8 um has worn to 0.308 mm, as wide as the shaft of 250 um");
    tells("dermaroller-mf8", {"device.wear=-1"}, "device.wear must be at least 0");
    tells("dermaroller-mf8", {"device.needle.missing_share=1"},
          "device.needle.missing_share must be at least 0 and at most 0.9, but is 1");
    tells("dermaroller-mf8", {"device.needle.tilt_along_sd=40 deg"}, "at most 30 deg, but is 40 deg");
}

}  // namespace
}  // namespace puncta::scenarios
