// The catalogue of devices: every card can be read and is a device one could build; bases and kinds.
#include <cmath>
#include <fstream>
#include <numbers>
#include <sstream>

#include <gtest/gtest.h>

#include "engine/device/array_layout.hpp"
#include "engine/device/head.hpp"
#include "engine/motion/rolling.hpp"
#include "models/cards/catalog.hpp"

namespace puncta::models {
namespace {

std::string card_file(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(PUNCTA_SOURCE_DIR "/models/cards/devices/" + name + ".toml").rdbuf();
    return text.str();
}

std::string problems_of(const std::string& text) {
    Problems problems;
    read_device_card(text, "card", "card", problems);
    return problems.text();
}

void expect_problem(const std::string& text, const std::string& part) {
    const std::string told = problems_of(text);
    EXPECT_NE(told.find(part), std::string::npos) << told;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(DeviceCards, EveryDeviceCouldBeBuilt) {
    int rollers = 0, stamps = 0, pens = 0;
    for (const std::string& name : device_card_names()) {
        const DeviceSpec device = shipped_device_card(name).device;
        EXPECT_EQ(device.name, name);
        EXPECT_FALSE(device.title.empty()) << name;
        const NeedleSpec& needle = device.needle;
        EXPECT_GE(needle.length, 0.1e-3) << name;
        EXPECT_LE(needle.length, 3e-3) << name;
        EXPECT_GE(needle.shaft_diameter, 0.05e-3) << name;
        EXPECT_LE(needle.shaft_diameter, 0.4e-3) << name;
        EXPECT_LE(needle.tip_diameter, 60e-6) << name;
        EXPECT_TRUE(device_contradictions(device).empty()) << name;
        (device.kind == "roller" ? rollers : device.kind == "stamp" ? stamps : pens) += 1;
        if (device.kind != "roller") {
            EXPECT_GE(needle_total(device), 6) << name;
            EXPECT_LE(needle_total(device), 400) << name;
            EXPECT_GT(nearest_pair(array_places(device)).distance, needle.shaft_diameter) << name;
            continue;
        }
        EXPECT_GE(device.drum_radius, 4e-3) << name;
        EXPECT_LE(device.drum_radius, 15e-3) << name;
        EXPECT_GE(device.width(), 5e-3) << name;
        EXPECT_LE(device.width(), 45e-3) << name;
        const Draws draws(1);
        const RollerLayout layout = draw_layout(device, draws, 0);
        EXPECT_EQ(draw_head(device, layout, draws, 0).size(), std::size_t(needle_total(device))) << name;
        EXPECT_GT(tributary_radius(device, layout), needle.shaft_diameter / 2) << name;
    }
    EXPECT_GE(rollers, 19);
    EXPECT_GE(stamps, 7);
    EXPECT_GE(pens, 3);
}

TEST(DeviceCards, NamesKeepTheirCounts) {
    for (const auto& [name, count] : {std::pair("dermaroller-mf8", 192),
                                      {"dermaroller-ms4", 96},
                                      {"disc-540", 540},
                                      {"disc-600", 600},
                                      {"disc-1080", 1080},
                                      {"disc-1200", 1200},
                                      {"disc-180", 180},
                                      {"disc-300", 300},
                                      {"eye-64", 64},
                                      {"home-100", 100},
                                      {"stamp-35", 35},
                                      {"stamp-40", 40},
                                      {"stamp-80", 80},
                                      {"stamp-140", 140},
                                      {"array-4x4", 16},
                                      {"array-20x20", 400},
                                      {"skinpen", 14},
                                      {"dermapen", 11},
                                      {"exceed", 6}})
        EXPECT_EQ(needle_total(shipped_device_card(name).device), count) << name;
}

TEST(DeviceCards, NominalDensityOfARollerIsItsNeedlesOnItsTrack) {
    // One turn rolls 2 pi R by W and sets down every needle once. By hand: MF8, 192/(2 pi · 1 cm · 2 cm) =
    // 15.28 /cm²; 540 needles over tips of 11 mm, so R = 10.5 mm, and 9 · 2.1 mm: 43.31 /cm².
    for (const auto& [name, expected] :
         {std::pair("dermaroller-mf8", 15.28e4), {"dermaroller-ms4", 15.28e4}, {"disc-540", 43.31e4}}) {
        const DeviceSpec device = shipped_device_card(name).device;
        EXPECT_NEAR(nominal_density(device.needle_count(), 1, device.drum_radius, device.width()), expected,
                    0.01e4)
            << name;
    }
    for (const std::string& name : device_card_names()) {
        const DeviceSpec device = shipped_device_card(name).device;
        if (device.kind != "roller") continue;
        // Where the needles of one turn land, counted: sites times repeats on 2 pi R by rows of spacing.
        const RollerLayout layout = draw_layout(device, Draws(1), 0);
        const double landed = double(layout.sites.size()) * layout.repeats;
        const double track = layout.period() * layout.repeats * device.drum_radius * device.width();
        EXPECT_NEAR(nominal_density(device.needle_count(), 1, device.drum_radius, device.width()),
                    landed / track, 1e-9 * landed / track)
            << name;
    }
}

TEST(DeviceCards, ABaseGivesWhatTheCardDoesNotSay) {
    const DeviceCardFile file = shipped_device_card("roller-192-050");
    EXPECT_EQ(file.base, "roller-192-100");
    EXPECT_EQ(file.device.rows, 8);
    EXPECT_EQ(file.device.needle.length, 0.5e-3);
    EXPECT_EQ(file.device.title, "Roller of 192 needles, 0.5 mm");
    int own = 0, inherited = 0;
    for (const CardValue& value : file.values) {
        (value.inherited ? inherited : own) += 1;
        if (value.key == "rows") {
            EXPECT_EQ(value.source, "singh2016");
        }
        if (value.key == "needle.length") {
            EXPECT_EQ(value.source, "doddaballapur2009");
            EXPECT_FALSE(value.inherited);
        }
    }
    EXPECT_EQ(own, 3);  // length, taper, scatter of the length
    EXPECT_GT(inherited, 10);
}

TEST(DeviceCards, BasesAreShippedAloneAndNeedNoTitle) {
    const std::string card = card_file("roller-192-050");
    EXPECT_EQ(problems_of(card), "");
    expect_problem(replaced(card, "base = \"roller-192-100\"", "base = \"roller-192-200\""),
                   "roller-192-200 itself has a base; a base must stand alone");
    expect_problem(replaced(card, "base = \"roller-192-100\"", "base = \"roller-192-10\""),
                   "unknown base \"roller-192-10\"; did you mean");
    expect_problem(replaced(card, "title =", "name ="), "the card needs a title");
    // An override brings its own provenance: that of the base does not rub off.
    expect_problem(replaced(card, ", source = \"doddaballapur2009\", status = \"P\"", ""),
                   "needle.length needs a status");
}

TEST(DeviceCards, KeysOfAnotherKindAreRefused) {
    const std::string stamp = card_file("stamp-35");
    EXPECT_EQ(problems_of(stamp), "");
    expect_problem(replaced(stamp, "kind = \"stamp\"", "kind = \"stmp\""),
                   "there is no kind of device \"stmp\"; known: roller, stamp, pen");
    expect_problem(replaced(stamp, "kind = \"stamp\"\n",
                            "kind = \"stamp\"\nrows = { value = 8, status = \"assumption\" }\n"),
                   "unknown key rows");
    expect_problem(replaced(stamp, "nx = ", "nix = "), "array.nx is missing");
}

}  // namespace
}  // namespace puncta::models
