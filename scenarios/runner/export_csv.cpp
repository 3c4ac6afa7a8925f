#include "scenarios/runner/export_csv.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>

#include <fmt/format.h>

#include "engine/statistics/quantity.hpp"
#include "engine/storage/result_fault.hpp"

namespace puncta::scenarios {
namespace {

constexpr std::uint64_t rows_at_once = 65536;

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

/// Datasets as columns of one table, read `rows_at_once` rows at a time.
class Columns {
  public:
    Columns(const ResultFile& result, std::string group) : result_(result), group_(std::move(group)) {}

    void add(const std::string& name) {
        const std::string path = "/" + group_ + "/" + name;
        const std::string units = result_.text_attribute(path, "units");
        paths_.push_back(path);
        names_.push_back(quoted(units == "1" ? name : fmt::format("{} [{}]", name, units)));
    }
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    [[nodiscard]] std::uint64_t rows() const { return result_.rows(paths_.front()); }

    /// The values of rows first …, one after the other.
    void load(std::uint64_t first) {
        values_.clear();
        for (const std::string& path : paths_) values_.push_back(result_.bytes(path, first, rows_at_once));
    }
    [[nodiscard]] std::size_t loaded() const {
        return values_.front().size() / size_of(result_.dataset(paths_.front()).type);
    }
    /// Adds entry `index` of every column, each with a comma in front.
    void append(std::size_t index, fmt::memory_buffer& line) const {
        for (std::size_t column = 0; column < paths_.size(); ++column) {
            const std::uint8_t* const bytes = values_[column].data();
            switch (result_.dataset(paths_[column]).type) {
                case ElementType::f64:
                    append_as<double>(bytes, index, line);
                    break;
                case ElementType::i64:
                    append_as<std::int64_t>(bytes, index, line);
                    break;
                case ElementType::i32:
                    append_as<std::int32_t>(bytes, index, line);
                    break;
                case ElementType::i16:
                    append_as<std::int16_t>(bytes, index, line);
                    break;
                case ElementType::u8:
                    append_as<std::uint8_t>(bytes, index, line);
                    break;
                case ElementType::text:
                case ElementType::none:
                    break;
            }
        }
    }

  private:
    template <typename T>
    static void append_as(const std::uint8_t* bytes, std::size_t index, fmt::memory_buffer& line) {
        T value;
        std::memcpy(&value, bytes + index * sizeof(T), sizeof(T));
        fmt::format_to(std::back_inserter(line), ",{}", value);
    }

