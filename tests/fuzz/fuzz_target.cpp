// One entry as a libFuzzer target; which one is told by the build (tests/fuzz/CMakeLists.txt).
#include "tests/fuzz/entries.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const puncta::fuzzing::Entry& entry = puncta::fuzzing::entry(PUNCTA_FUZZ_ENTRY);
    entry.read({data, size});
    return 0;
}
