// The shipped cards can be read, say where their numbers come from, and bad cards are refused.
#include <cmath>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/cards/catalog.hpp"
#include "models/cards/embedded.hpp"

namespace puncta::models {
namespace {

std::string read_file(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/// The device card with one piece of text replaced.
std::string changed_device(const std::string& from, const std::string& to) {
    std::string text = read_file(PUNCTA_SOURCE_DIR "/models/cards/devices/dermaroller-mf8.toml");
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string problems_of_device(const std::string& text) {
    Problems problems;
    read_device_card(text, "card", "card", problems);
    return problems.text();
}

TEST(Cards, CheekHasTheLayersOfItsStack) {
    const SkinCard cheek = shipped_skin_card("cheek").card;  // thickness: literature.md, starting stacks
    ASSERT_EQ(cheek.layers.size(), 6U);
    EXPECT_EQ(cheek.layers[0].name, "stratum_corneum");
    EXPECT_EQ(cheek.layers[0].thickness, 17e-6);
    EXPECT_EQ(cheek.layers[0].thickness_cv, 0.24);
    EXPECT_EQ(cheek.layers[3].thickness, 850e-6);
    EXPECT_EQ(cheek.layers[4].toughness, 0.3e3);
    EXPECT_EQ(cheek.layers[5].name, "muscle");
    EXPECT_TRUE(std::isinf(cheek.layers[5].thickness));
    EXPECT_EQ(cheek.relaxation.size(), 2U);
}

TEST(Cards, OneSkinVariesLessThanSkinsDiffer) {
    // The cards' own rule for an assumption; the test block is the same everywhere.
    const SkinVariation cheek = shipped_skin_card("cheek").card.variation;
    EXPECT_EQ(cheek.correlation_length, 2e-3);
    EXPECT_EQ(cheek.thickness_cv, 0.1);
    EXPECT_FALSE(shipped_skin_card("homogeneous_block").card.variation.any());
    for (const std::string& name : skin_card_names()) {
        const SkinCard card = shipped_skin_card(name).card;
        EXPECT_GE(card.variation.correlation_length, 0.5e-3) << name;
        EXPECT_LE(card.variation.correlation_length, 10e-3) << name;
        for (const LayerCard& layer : card.layers) {
            if (std::isinf(layer.thickness)) continue;  // a support of bone or board has no scatter
            EXPECT_LE(card.variation.thickness_cv, layer.thickness_cv) << name << ' ' << layer.name;
            EXPECT_LE(card.variation.modulus_cv, layer.modulus_cv) << name << ' ' << layer.name;
            EXPECT_LE(card.variation.toughness_cv, layer.toughness_cv) << name << ' ' << layer.name;
        }
    }
}

TEST(Cards, ASkinThatVariesNeedsACorrelationLength) {
    std::string text = read_file(PUNCTA_SOURCE_DIR "/models/cards/skin/cheek.toml");
    const std::string given = "correlation_length = { value = \"2 mm\", range = [\"0.5 mm\"";
    const auto at = text.find(given);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, given.size(), "correlation_length = { value = \"0 mm\", range = [\"0 mm\"");
    Problems problems;
    read_skin_card(text, "card", "card", problems);
    EXPECT_NE(problems.text().find("needs a correlation length of more than 0"), std::string::npos)
        << problems.text();
}

TEST(Cards, InsertionForcesAreThoseOfTheCalibration) {
    // Römgens 2014: 20 mN at a tip diameter of 5 um, 167 mN at 37 um; both read off to 1 mN.
    const PunctureCard puncture = shipped_skin_card("excised_human").card.puncture;
    EXPECT_NEAR(puncture.intercept + puncture.slope * 5e-6, 20e-3, 1e-3);
    EXPECT_NEAR(puncture.intercept + puncture.slope * 37e-6, 167e-3, 1e-3);
}

TEST(Cards, MF8Has192Needles) {
    const RollerSpec mf8 = shipped_device_card("dermaroller-mf8").device;
    EXPECT_EQ(mf8.needle.width, mf8.needle.shaft_diameter);
    EXPECT_EQ(mf8.needle.breadth(), 0);
    EXPECT_EQ(mf8.needle_count(), 192);
    EXPECT_DOUBLE_EQ(mf8.width(), 20e-3);
    EXPECT_DOUBLE_EQ(mf8.tip_radius(), 11.5e-3);
}

TEST(Cards, EverySourceIsInTheBibliographyWithItsFlag) {
    const std::string bibliography = read_file(PUNCTA_SOURCE_DIR "/models/sources.bib");
    const auto entry_of = [&](const std::string& source) {
        const auto at = bibliography.find("{" + source + ",");
        return at == std::string::npos ? "" : bibliography.substr(at, bibliography.find('\n', at) - at);
    };
    std::vector<CardValue> values;
    for (const std::string& name : skin_card_names())
        for (const CardValue& value : shipped_skin_card(name).values) values.push_back(value);
    for (const std::string& name : device_card_names())
        for (const CardValue& value : shipped_device_card(name).values) values.push_back(value);
    EXPECT_GT(values.size(), 80U);
    for (const CardValue& value : values) {
        EXPECT_EQ(value.source.empty(), value.status == "assumption") << value.key;
        if (value.source.empty()) continue;
        EXPECT_NE(entry_of(value.source), "") << value.key << " cites " << value.source;
        if (value.status == "M") {
            EXPECT_NE(entry_of(value.source).find("unchecked"), std::string::npos) << value.source;
        }
    }
}

TEST(Cards, ValuesWithoutProvenanceAreRefused) {
    const std::string bare =
        problems_of_device(changed_device("{ value = 8, source = \"schwarz2011\", status = \"P\" }", "8"));
    EXPECT_NE(bare.find("rows must be a table with its provenance"), std::string::npos) << bare;
    const std::string source =
        problems_of_device(changed_device("value = 8, source = \"schwarz2011\",", "value = 8,"));
    EXPECT_NE(source.find("rows needs a source, a key of models/sources.bib"), std::string::npos) << source;
    const std::string status =
        problems_of_device(changed_device("\"schwarz2011\", status = \"P\" }", "\"schwarz2011\" }"));
    EXPECT_NE(status.find("rows needs a status: P, S, M, D, calibrated, assumption"), std::string::npos)
        << status;
}

TEST(Cards, MistakesAreNamedWithTheirPlace) {
    // A card without a width is that of a round needle; a width with a wrong value is told.
    EXPECT_EQ(problems_of_device(changed_device("width = {", "# width = {")), "");
    EXPECT_NE(
        problems_of_device(changed_device("width = { value = \"0.25 mm\"", "width = { value = \"0.1 mm\""))
            .find("the blade's width of 100 um must be at least its thickness, the shaft of 250 um"),
        std::string::npos);
    EXPECT_NE(problems_of_device(changed_device("row_spacing", "row_spacin"))
                  .find("unknown key row_spacin; did you mean row_spacing?"),
              std::string::npos);
    const std::string taper = problems_of_device(
        changed_device("taper_length = { value = \"0.75 mm\"", "taper_length = { value = \"1.45 mm\""));
    EXPECT_EQ(taper, "");
    EXPECT_NE(problems_of_device(changed_device("\"2.5 mm\"", "2.5")).find("needs a unit: write \"2.5 mm\""),
              std::string::npos);
    EXPECT_NE(
        problems_of_device(changed_device("range = [\"8.5 mm\", \"10 mm\"]", "range = [\"8 mm\", \"9 mm\"]"))
            .find("range of drum_radius must hold its value"),
        std::string::npos);
}

TEST(Cards, AProfileStandsForTaperAndShaft) {
    const std::string profile =
        "[needle]\nprofile = { value = [[\"50 um\", \"30 um\"], [\"0.9 mm\", \"0.25 mm\"]], status = "
        "\"assumption\" }";
    std::string text = changed_device("[needle]", profile);
    const auto drop = [&](const std::string& key) { text.replace(text.find("\n" + key), 1, "\n# "); };
    EXPECT_NE(problems_of_device(text).find("a taper of 750 um beside a profile"), std::string::npos)
        << problems_of_device(text);
    drop("taper_length");
    drop("shaft_diameter");
    drop("width");
    EXPECT_EQ(problems_of_device(text), "");
}

TEST(Cards, UnknownNamesListTheKnown) {
    try {
        shipped_device_card("dermaroler-mf8");
        FAIL();
    } catch (const InputError& error) {
        const std::string told = error.what();
        EXPECT_TRUE(
            told.starts_with("unknown device \"dermaroler-mf8\"; did you mean \"dermaroller-mf8\"? "
                             "Known: array-10x10, "))
            << told;
        for (const std::string& name : device_card_names()) EXPECT_NE(told.find(name), std::string::npos);
    }
}

}  // namespace
}  // namespace puncta::models
