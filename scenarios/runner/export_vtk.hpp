#pragma once
/// A result for ParaView: maps.vti and punctures.vtp, VTK's XML formats with appended raw data (VTK File
/// Formats, "XML file formats"), which ParaView 5.11 opens. Lengths are metres; names are those of FORMAT.md.
///
/// maps.vti holds the maps as cells of an image in the plane z = 0, cell for cell; those by layer are named
/// "layer_reached NAME". punctures.vtp holds a point and a vertex per puncture at (x, y, 0) with every column
/// of the table; Warp By Scalar with `depth` draws the tips. The table is streamed.

#include "engine/storage/result_file.hpp"
#include "scenarios/runner/export_folder.hpp"

namespace puncta::scenarios {

void export_vtk(const ResultFile& result, ExportFolder& folder);

}  // namespace puncta::scenarios
