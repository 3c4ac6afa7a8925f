#pragma once
/// Entries of the reader of results: one chunk by itself, and whole files in this process.

#include "tests/fuzz/entries.hpp"

namespace puncta::fuzzing {

/// Filters, width and size (two bytes), then what is stored.
void read_chunk(Bytes bytes);

/// Everything a program reads of a result, without the trial process that would hide a crash.
void read_result(Bytes bytes);

}  // namespace puncta::fuzzing
