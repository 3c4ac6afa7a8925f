#pragma once
/// One hash over the numbers of a result: equal inputs give equal hashes, on any number of threads and
/// whatever libraries packed the file; a changed value gives another.
///
/// XXH3 of 128 bits (value_hash.hpp) over, in this order: every root attribute by name, then every dataset by
/// path, left out what FORMAT.md lists as free to differ. A dataset counts with path, type, shape, the digest
/// of its values (little-endian, row by row; texts each with a zero behind it) and its attributes by name; an
/// attribute with its name and either its text or eight little-endian bytes. Names and texts have a zero
/// behind them.

#include <string>
#include <utility>
#include <vector>

#include "engine/storage/result_file.hpp"
#include "engine/storage/value_hash.hpp"

namespace puncta {

/// The digests of values that are known already, by path; the others are read from the file.
using KnownDigests = std::vector<std::pair<std::string, HashDigest>>;

/// 32 hexadecimal digits.
std::string data_hash(const ResultFile& file, const KnownDigests& known = {});

}  // namespace puncta
