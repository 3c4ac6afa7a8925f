// Runs a scenario of the installed Puncta by its libraries: consumer SCENARIO.toml OUTPUT.h5 prints the hash
// over the result's numbers, which is the installed program's.

#include <cstdio>
#include <exception>

#include "engine/storage/data_hash.hpp"
#include "engine/storage/result_file.hpp"
#include "scenarios/runner/reader.hpp"
#include "scenarios/runner/run_scenario.hpp"

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    try {
        const puncta::scenarios::Scenario scenario = puncta::scenarios::read_scenario(
            argv[1], {"treatment.area=[\"6 mm\",\"6 mm\"]", "treatment.passes=1", "run.replicates=2"});
        puncta::scenarios::run_scenario(scenario, {.output = argv[2], .earlier = puncta::Earlier::discard});
        std::printf("%s\n", puncta::data_hash(puncta::ResultFile::open(argv[2])).c_str());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "consumer: %s\n", error.what());
        return 1;
    }
}
