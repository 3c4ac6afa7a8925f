#include "scenarios/runner/export_vtk.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "engine/storage/result_fault.hpp"

namespace puncta::scenarios {
namespace {

constexpr std::uint64_t rows_at_once = 65536;

std::string_view vtk_type(ElementType type) {
    switch (type) {
        case ElementType::f64:
            return "Float64";
        case ElementType::i64:
            return "Int64";
        case ElementType::i32:
            return "Int32";
        case ElementType::i16:
            return "Int16";
        case ElementType::u8:
            return "UInt8";
        case ElementType::text:
        case ElementType::none:
            break;
    }
    return "";
}

/// Arrays that are described first and follow, each behind its length, at the end of the file.
class AppendedArrays {
  public:
    using Writer = std::function<void(ExportFile&)>;

    /// The element for an array of `bytes` bytes that `write` will produce.
    std::string declare(std::string_view type, std::string_view name, std::uint64_t bytes, Writer write,
                        int components = 1) {
        const std::string element = fmt::format(
            "<DataArray type=\"{}\" Name=\"{}\" NumberOfComponents=\"{}\" format=\"appended\" "
            "offset=\"{}\"/>\n",
            type, name, components, offset_);
        offset_ += sizeof(std::uint64_t) + bytes;
        arrays_.push_back({bytes, std::move(write)});
        return element;
    }

    void write(ExportFile& file) const {
        file.write("<AppendedData encoding=\"raw\">\n_");
        for (const auto& [bytes, write] : arrays_) {
            std::uint8_t length[sizeof(bytes)];
            std::memcpy(length, &bytes, sizeof(bytes));
            file.write(length);
            write(file);
        }
        file.write("\n</AppendedData>\n");
    }