    const ResultFile& result_;
    std::string group_;
    std::vector<std::string> paths_, names_;
    std::vector<std::vector<std::uint8_t>> values_;
};

std::string header(const std::vector<std::string>& names) {
    return fmt::format("{}\n", fmt::join(names, ","));
}

void write(ExportFile& file, const fmt::memory_buffer& text) {
    file.write(std::string_view(text.data(), text.size()));
}

void export_summary(const ResultFile& result, ExportFolder& folder) {
    ExportFile& file = folder.begin(
        "summary.csv", "quantity,value,standard_error,ci_low,ci_high,unit,replicates,interval,meaning\n");
    for (const QuantityInfo& info : quantity_table()) {
        const std::string path = "/summary/" + std::string(info.name);
        const auto number = [&](const char* name) { return result.number_attribute(path, name); };
        const auto text = [&](const char* name) { return quoted(result.text_attribute(path, name)); };
        file.write(fmt::format("{},{},{},{},{},{},{},{},{}\n", info.name, result.number(path),
                               number("standard_error"), number("ci_low"), number("ci_high"), text("units"),
                               result.integer_attribute(path, "count"), text("interval"), text("long_name")));
    }
}

void export_replicates(const ResultFile& result, ExportFolder& folder) {
    Columns columns(result, "replicates");
    for (const QuantityInfo& info : quantity_table()) columns.add(std::string(info.name));
    std::vector<std::string> names{"replicate"};
    names.insert(names.end(), columns.names().begin(), columns.names().end());
    const std::vector<std::string> layers = result.texts("/depth/layer_name");
    const std::uint64_t layer_count = result.dataset("/replicates/layer_counts").row_size();
    for (std::uint64_t layer = 0; layer < layer_count; ++layer)
        names.push_back(
            quoted("layer_counts " + (layer < layers.size() ? layers[layer] : std::to_string(layer))));
    ExportFile& file = folder.begin("replicates.csv", header(names));
    for (std::uint64_t first = 0; first < columns.rows(); first += rows_at_once) {
        columns.load(first);
        const auto number = result.values<std::int64_t>("/replicates/replicate", first, rows_at_once);
        const auto counts = result.values<std::int64_t>("/replicates/layer_counts", first, rows_at_once);
        fmt::memory_buffer text;
        for (std::size_t row = 0; row < number.size(); ++row) {
            fmt::format_to(std::back_inserter(text), "{}", number[row]);
            columns.append(row, text);
            for (std::uint64_t layer = 0; layer < layer_count; ++layer)
                fmt::format_to(std::back_inserter(text), ",{}", counts[row * layer_count + layer]);
            text.push_back('\n');
        }
        write(file, text);
    }
}

void export_depth(const ResultFile& result, ExportFolder& folder) {
    ExportFile& file = folder.begin("depth.csv", "from [m],to [m],counts,density [1/m]\n");
    const auto edges = result.numbers("/depth/depth_bin_edges"), counts = result.numbers("/depth/counts"),
               density = result.numbers("/depth/density");
    if (result.dataset("/depth/depth_bin_edges").row_size() != 2)
        refuse_result(result.name(), "/depth/depth_bin_edges", "does not hold two edges a bin");
    for (std::size_t bin = 0; bin < counts.size(); ++bin)
        file.write(
            fmt::format("{},{},{},{}\n", edges[2 * bin], edges[2 * bin + 1], counts[bin], density[bin]));
}

void export_channels(const ResultFile& result, ExportFolder& folder) {
    Columns columns(result, "channels");
    for (const LayoutEntry& entry : result_layout())
        if (entry.path.starts_with("/channels/") && entry.dimensions == std::vector<std::string>{"depth_bin"})
            columns.add(entry.path.substr(std::string_view("/channels/").size()));
    ExportFile& file = folder.begin("channels.csv", header(columns.names()));
    columns.load(0);
    fmt::memory_buffer text;
    for (std::size_t row = 0; row < columns.rows(); ++row) {
        fmt::memory_buffer line;
        columns.append(row, line);
        text.append(line.data() + 1, line.data() + line.size());  // without the comma in front
        text.push_back('\n');
    }
    write(file, text);
}

/// The maps by deepest layer, which are few and short: all values of them.
struct LayerMaps {
    explicit LayerMaps(const ResultFile& result)
        : counts(result.numbers("/map/layer_count")), shares(result.numbers("/map/layer_reached")) {
        for (const std::string& layer : result.texts("/map/layer_name")) {
            names.push_back(quoted("layer_count " + layer));
            names.push_back(quoted("layer_reached " + layer));
        }
    }
    void append(std::size_t cell, std::size_t cells, fmt::memory_buffer& line) const {
        for (std::size_t at = cell; at < counts.size(); at += cells)
            fmt::format_to(std::back_inserter(line), ",{},{}", counts[at], shares[at]);
    }
    std::vector<std::string> names;
    std::vector<double> counts, shares;  ///< (layer, y, x)
};

void export_map(const ResultFile& result, ExportFolder& folder) {
    Columns columns(result, "map");
    for (const LayoutEntry& entry : result_layout())
        if (entry.path.starts_with("/map/") && entry.dimensions.size() == 2)
            columns.add(entry.path.substr(std::string_view("/map/").size()));
    const LayerMaps layers(result);
    std::vector<std::string> names{"y [m]", "x [m]"};
    names.insert(names.end(), columns.names().begin(), columns.names().end());
    names.insert(names.end(), layers.names.begin(), layers.names.end());
    ExportFile& file = folder.begin("map.csv", header(names));
    const auto x = result.numbers("/map/x"), y = result.numbers("/map/y");
    for (std::uint64_t first = 0; first < columns.rows(); first += rows_at_once) {
        columns.load(first);
        for (std::size_t row = first; row < std::min<std::uint64_t>(y.size(), first + rows_at_once); ++row) {
            fmt::memory_buffer text;
            for (std::size_t cell = 0; cell < x.size(); ++cell) {
                fmt::format_to(std::back_inserter(text), "{},{}", y[row], x[cell]);
                columns.append((row - first) * x.size() + cell, text);
                layers.append(row * x.size() + cell, y.size() * x.size(), text);
                text.push_back('\n');
            }
            write(file, text);
        }
    }
}

void export_punctures(const ResultFile& result, ExportFolder& folder) {
    Columns columns(result, "punctures");
    for (const LayoutEntry& entry : result_layout())
        if (entry.path.starts_with("/punctures/") && entry.type != ElementType::none)
            columns.add(entry.path.substr(std::string_view("/punctures/").size()));
    std::vector<std::string> names{"puncture"};
    names.insert(names.end(), columns.names().begin(), columns.names().end());
    ExportFile& file = folder.begin("punctures.csv", header(names));
    for (std::uint64_t first = 0; first < columns.rows(); first += rows_at_once) {
        columns.load(first);
        fmt::memory_buffer text;
        for (std::size_t row = 0; row < columns.loaded(); ++row) {
            fmt::format_to(std::back_inserter(text), "{}", first + row);
            columns.append(row, text);
            text.push_back('\n');
        }
        write(file, text);
    }
}

}  // namespace

void export_csv(const ResultFile& result, ExportFolder& folder) {
    export_summary(result, folder);
    export_replicates(result, folder);
    export_depth(result, folder);
    export_channels(result, folder);
    export_map(result, folder);
    export_punctures(result, folder);
}

}  // namespace puncta::scenarios
