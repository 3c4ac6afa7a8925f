#include "scenarios/runner/export_command.hpp"

#include <optional>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "scenarios/runner/export_csv.hpp"
#include "scenarios/runner/export_vtk.hpp"
#include "scenarios/runner/interruption.hpp"
#include "scenarios/runner/message.hpp"

namespace puncta::scenarios {

int export_command(const std::filesystem::path& result, const std::filesystem::path& csv,
                   const std::filesystem::path& vtk) {
    if (csv.empty() && vtk.empty())
        throw InputError("nothing to export: add --csv FOLDER for tables or --vtk FOLDER for ParaView");
    stop_on_signals();
    const ResultFile file = ResultFile::open(result);
    std::optional<ExportFolder> tables, images;
    if (!csv.empty()) export_csv(file, tables.emplace(csv));
    if (!vtk.empty()) export_vtk(file, images.emplace(vtk));
    if (tables) tables->publish();
    if (images) images->publish();
    if (file.rows("/punctures/x") == 0 && file.number("/summary/punctures_total") > 0)
        tell("puncta: '{}' was written without single punctures: their table is empty", file.name());
    return 0;
}

}  // namespace puncta::scenarios
