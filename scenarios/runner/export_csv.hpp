#pragma once
/// A result as tables of comma-separated values, for spreadsheets and other programs.
///
/// One header line, units in brackets ("depth [m]", none where dimensionless), SI, numbers with all their
/// digits, nan where there is none, text in quotes where it holds a comma (RFC 4180). summary.csv: a quantity
/// a line; replicates.csv: a replicate a line, a column per quantity and per layer; depth.csv and
/// channels.csv (open cross-section and holes by depth, with intervals): a bin a line; map.csv: a cell a
/// line, two columns per layer ("layer_reached NAME"); punctures.csv: a puncture a line, its number as
/// `replay` takes it in front, streamed.

#include "engine/storage/result_file.hpp"
#include "scenarios/runner/export_folder.hpp"

namespace puncta::scenarios {

void export_csv(const ResultFile& result, ExportFolder& folder);

}  // namespace puncta::scenarios
