#include "models/elasticity/finite_element_deck.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <vector>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/elasticity/punch.hpp"

namespace puncta::models {
namespace {

constexpr double wedges =
    180;                       // CalculiX expands axisymmetric elements to 2 degrees; springs stay as written
constexpr double micro = 1e6;  // um, uN, MPa: CalculiX takes Jacobians below 1e-20 for turned elements
// Smallest element over the far boundary: thin rows reach to the rim, and the square of their aspect ratio
// multiplies the rounding of the solver.
constexpr double finest = 4e-7;  ///< below it the elements at the contact edge are enlarged, up to four times
constexpr double roughest = 1e-7;  ///< below it the deck is refused
constexpr std::size_t largest_mesh = 300'000;

bool positive(double x) {
    return std::isfinite(x) && x > 0;
}

void expect_sane(const ElasticStack& stack, double radius, const DeckMesh& mesh) {
    if (stack.empty()) throw InputError("deck: the stack has no layer");
    if (!positive(radius)) throw InputError(fmt::format("deck: punch radius {} m must be positive", radius));
    for (std::size_t l = 0; l < stack.size(); ++l) {
        const ElasticLayer& layer = stack[l];
        if (!(l + 1 == stack.size() || positive(layer.thickness)))
            throw InputError(
                fmt::format("deck: layer {}: thickness {} m must be positive", l, layer.thickness));
        if (!positive(layer.modulus))
            throw InputError(fmt::format("deck: layer {}: modulus {} Pa must be positive", l, layer.modulus));
        if (!(layer.poisson > -1 && layer.poisson <= 0.5))
            throw InputError(
                fmt::format("deck: layer {}: Poisson ratio {} must lie in (-1, 0.5]", l, layer.poisson));
        if (!(std::isfinite(layer.tension) && layer.tension >= 0))
            throw InputError(
                fmt::format("deck: layer {}: tension {} N/m must not be negative", l, layer.tension));
    }
    if (!(mesh.edge > 0 && mesh.edge <= 0.5 && mesh.inside > 0 && mesh.inside <= 1 && mesh.growth > 1 &&
          mesh.growth <= 3 && mesh.layer_elements >= 1 && mesh.truncation > 0 && mesh.truncation < 1))
        throw InputError(
            fmt::format("deck: mesh with edge {}, growth {}, {} elements per layer, truncation {} is "
                        "outside 0 < edge <= 0.5, 1 < growth <= 3, at least 1, 0 < truncation < 1",
                        mesh.edge, mesh.growth, mesh.layer_elements, mesh.truncation));
}

double layers_thickness(const ElasticStack& stack) {
    double sum = 0;
    for (std::size_t l = 0; l + 1 < stack.size(); ++l) sum += stack[l].thickness;
    return sum;
}

/// Smallest element: resolves the contact edge and the top layer near it, as far as the far boundary allows.
double smallest_size(const ElasticStack& stack, double radius, double reach, const DeckMesh& mesh) {
    double size = mesh.edge * radius;
    if (stack.size() > 1) size = std::min(size, stack.front().thickness / (5 * mesh.layer_elements));
    size = std::max(size, std::min(finest * reach, 4 * mesh.edge * radius));
    if (size < roughest * reach)
        throw InputError(
            fmt::format("deck: the support is so soft that its boundary lies at {:.3g} m for a punch radius "
                        "of {:g} m and "
                        "elements of {:.3g} m: rounding would spoil the solution; take a larger radius or a "
                        "larger truncation",
                        reach, radius, size));
    return size;
}

/// Sizes that start at `size`, grow up to `limit` and are scaled to add up to `length`.
std::vector<double> graded(double length, double size, double growth, double limit) {
    std::vector<double> sizes;
    double sum = 0;
    while (sum < length * (1 - 1e-9)) {
        PUNCTA_EXPECT(sizes.size() < largest_mesh, "{} elements over {} m", sizes.size(), length);
        sizes.push_back(std::min(size, limit));
        sum += sizes.back();
        size *= growth;
    }
    for (double& s : sizes) s *= length / sum;
    return sizes;
}

/// Corner coordinates from element sizes, after `line.back()`, ending exactly at `end`.
void append(std::vector<double>& line, const std::vector<double>& sizes, double end) {
    for (const double s : sizes) line.push_back(line.back() + s);
    line.back() = end;
}

struct Mesh {
    std::vector<double> r, z;            ///< corner coordinates, z downward
    std::size_t edge = 0;                ///< column of corners at the contact edge
    std::vector<std::size_t> first_row;  ///< row of corners at the top of each layer
};

Mesh make_mesh(const ElasticStack& stack, double radius, const DeckMesh& options) {
    Mesh mesh;
    const double reach = deck_reach(stack, radius, options);
    const double smallest = smallest_size(stack, radius, reach, options);

    std::vector<double> inner = graded(radius, smallest, options.growth, options.inside * radius);
    std::reverse(inner.begin(), inner.end());
    mesh.r = {0};
    append(mesh.r, inner, radius);
    mesh.edge = mesh.r.size() - 1;
    append(mesh.r, graded(reach - radius, smallest, options.growth, reach), reach);

    mesh.z = {0};
    double size = smallest, top = 0;
    for (std::size_t l = 0; l < stack.size(); ++l) {
        mesh.first_row.push_back(mesh.z.size() - 1);
        const bool support = l + 1 == stack.size();
        const double bottom = support ? reach : top + stack[l].thickness;
        const double limit = support ? reach : stack[l].thickness / options.layer_elements;
        append(mesh.z, graded(bottom - top, size, options.growth, limit), bottom);
        size = (mesh.z.back() - *(mesh.z.rbegin() + 1)) * options.growth;
        top = bottom;
    }
    const std::size_t elements = (mesh.r.size() - 1) * (mesh.z.size() - 1);
    if (elements > largest_mesh)
        throw InputError(fmt::format("deck: {} elements, more than {}", elements, largest_mesh));
    return mesh;
}

/// Numbers of the nodes of a grid with midside nodes: even steps are corners, (odd, odd) does not exist.
struct Numbering {
    std::size_t columns;  ///< corners and midsides in a row
    [[nodiscard]] std::size_t operator()(std::size_t column, std::size_t row) const {
        return row * columns + column + 1;
    }
};

double with_midsides(const std::vector<double>& line, std::size_t i) {
    return i % 2 == 0 ? line[i / 2] : 0.5 * (line[i / 2] + line[i / 2 + 1]);
}

using Text = std::back_insert_iterator<std::string>;

void write_set(Text out, const char* name, const std::vector<std::size_t>& nodes) {
    fmt::format_to(out, "*NSET, NSET={}\n", name);
    for (std::size_t i = 0; i < nodes.size(); ++i)
        fmt::format_to(out, "{},{}", nodes[i], (i + 1) % 10 == 0 || i + 1 == nodes.size() ? "\n" : " ");
}

/// Stretched membrane on one row of nodes: K_ij = 2 pi T ∫ N_i' N_j' r dr of the quadratic edges. The rows of
/// K add up to 0, so an edge is three springs. They join copies of its nodes, tied by equations, because
/// CalculiX joins springs to nodes of axisymmetric elements only where these carry no boundary condition.
struct Membrane {
    std::size_t row;     ///< of corners
    double tension;      ///< [N/m]
    std::size_t offset;  ///< number of a copy less number of its node
};

std::size_t write_membrane(Text out, const Mesh& mesh, const Numbering& node, const Membrane& membrane,
                           std::size_t element) {
    const std::size_t row = 2 * membrane.row, last = 2 * mesh.r.size() - 2;
    fmt::format_to(out, "*NODE, NSET=MEMBRANE{}\n", membrane.row);
    for (std::size_t i = 0; i <= last; ++i)
        fmt::format_to(out, "{}, {:.12g}, {:.12g}\n", node(i, row) + membrane.offset,
                       micro * with_midsides(mesh.r, i), 0.0 - micro * with_midsides(mesh.z, row));
    for (std::size_t c = 0; c + 1 < mesh.r.size(); ++c) {
        const double ratio = mesh.r[c] / (mesh.r[c + 1] - mesh.r[c]);
        const double unit = 2 * std::numbers::pi * membrane.tension / wedges;
        const std::size_t left = node(2 * c, row) + membrane.offset, middle = left + 1, right = left + 2;
        auto spring = [&](std::size_t from, std::size_t to, double stiffness) {
            fmt::format_to(out,
                           "*ELEMENT, TYPE=SPRING2, ELSET=T{0}\n{0}, {1}, {2}\n*SPRING, ELSET=T{0}\n2, 2\n"
                           "{3:.12g}\n",
                           element, from, to, stiffness);
            ++element;
        };
        spring(left, middle, unit * (8 * ratio + 2) / 3);
        spring(middle, right, unit * (8 * ratio + 6) / 3);
        spring(left, right, -unit * (2 * ratio + 1) / 6);
    }
    fmt::format_to(out, "*BOUNDARY\nMEMBRANE{0}, 1, 1\nMEMBRANE{0}, 3, 3\n", membrane.row);
    // Copies on the punch belong to its set of nodes.
    for (std::size_t i = row == 0 ? 2 * mesh.edge + 1 : 0; i <= last; ++i)
        fmt::format_to(out, "*EQUATION\n2\n{}, 2, 1, {}, 2, -1\n", node(i, row) + membrane.offset,
                       node(i, row));
    return element;
}

}  // namespace

double deck_reach(const ElasticStack& stack, double radius, const DeckMesh& mesh) {
    expect_sane(stack, radius, mesh);
    const ElasticLayer& last = stack.back();
    const double support = last.modulus / (1 - last.poisson * last.poisson);
    const double tail = 2 * radius * PunchTable(stack).modulus(radius) / (std::numbers::pi * support);
    return std::max({60 * radius, 60 * layers_thickness(stack), tail / mesh.truncation});
}

namespace {

/// Everything but the boundary conditions: nodes, elements, materials, membranes and sets of nodes.
void write_body(Text out, const ElasticStack& stack, const Mesh& mesh, const DeckMesh& options,
                const std::string& indenter) {
    const std::size_t columns = 2 * mesh.r.size() - 1, rows = 2 * mesh.z.size() - 1;
    const Numbering node{columns};
    const std::size_t copies = columns * rows;
    fmt::format_to(out,
                   "** Frictionless rigid {} on {} layers, axisymmetric, in um, uN, MPa (Puncta)\n"
                   "** far boundary at {:g} m (last layer extended)\n"
                   "** elements {} x {}, smallest {:g} m; share of the compliance beyond the boundary about "
                   "{:g}\n",
                   indenter, stack.size(), mesh.r.back(), mesh.r.size() - 1, mesh.z.size() - 1,
                   mesh.r[mesh.edge + 1] - mesh.r[mesh.edge], options.truncation);
    fmt::format_to(out, "*NODE, NSET=ALL\n");
    for (std::size_t j = 0; j < rows; ++j)
        for (std::size_t i = 0; i < columns; i += 1 + j % 2)
            fmt::format_to(out, "{}, {:.12g}, {:.12g}\n", node(i, j), micro * with_midsides(mesh.r, i),
                           0.0 - micro * with_midsides(mesh.z, j));

    std::size_t element = 1;
    for (std::size_t l = 0; l < stack.size(); ++l) {
        const std::size_t end = l + 1 < stack.size() ? mesh.first_row[l + 1] : mesh.z.size() - 1;
        fmt::format_to(out, "*ELEMENT, TYPE=CAX8R, ELSET=LAYER{}\n", l + 1);
        for (std::size_t row = mesh.first_row[l]; row < end; ++row)
            for (std::size_t column = 0; column + 1 < mesh.r.size(); ++column) {
                const std::size_t i = 2 * column, j = 2 * row;
                fmt::format_to(out, "{}, {}, {}, {}, {}, {}, {}, {}, {}\n", element++, node(i, j + 2),
                               node(i + 2, j + 2), node(i + 2, j), node(i, j), node(i + 1, j + 2),
                               node(i + 2, j + 1), node(i + 1, j), node(i, j + 1));
            }
        fmt::format_to(out,
                       "*MATERIAL, NAME=M{0}\n*ELASTIC\n{1:.12g}, {2:.12g}\n*SOLID SECTION, ELSET=LAYER{0}, "
                       "MATERIAL=M{0}\n",
                       l + 1, stack[l].modulus / micro, std::min(stack[l].poisson, largest_poisson));
    }
    for (std::size_t l = 0; l < stack.size(); ++l)
        if (stack[l].tension > 0)
            element = write_membrane(out, mesh, node, {mesh.first_row[l], stack[l].tension, copies}, element);

    std::vector<std::size_t> punch, surface, axis, rim, bottom;
    for (std::size_t i = 0; i < columns; ++i) {
        if (i <= 2 * mesh.edge) punch.push_back(node(i, 0));
        if (i <= 2 * mesh.edge && stack.front().tension > 0) punch.push_back(node(i, 0) + copies);
        surface.push_back(node(i, 0));
        bottom.push_back(node(i, rows - 1));
    }
    for (std::size_t j = 0; j < rows; ++j) {
        axis.push_back(node(0, j));
        rim.push_back(node(columns - 1, j));
    }
    write_set(out, "PUNCH", punch);
    write_set(out, "SURFACE", surface);
    write_set(out, "AXIS", axis);
    write_set(out, "RIM", rim);
    write_set(out, "BOTTOM", bottom);
}

Mesh checked_mesh(const ElasticStack& stack, double radius, double displacement, const DeckMesh& options) {
    expect_sane(stack, radius, options);
    if (!positive(displacement))
        throw InputError(fmt::format("deck: displacement {} m must be positive", displacement));
    return make_mesh(stack, radius, options);
}

}  // namespace

std::string flat_punch_deck(const ElasticStack& stack, double radius, double displacement,
                            const DeckMesh& options) {
    const Mesh mesh = checked_mesh(stack, radius, displacement, options);
    std::string text;
    const Text out = std::back_inserter(text);
    write_body(out, stack, mesh, options,
               fmt::format("flat punch of radius {:g} m, displacement {:g} m,", radius, displacement));
    fmt::format_to(out,
                   "*BOUNDARY\nAXIS, 1, 1, 0\nRIM, 1, 1, 0\nPUNCH, 2, 2, 0\n*STEP\n*STATIC\n*BOUNDARY\n"
                   "BOTTOM, 2, 2, {:.12g}\n*NODE PRINT, NSET=PUNCH, TOTALS=ONLY\nRF\n"
                   "*NODE PRINT, NSET=SURFACE\nU\n*END STEP\n",
                   micro * displacement);
    return text;
}

std::string indenter_deck(const ElasticStack& stack, double radius, double depth,
                          const std::function<double(double)>& gap, const DeckMesh& options) {
    const Mesh mesh = checked_mesh(stack, radius, depth, options);
    if (stack.front().tension > 0)
        throw InputError("deck: an indenter with a shape needs a surface without tension");
    std::string text;
    const Text out = std::back_inserter(text);
    write_body(out, stack, mesh, options,
               fmt::format("indenter in contact up to {:g} m, depth {:g} m,", radius, depth));
    fmt::format_to(
        out, "*BOUNDARY\nAXIS, 1, 1, 0\nRIM, 1, 1, 0\n*STEP\n*STATIC\n*BOUNDARY\nBOTTOM, 2, 2, {:.12g}\n",
        micro * depth);
    const Numbering node{2 * mesh.r.size() - 1};
    for (std::size_t i = 0; i <= 2 * mesh.edge; ++i)
        fmt::format_to(out, "{}, 2, 2, {:.12g}\n", node(i, 0), micro * gap(with_midsides(mesh.r, i)));
    fmt::format_to(out, "*NODE PRINT, NSET=SURFACE\nRF\n*NODE PRINT, NSET=SURFACE\nU\n*END STEP\n");
    return text;
}

}  // namespace puncta::models
