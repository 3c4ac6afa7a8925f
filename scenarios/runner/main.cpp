/// The program `puncta`: reads the command line and hands over. Exit status: 0 done, 2 the input is wrong,
/// 3 the numbers failed, 4 storage failed, 130 interrupted.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>

#include "engine/base/build.hpp"
#include "engine/base/error.hpp"
#include "engine/base/problems.hpp"
#include "engine/parallel/ordered_map.hpp"
#include "engine/storage/hdf5_handle.hpp"
#include "scenarios/runner/check.hpp"
#include "scenarios/runner/deck_command.hpp"
#include "scenarios/runner/export_command.hpp"
#include "scenarios/runner/hash_command.hpp"
#include "scenarios/runner/message.hpp"
#include "scenarios/runner/needle_command.hpp"
#include "scenarios/runner/python_command.hpp"
#include "scenarios/runner/reader.hpp"
#include "scenarios/runner/replay_command.hpp"
#include "scenarios/runner/run_command.hpp"

namespace {

using namespace puncta;

std::string version_text() {
    const Build& build = this_build();
    return fmt::format("puncta {} ({}), sources {}, {}, {}, {} threads", build.version, build.commit,
                       build.source_version, build.compiler, build.instruction_set, thread_count(0));
}

struct Arguments {
    std::string scenario, output, displacement = "0:3:0.01 mm", csv, vtk, deck, kind;
    std::vector<std::string> scenarios, assignments;
    std::string seed, replicates;
    scenarios::MotionOptions motion;
    int threads = 0, extend = 0;
    std::int64_t puncture = 0;
    bool json = false, fresh = false;
};

/// --seed and --replicates are short for --set run.seed and run.replicates; the last word wins.
scenarios::Scenario read(const Arguments& a) {
    std::vector<std::string> assignments = a.assignments;
    if (!a.seed.empty()) assignments.push_back("run.seed=" + a.seed);
    if (!a.replicates.empty()) assignments.push_back("run.replicates=" + a.replicates);
    return scenarios::read_scenario(a.scenario, assignments);
}

int extend(const Arguments& a) {
    if (!a.assignments.empty() || !a.seed.empty() || !a.replicates.empty() || !a.output.empty() || a.fresh)
        throw InputError("--extend takes a result as it is: no -o, --set, --seed, --replicates or --fresh");
    return scenarios::extend_command(a.scenario, a.extend, a.threads, a.json);
}

int run(const Arguments& a) {
    if (a.extend > 0) return extend(a);
    const scenarios::Scenario scenario = read(a);
    std::filesystem::path output = a.output;
    if (output.empty()) output = std::filesystem::path(a.scenario).stem().string() + ".h5";
    return scenarios::run_command(scenario, output, a.threads, a.json,
                                  a.fresh ? Earlier::discard : Earlier::resume);
}

/// CLI11 would only say that a command is missing.
void refuse_unknown_command(const CLI::App& app, int argc, char** argv) {
    if (argc < 2 || argv[1][0] == '-') return;
    std::vector<std::string> known;
    for (const CLI::App* command : app.get_subcommands({})) known.push_back(command->get_name());
    const std::string word = argv[1];
    if (std::find(known.begin(), known.end(), word) != known.end()) return;
    const std::string near = nearest(word, known);
    throw InputError(fmt::format("there is no command \"{}\"{}; the commands are {}", word,
                                 near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near),
                                 joined(known)));
}

/// Commands written in Python read their own arguments, --help too; --version is the program's.
void hand_over_python_command(int argc, char** argv) {
    const auto* command = argc < 2 ? nullptr : scenarios::find_python_command(argv[1]);
    if (command == nullptr || (argc > 2 && std::string(argv[2]) == "--version")) return;
    scenarios::run_python_command(*command, {argv + 2, argv + argc});
}

