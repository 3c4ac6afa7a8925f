#pragma once
/// Entries of the readers of text: scenario language, cards, lists of needles, quantities.

#include "tests/fuzz/entries.hpp"

namespace puncta::fuzzing {

/// What is accepted must also read back from `resolved`, to the same text.
void read_scenario_file(Bytes bytes);
/// The first byte chooses a key of the schema, the rest is what it is set to in a shipped scenario.
void read_assignment(Bytes bytes);
void read_skin(Bytes bytes);
void read_device(Bytes bytes);
void read_needles(Bytes bytes);
/// What is accepted must survive being written and read again, bit for bit.
void read_quantity(Bytes bytes);

}  // namespace puncta::fuzzing
