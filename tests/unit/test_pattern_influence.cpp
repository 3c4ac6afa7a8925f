/// Influences of a roller's pattern and its lattice of cells against the table, pair by pair.

#include <cmath>
#include <memory>

#include <gtest/gtest.h>

#include "engine/contact/cell_influence.hpp"
#include "engine/contact/roller_pattern.hpp"

namespace puncta {
namespace {

using Eigen::Index;

/// Falls over `width` as a Gaussian, far away like 1/r.
double influence_at(double width, double r) {
    const double square = r * r / (width * width);
    return std::exp(-square / 2) + 0.1 / std::sqrt(1 + square / 4);
}

RadialTable table_of(double width, double reach) {
    std::vector<double> samples;
    for (const double r : RadialTable::distances(width, reach)) samples.push_back(influence_at(width, r));
    return {width, reach, samples};
}

/// A skin that has such tables and no needle laws.
class TabledSkin final : public SkinSubject {
  public:
    const LayerDepths& layers() const override { return depths_; }
    LocalSkin local(double, double) const override { return {}; }
    std::unique_ptr<NeedleLaw> needle_law(const NeedleProfile&) const override { return nullptr; }
    InfluenceTables influence(double reach, double own, double side) const override {
        return {table_of(own, reach), table_of(0.5 * (own + side), reach), table_of(side, reach), 7};
    }
    std::span<const PronyTerm> relaxation() const override { return {}; }
    double puncture_cv() const override { return 0; }
    double capillary_density() const override { return 0; }
    double capillary_diameter() const override { return 0; }

  private:
    LayerDepths depths_;
};

RollerSpec roller() {
    RollerSpec spec;
    spec.rows = 5;
    spec.needles_per_row = 18;
    spec.stagger = 0.5;
    spec.drum_radius = 10e-3;
    spec.row_spacing = 2e-3;
    spec.needle.length = 1.5e-3;
    return spec;
}

double distance(const std::pair<double, double>& a, const std::pair<double, double>& b) {
    return std::hypot(a.first - b.first, a.second - b.second);
}

/// Every entry is the function's value at the distance of its pair; truncation of the tables.
void expect_entries(const RollerSpec& spec, double cell_limit) {
    const RollerLayout layout = draw_layout(spec, Draws(1), 0);
    const int phases = 4 * layout.pitches;
    const RollerPattern pattern(spec, layout, phases, 0.02, cell_limit, 2.5 * spec.needle.length,
                                TabledSkin());
    const Places& cells = pattern.cell_centres();
    ASSERT_GT(cells.size(), 20U);
    const double own = tributary_radius(spec, layout), mixed = 0.5 * (own + pattern.cells().side);
    for (const int phase : {0, 1, phases - 1}) {
        Places needles;
        for (const PatternNeedle& needle : pattern.needles(phase)) needles.emplace_back(needle.x, needle.y);
        const StationInfluence& influence = pattern.influence(phase);
        ASSERT_EQ(influence.cell_needle.cols(), Index(needles.size()));
        ASSERT_EQ(influence.cell_needle.rows(), Index(cells.size()));
        for (std::size_t n = 0; n < needles.size(); ++n) {
            for (std::size_t c = 0; c < cells.size(); ++c)
                EXPECT_NEAR(influence.cell_needle(Index(c), Index(n)) /
                                influence_at(mixed, distance(needles[n], cells[c])),
                            1, 1e-9);
            for (std::size_t m = 0; m < needles.size(); ++m)
                EXPECT_NEAR(influence.needle_needle(Index(m), Index(n)) /
                                (m == n ? 7 : influence_at(own, distance(needles[m], needles[n]))),
                            1, 1e-9);
        }
    }
}

TEST(PatternInfluence, EveryPairOfAStaggeredRoller) {
    for (const double limit : {1e-3, 0.73e-3})
        expect_entries(roller(), limit);  // rows and cells in step, or not
}

TEST(PatternInfluence, EveryPairOfRowsThatStandAnyhow) {
    RollerSpec spec = roller();
    spec.layout = "random";
    expect_entries(spec, 1.2e-3);
}

TEST(PatternInfluence, EveryPairOfAList) {
    RollerSpec spec = roller();
    spec.listed = {{0, 0.1, 0, 0}, {0, 0.25, 0, 0}, {1, 0.15, 0, 0}, {4, 0.3, 0, 0}, {4, 3.0, 0, 0}};
    expect_entries(spec, 1.2e-3);
}

TEST(CellInfluence, GridIsTheMatrixOfItsCells) {
    const CellGrid grid{6, 5, 0.5e-3};
    const RadialTable table = table_of(0.3e-3, 10e-3);
    const CellInfluence lattice(grid, table);
    ASSERT_EQ(lattice.rows(), 30);
    Eigen::MatrixXd matrix(30, 30);
    for (Index a = 0; a < 30; ++a)
        for (Index b = 0; b < 30; ++b)
            matrix(a, b) = table(grid.side * std::hypot(double(a / 5 - b / 5), double(a % 5 - b % 5)));
    const CellInfluence pairs(matrix);
    const std::vector<Index> some = {0, 3, 4, 11, 12, 13, 28, 29};
    const Eigen::VectorXd force = Eigen::VectorXd::LinSpaced(8, 0.1, 0.9);
    Eigen::VectorXd all = Eigen::VectorXd::Zero(30);
    for (std::size_t k = 0; k < some.size(); ++k) all[some[k]] = force[Index(k)];
    const Eigen::VectorXd expected = matrix * all;
    for (const CellInfluence* influence : {&lattice, &pairs}) {  // rounding
        EXPECT_LT((influence->among(some) - matrix(some, some)).cwiseAbs().maxCoeff(), 1e-14);
        EXPECT_LT((influence->sink(some, force) - expected).cwiseAbs().maxCoeff(), 1e-13);
        EXPECT_LT((*influence * all - expected).cwiseAbs().maxCoeff(), 1e-13);
    }
    EXPECT_EQ(CellInfluence(CellGrid{0, 5, 1e-3}, table).among({}).size(), 0);
}

}  // namespace
}  // namespace puncta