int dispatch(int argc, char** argv) {
    hand_over_python_command(argc, argv);
    Arguments a;
    CLI::App app{
        "Puncta simulates microneedle rollers: where the needles puncture the skin, how deep, and with what "
        "spread."};
    app.set_version_flag("--version", version_text());
    app.require_subcommand(1);
    int status = 0;

    auto* run_app = app.add_subcommand("run", "Run a scenario: progress, a summary table, a result file");
    run_app->add_option("SCENARIO", a.scenario, "Scenario file (TOML); with --extend a result")->required();
    run_app->add_option("-o,--output", a.output, "Result file (default: SCENARIO's name with .h5, here)");
    run_app
        ->add_option("--set", a.assignments,
                     "Change one value: key=value, e.g. treatment.load=\"3 N\"; repeatable")
        ->allow_extra_args(false);
    run_app->add_option("--seed", a.seed, "Seed of the random numbers");
    run_app->add_option("--replicates", a.replicates, "Subjects x heads x hands");
    run_app->add_option("--threads", a.threads, "Threads (0: all processors); results do not depend on it")
        ->check(CLI::Range(0, 4096));
    run_app->add_flag("--json", a.json, "Print the summary as JSON (SI units)");
    run_app->add_flag("--fresh", a.fresh, "Discard what an interrupted run left in OUTPUT.part");
    run_app
        ->add_option("--extend", a.extend,
                     "Add so many replicates to a finished result, given instead of a scenario")
        ->check(CLI::Range(1, 1000000));
    run_app->callback([&] { status = run(a); });

    auto* check_app = app.add_subcommand("check", "Read and validate scenarios; print ok or every problem");
    check_app->add_option("SCENARIO", a.scenarios, "Scenario files")->required();
    check_app->add_option("--set", a.assignments, "Change one value: key=value; repeatable")
        ->allow_extra_args(false);
    check_app->callback([&] { status = scenarios::check_command(a.scenarios, a.assignments); });

    auto* needle_app =
        app.add_subcommand("needle", "The law of one needle: displacement, dimple, depth, force, events");
    needle_app->add_option("SCENARIO", a.scenario, "Scenario file (TOML)")->required();
    needle_app->add_option("--displacement", a.displacement, "FROM:TO:STEP UNIT")->capture_default_str();
    needle_app
        ->add_option("--motion", a.motion.motion,
                     "slow: the law without time; roller, stamp, pen: in and out in time, the last "
                     "displacement as amplitude")
        ->capture_default_str();
    needle_app->add_option("--press-time", a.motion.press_time, "Stamp: time to press it in, e.g. \"50 ms\"");
    needle_app->add_option("--hold-time", a.motion.hold_time, "Stamp: time it stays pressed (default 0)");
    needle_app->add_option("--frequency", a.motion.frequency, "Pen: strokes per time, e.g. \"100 Hz\"");
    needle_app->add_option("--csv", a.csv, "Write all points to this file (SI units)");
    needle_app->add_option("--set", a.assignments, "Change one value: key=value; repeatable")
        ->allow_extra_args(false);
    needle_app->add_option("--deck", a.deck,
                           "Write CalculiX decks of the same skin's flat-punch indentation to this folder");
    needle_app->callback([&] {
        const scenarios::Scenario scenario = read(a);
        if (!a.deck.empty()) scenarios::write_decks(scenario, a.deck);
        status = scenarios::needle_command(scenario, a.displacement, a.motion, a.csv);
    });

    auto* replay_app = app.add_subcommand(
        "replay", "Compute one puncture of a result again, compare it bit for bit, and explain it");
    replay_app->add_option("RESULT", a.scenario, "Result file (HDF5)")->required();
    replay_app->add_option("--puncture", a.puncture, "Its row in /punctures, from 0")->required();
    replay_app->add_flag("--json", a.json, "As JSON (SI units)");
    replay_app->callback([&] { status = scenarios::replay_command(a.scenario, a.puncture, a.json); });

    auto* hash_app = app.add_subcommand("hash", "Compute the hash of a result's numbers anew and compare it");
    hash_app->add_option("RESULT", a.scenarios, "Result files")->required();
    hash_app->callback([&] { status = scenarios::hash_command(a.scenarios); });

    auto* export_app = app.add_subcommand("export", "Write a result as tables (CSV) or for ParaView (VTK)");
    export_app->add_option("RESULT", a.scenario, "Result file")->required();
    export_app->add_option("--csv", a.csv, "Folder for summary, replicates, depth, map, punctures as CSV");
    export_app->add_option("--vtk", a.vtk, "Folder for maps.vti and punctures.vtp");
    export_app->callback([&] { status = scenarios::export_command(a.scenario, a.csv, a.vtk); });

    auto* list_app = app.add_subcommand("list", "The catalogue with sources: devices, sites or models");
    list_app->add_option("KIND", a.kind, "devices, sites or models")->required();
    list_app->callback([&] { status = scenarios::list_command(a.kind); });

    auto* schema_app =
        app.add_subcommand("schema", "The scenario language: every key, unit, default and range");
    schema_app->add_flag("--json", a.json, "As JSON Schema, for editors");
    schema_app->callback([&] { status = scenarios::schema_command(a.json); });

    for (const auto& command : scenarios::python_commands())
        app.add_subcommand(command.name, command.summary);

    for (CLI::App* command : app.get_subcommands({})) command->set_version_flag("--version", version_text());
    refuse_unknown_command(app, argc, argv);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // --help and --version come this way too, with status 0; every misuse is the input's fault.
        return app.exit(error) == 0 ? 0 : 2;
    }
    return status;
}

/// A closed descriptor 0, 1 or 2 would be given to the result file, and messages written into it.
void occupy_standard_descriptors() {
    for (int descriptor = 0; descriptor <= 2; ++descriptor)
        if (fcntl(descriptor, F_GETFD) == -1 && open("/dev/null", O_RDWR) != descriptor) std::abort();
}

/// Memory that one replicate gives back serves the next one: to fetch it from the system anew costs more than
/// to fill it.
void keep_memory() {
    constexpr int kept = 256 << 20, in_one_piece = 32 << 20;  // [bytes]
    mallopt(M_TRIM_THRESHOLD, kept);
    mallopt(M_MMAP_THRESHOLD, in_one_piece);
}

/// What cannot be printed in the middle of an answer is left out, and told at its end.
int answer(int argc, char** argv) {
    int status = 0, lost = 0;
    try {
        status = dispatch(argc, argv);
    } catch (const std::system_error& error) {
        if (std::ferror(stdout) == 0) throw;
        lost = error.code().value();
    }
    scenarios::finish_output(lost);
    return status;
}

int fail(int status, const char* what) {
    scenarios::tell("puncta: {}", what);
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    occupy_standard_descriptors();
    keep_memory();
    skip_hdf5_at_exit();
    scenarios::outlive_readers();
    try {
        return answer(argc, argv);
    } catch (const InputError& error) {
        return fail(2, error.what());
    } catch (const NumericsError& error) {
        return fail(3, error.what());
    } catch (const StorageError& error) {
        return fail(4, error.what());
    } catch (const Interrupted& error) {
        return fail(130, error.what());
    } catch (const std::bad_alloc&) {
        return fail(4, "there is not enough memory; fewer threads (--threads 1) need less");
    } catch (const std::exception& error) {
        return fail(3, (std::string("internal error, please report it: ") + error.what()).c_str());
    }
}
