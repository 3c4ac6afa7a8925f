#include "scenarios/runner/deck_command.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/elasticity/finite_element_deck.hpp"
#include "models/elasticity/punch.hpp"
#include "models/indentation/axisymmetric_contact.hpp"
#include "scenarios/runner/plan.hpp"

namespace puncta::scenarios {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& reason) {
    throw StorageError(fmt::format("cannot write the deck '{}': {}", path.string(), reason));
}

/// Files of one folder that appear together: written as NAME.part, then renamed. What is left is removed.
class Batch {
  public:
    Batch() = default;
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;
    ~Batch() {
        std::error_code ignored;
        for (const fs::path& file : pending_) fs::remove(part(file), ignored);
    }

    void write(const fs::path& file, const std::string& text) {
        std::error_code error;
        const fs::file_status there = fs::status(file, error);
        if (fs::exists(there) && !fs::is_regular_file(there)) fail(file, "a folder or device has this name");
        errno = 0;
        std::ofstream out(part(file), std::ios::binary | std::ios::trunc);
        if (!out) fail(file, std::strerror(errno == 0 ? EIO : errno));
        pending_.push_back(file);
        out << text;
        out.close();
        if (!out) fail(file, std::strerror(errno == 0 ? EIO : errno));
    }

    void publish() {
        while (!pending_.empty()) {
            std::error_code error;
            fs::rename(part(pending_.back()), pending_.back(), error);
            if (error) fail(pending_.back(), error.message());
            pending_.pop_back();
        }
    }

  private:
    static fs::path part(const fs::path& file) { return file.string() + ".part"; }
    std::vector<fs::path> pending_;
};

std::string stack_table(const models::ElasticStack& stack) {
    std::string text =
        fmt::format("{:>14} {:>14} {:>9} {:>14}\n", "thickness_m", "modulus_Pa", "poisson", "tension_N/m");
    for (std::size_t l = 0; l < stack.size(); ++l)
        text += fmt::format("{:>14} {:>14.6g} {:>9.6g} {:>14.6g}\n",
                            l + 1 < stack.size() ? fmt::format("{:.6g}", stack[l].thickness) : "inf",
                            stack[l].modulus, stack[l].poisson, stack[l].tension);
    return text;
}

constexpr const char* introduction =
    "Finite-element cross-check of the surface compliance: rigid, frictionless flat punches and cones on the "
    "mean\n"
    "skin.\n"
    "\n"
    "  ccx -i flat_punch_500um     (Debian: calculix-ccx), the results are in flat_punch_500um.dat\n"
    "\n"
    "Lengths in um, forces in uN, stresses in MPa, displacements seen from the punch: its nodes stand still "
    "and\n"
    "the far boundary rises by the displacement, so the sink of a surface node is displacement - vy.\n"
    "CalculiX solves a wedge of 2 degrees: the force of the punch is -180 times the fy of the total force "
    "of\n"
    "the set PUNCH. Compare it with force_N, 2 a E*(a) displacement from Puncta's E*(a).\n"
    "\n"
    "cone_...um.inp: a blunt cone (gap 0.001 r) pressed in by the displacement at which Puncta finds it in "
    "contact\n"
    "up to the radius. Compare force_N with -180 times the sum of the fy of SURFACE; no fy may pull (be "
    "positive\n"
    "by more than rounding), and no node beyond the radius may stand inside the cone. There are none where "
    "the\n"
    "surface itself is in tension (CalculiX drops membranes from the load of prescribed displacements).\n"
    "\n"
    "The decks are 0.1 to 0.2 % too stiff (far boundary, mesh). A Poisson ratio above\n";

}  // namespace

void write_decks(const Scenario& scenario, const fs::path& directory) {
    const models::ElasticStack stack =
        models::elastic_stack(treated_skin(scenario), contact_time(scenario).stiffening);
    const models::PunchTable punch(stack);

    std::vector<double> radii{scenario.device.needle.shaft_diameter / 2, 0.5e-3, 1.5e-3};
    std::sort(radii.begin(), radii.end());
    auto same = [](double a, double b) { return b - a < 1e-9 * b; };
    radii.erase(std::unique(radii.begin(), radii.end(), same), radii.end());

    std::string table = fmt::format("{:<26} {:>12} {:>14} {:>14} {:>14}\n", "file", "radius_m", "modulus_Pa",
                                    "displacement_m", "force_N");
    std::vector<std::pair<std::string, std::string>> files;
    for (const double a : radii) {
        const std::string name = fmt::format("flat_punch_{:.6g}um.inp", a * 1e6);
        const double displacement = 1e-3 * a, modulus = punch.modulus(a);
        table += fmt::format("{:<26} {:>12.6g} {:>14.7g} {:>14.6g} {:>14.7g}\n", name, a, modulus,
                             displacement, 2 * a * modulus * displacement);
        files.emplace_back(name, models::flat_punch_deck(stack, a, displacement));
    }
    for (const double a : radii) {
        if (stack.front().tension > 0) break;
        constexpr double slope = 1e-3;  // of the cone's side; small strain, so forces are proportional to it
        const models::ContactPoint cone =
            models::contact_at(punch, models::ConeProfile(std::atan(1 / slope)), a);
        const std::string name = fmt::format("cone_{:.6g}um.inp", a * 1e6);
        table += fmt::format("{:<26} {:>12.6g} {:>14.7g} {:>14.7g} {:>14.7g}\n", name, a, punch.modulus(a),
                             cone.depth, cone.force);
        files.emplace_back(name,
                           models::indenter_deck(stack, a, cone.depth, [&](double r) { return slope * r; }));
    }
    files.emplace_back("README.txt", fmt::format("{}{:g} is written as that value.\n\n{}\n{}", introduction,
                                                 models::largest_poisson, table, stack_table(stack)));

    std::error_code error;
    fs::create_directories(directory, error);
    if (!fs::is_directory(directory))
        fail(directory, error ? error.message() : std::string("it is not a folder"));
    Batch batch;
    for (const auto& [name, text] : files) batch.write(directory / name, text);
    batch.publish();
}

}  // namespace puncta::scenarios