  private:
    struct Array {
        std::uint64_t bytes;
        Writer write;
    };
    std::vector<Array> arrays_;
    std::uint64_t offset_ = 0;
};

std::string file_head(std::string_view type) {
    return fmt::format(
        "<?xml version=\"1.0\"?>\n<!-- Puncta -->\n<VTKFile type=\"{}\" version=\"1.0\" "
        "byte_order=\"LittleEndian\" header_type=\"UInt64\">\n",
        type);
}

/// A text as the value of an XML attribute.
std::string escaped(std::string_view text) {
    std::string escaped;
    for (const char c : text) switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            default:
                escaped += c;
        }
    return escaped;
}

/// A dataset as it is stored.
std::string declare_dataset(const ResultFile& result, const std::string& path, AppendedArrays& arrays) {
    const ResultDataset& dataset = result.dataset(path);
    const std::uint64_t bytes = dataset.rows() * dataset.row_size() * size_of(dataset.type);
    return arrays.declare(vtk_type(dataset.type), path.substr(path.rfind('/') + 1), bytes,
                          [&result, path, rows = dataset.rows()](ExportFile& file) {
                              for (std::uint64_t first = 0; first < rows; first += rows_at_once)
                                  file.write(result.bytes(path, first, rows_at_once));
                          });
}

/// One layer of a dataset over (layer, y, x).
std::string declare_layer(const ResultFile& result, const std::string& path, std::uint64_t layer,
                          const std::string& layer_name, AppendedArrays& arrays) {
    const ResultDataset& dataset = result.dataset(path);
    return arrays.declare(
        vtk_type(dataset.type), escaped(path.substr(path.rfind('/') + 1) + " " + layer_name),
        dataset.row_size() * size_of(dataset.type),
        [&result, path, layer](ExportFile& file) { file.write(result.bytes(path, layer, 1)); });
}

void export_maps(const ResultFile& result, ExportFolder& folder) {
    ExportFile& file = folder.begin("maps.vti", file_head("ImageData"));
    const auto x = result.numbers("/map/x"), y = result.numbers("/map/y");
    const double cell = result.number("/map/cell_size");
    if (x.empty() || y.empty()) refuse_result(result.name(), "/map", "has no cells");
    const std::string extent = fmt::format("0 {} 0 {} 0 0", x.size(), y.size());
    std::string text = fmt::format(
        "<ImageData WholeExtent=\"{}\" Origin=\"{} {} 0\" Spacing=\"{} {} {}\">\n<Piece Extent=\"{}\">\n"
        "<PointData/>\n<CellData Scalars=\"density\">\n",
        extent, x.front() - cell / 2, y.front() - cell / 2, cell, cell, cell, extent);
    AppendedArrays arrays;
    for (const LayoutEntry& entry : result_layout())
        if (entry.path.starts_with("/map/") && entry.dimensions.size() == 2)
            text += declare_dataset(result, entry.path, arrays);
    const std::vector<std::string> layers = result.texts("/map/layer_name");
    for (const char* const path : {"/map/layer_count", "/map/layer_reached"})
        for (std::uint64_t layer = 0; layer < layers.size(); ++layer)
            text += declare_layer(result, path, layer, layers[layer], arrays);
    file.write(text + "</CellData>\n</Piece>\n</ImageData>\n");
    arrays.write(file);
    file.write("</VTKFile>\n");
}

std::span<const std::uint8_t> as_bytes(const void* data, std::size_t size) {
    return {static_cast<const std::uint8_t*>(data), size};
}

/// (x, y, 0) of every puncture.
void write_points(const ResultFile& result, ExportFile& file) {
    const std::uint64_t rows = result.rows("/punctures/x");
    for (std::uint64_t first = 0; first < rows; first += rows_at_once) {
        const auto x = result.values<double>("/punctures/x", first, rows_at_once),
                   y = result.values<double>("/punctures/y", first, rows_at_once);
        std::vector<double> points(3 * x.size());
        for (std::size_t row = 0; row < x.size(); ++row) {
            points[3 * row] = x[row];
            points[3 * row + 1] = y[row];
        }
        file.write(as_bytes(points.data(), points.size() * sizeof(double)));
    }
}

/// start, start + 1, …
void write_count(std::uint64_t start, std::uint64_t rows, ExportFile& file) {
    for (std::uint64_t first = 0; first < rows; first += rows_at_once) {
        std::vector<std::int64_t> numbers;
        for (std::uint64_t row = first; row < std::min(rows, first + rows_at_once); ++row)
            numbers.push_back(static_cast<std::int64_t>(start + row));
        file.write(as_bytes(numbers.data(), numbers.size() * sizeof(std::int64_t)));
    }
}

void export_punctures(const ResultFile& result, ExportFolder& folder) {
    ExportFile& file = folder.begin("punctures.vtp", file_head("PolyData"));
    const std::uint64_t rows = result.rows("/punctures/x");
    AppendedArrays arrays;
    std::string text = fmt::format(
        "<PolyData>\n<Piece NumberOfPoints=\"{0}\" NumberOfVerts=\"{0}\" NumberOfLines=\"0\" "
        "NumberOfStrips=\"0\" NumberOfPolys=\"0\">\n<PointData Scalars=\"depth\">\n",
        rows);
    for (const LayoutEntry& entry : result_layout())
        if (entry.path.starts_with("/punctures/") && entry.type != ElementType::none)
            text += declare_dataset(result, entry.path, arrays);
    text += "</PointData>\n<CellData/>\n<Points>\n";
    text += arrays.declare(
        "Float64", "Points", 3 * rows * sizeof(double), [&](ExportFile& out) { write_points(result, out); },
        3);
    text += "</Points>\n<Verts>\n";
    for (const auto& [name, start] : {std::pair{"connectivity", 0}, std::pair{"offsets", 1}})
        text += arrays.declare("Int64", name, rows * sizeof(std::int64_t),
                               [rows, first = start](ExportFile& out) {
                                   write_count(static_cast<std::uint64_t>(first), rows, out);
                               });
    file.write(text + "</Verts>\n</Piece>\n</PolyData>\n");
    arrays.write(file);
    file.write("</VTKFile>\n");
}

}  // namespace

void export_vtk(const ResultFile& result, ExportFolder& folder) {
    export_maps(result, folder);
    export_punctures(result, folder);
}

}  // namespace puncta::scenarios
