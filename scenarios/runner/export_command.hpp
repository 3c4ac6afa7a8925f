#pragma once
/// `puncta export`: a result for programs that do not read HDF5.

#include <filesystem>

namespace puncta::scenarios {

/// Writes the tables to folder `csv` and the files for ParaView to folder `vtk`; an empty path leaves one
/// out. Either everything asked for appears or nothing.
int export_command(const std::filesystem::path& result, const std::filesystem::path& csv,
                   const std::filesystem::path& vtk);

}  // namespace puncta::scenarios
