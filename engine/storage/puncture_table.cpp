#include "engine/storage/puncture_table.hpp"

#include <algorithm>

namespace puncta {

namespace {

template <typename T>
struct Column {
    std::string_view name;
    T Puncture::* member;
    Label label;
};

template <typename Visit>
void for_each_column(Visit visit) {
    visit(
        Column<double>{"x", &Puncture::x, {"m", "position on the undeformed skin, first side of the area"}});
    visit(
        Column<double>{"y", &Puncture::y, {"m", "position on the undeformed skin, second side of the area"}});
    visit(Column<double>{
        "depth", &Puncture::depth, {"m", "depth of the tip in the skin when the needle leaves"}});
    visit(Column<double>{"displacement",
                         &Puncture::displacement,
                         {"m", "largest displacement of the tip below the undeformed surface"}});
    visit(Column<double>{"force", &Puncture::force, {"N", "largest force on the needle"}});
    visit(Column<double>{"entry_angle",
                         &Puncture::entry_angle,
                         {"rad", "angle between needle and surface normal when it inserts"}});
    visit(Column<double>{"slit_length",
                         &Puncture::slit_length,
                         {"m", "slit at the surface, cut going in and sideways while rolling"}});
    visit(Column<double>{"swept_length",
                         &Puncture::swept_length,
                         {"m", "way of the shaft along the surface while in, the slit of rigid skin"}});
    visit(Column<std::int16_t>{
        "layer", &Puncture::layer, {"1", "deepest layer the tip reached, 0 is the top layer"}});
    visit(Column<std::int16_t>{
        "pass", &Puncture::pass, {"1", "running number of the pass over all directions"}});
    visit(Column<std::int16_t>{"row", &Puncture::row, {"1", "needle row along the axle"}});
    visit(Column<std::int16_t>{"needle", &Puncture::needle, {"1", "needle within its row"}});
    visit(
        Column<std::int32_t>{"replicate", &Puncture::replicate, {"1", "replicate the puncture belongs to"}});
    visit(Column<std::uint8_t>{"flags", &Puncture::flags, {"1", "bits: 1 = slid into an existing hole"}});
}

}  // namespace

PunctureTable::PunctureTable(NetcdfGroup group) : group_(std::move(group)) {
    group_.growing_dimension("puncture", chunk_rows);
    for_each_column([&]<typename T>(const Column<T>& column) {
        group_.column<T>(column.name, "puncture", column.label, chunk_rows, true);
    });
}

PunctureTable PunctureTable::existing(NetcdfGroup group) {
    PunctureTable table;
    table.written_ = group.read<std::int32_t>("replicate").size();
    table.group_ = std::move(group);
    return table;
}

void PunctureTable::append(std::span<const Puncture> punctures) {
    while (!punctures.empty()) {
        const std::size_t room = chunk_rows - written_ % chunk_rows - buffer_.size();
        const std::size_t taken = std::min(room, punctures.size());
        buffer_.insert(buffer_.end(), punctures.begin(),
                       punctures.begin() + static_cast<std::ptrdiff_t>(taken));
        punctures = punctures.subspan(taken);
        if (taken == room) flush();
    }
}

void PunctureTable::flush() {
    if (buffer_.empty()) return;
    for_each_column([&]<typename T>(const Column<T>& column) {
        std::vector<T> values(buffer_.size());
        std::transform(buffer_.begin(), buffer_.end(), values.begin(),
                       [&](const Puncture& p) { return p.*column.member; });
        group_.write_rows<T>(column.name, written_, values);
    });
    group_.set_length("puncture", written_ + buffer_.size());
    written_ += buffer_.size();
    buffer_.clear();
}

}  // namespace puncta
