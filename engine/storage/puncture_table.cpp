#include "engine/storage/puncture_table.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/base/error.hpp"
#include "engine/storage/block_writer.hpp"
#include "engine/storage/chunk_codec.hpp"

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
                         {"m", "slit at the surface, cut going in and sideways while rolling",
                          "The width that the needle cuts when it goes in and what it cuts sideways where "
                          "its way along the surface exceeds the give of the skin."}});
    visit(Column<double>{"swept_length",
                         &Puncture::swept_length,
                         {"m", "way of the shaft along the surface while in, the slit of rigid skin",
                          "Kinematics alone: real skin goes along by its give, so that slit_length is what "
                          "it is left with."}});
    visit(Column<std::int16_t>{
        "layer", &Puncture::layer, {"1", "deepest layer the tip reached, 0 is the top layer"}});
    visit(Column<std::int16_t>{
        "pass", &Puncture::pass, {"1", "running number of the pass over all directions"}});
    visit(Column<std::int16_t>{"row", &Puncture::row, {"1", "needle row along the axle"}});
    visit(Column<std::int16_t>{"needle", &Puncture::needle, {"1", "needle within its row"}});
    visit(Column<std::int16_t>{"site", &Puncture::site, {"1", "site of the treatment, in its order"}});
    visit(
        Column<std::int32_t>{"replicate", &Puncture::replicate, {"1", "replicate the puncture belongs to"}});
    visit(Column<std::uint8_t>{"flags",
                               &Puncture::flags,
                               {"1", "bits: 1 = slid into an existing hole",
                                "A needle that slid needed no insertion force; it counts in density_total "
                                "and not in density_unique."}});
}

constexpr std::size_t column_count = 15;

/// Rows turned into columns at a time: their 40 kB stay in the nearest cache.
constexpr std::size_t tile_rows = 512;

/// Runs `visit(column, n)` for the columns in order.
template <typename Visit>
void for_each_numbered_column(Visit visit) {
    std::size_t number = 0;
    for_each_column([&](const auto& column) { visit(column, number++); });
    PUNCTA_EXPECT(number == column_count, "{} columns", number);
}

template <typename T>
std::span<const std::uint8_t> as_bytes(std::span<const T> values) {
    return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()};
}

}  // namespace

/// What the writer thread works with; the caller's thread has it after drain().
struct PunctureTable::State {
    State(NetcdfGroup group, Guard guard, Packing packing)
        : group_(std::move(group)),
          guard_(std::move(guard)),
          compress_(packing == Packing::compressed),
          blocks(ring_blocks, chunk_rows, [this](const BlockWriter::Block& block) { write_guarded(block); }) {
        for_each_numbered_column([&]<typename T>(const Column<T>&, std::size_t number) {
            chunks_[number] = AlignedBytes(chunk_rows * sizeof(T));
        });
    }

    void create_columns() {
        group_.growing_dimension("puncture", chunk_rows);
        for_each_column([&]<typename T>(const Column<T>& column) {
            group_.column<T>(column.name, "puncture", column.label, chunk_rows, compress_);
        });
    }

    /// The rows of an incomplete last chunk come back into the first block.
    void continue_columns() {
        const std::uint64_t rows = group_.rows("replicate");
        written = rows - rows % chunk_rows;
        hashed_ = rows == 0;
        BlockWriter::Block& block = blocks.current();
        block.resize(rows - written);
        for_each_column([&]<typename T>(const Column<T>& column) {
            const std::vector<T> values = group_.read_rows<T>(column.name, written, block.size());
            for (std::size_t row = 0; row < block.size(); ++row) block[row].*column.member = values[row];
        });
    }

    void write_guarded(const BlockWriter::Block& block) {
        guard_(block.size() * sizeof(Puncture), [&] { write_chunks(block, true); });
        written += block.size();
    }

    /// Writes the chunk that begins at row `written`; `last` when no row of it will change any more.
    void write_chunks(const BlockWriter::Block& block, bool last) {
        transpose(block, last && hashed_ ? &hashes_ : nullptr);
        for_each_numbered_column([&]<typename T>(const Column<T>& column, std::size_t number) {
            group_.write_chunk(column.name, written, written + block.size(),
                               encoder_.encode(chunks_[number].first(chunk_rows * sizeof(T)), compress_));
        });
        group_.set_length("puncture", written + block.size());
    }

    /// The hashes of all rows so far: of whole chunks, and of those waiting.
    [[nodiscard]] std::vector<std::pair<std::string, HashDigest>> digests() {
        std::vector<std::pair<std::string, HashDigest>> digests;
        if (!hashed_) return digests;
        std::array<ValueHash, column_count> hashes = hashes_;
        transpose(blocks.current(), &hashes);
        for_each_numbered_column([&](const auto& column, std::size_t number) {
            digests.emplace_back("/punctures/" + std::string(column.name), hashes[number].digest());
        });
        return digests;
    }

    std::uint64_t written = 0;  ///< rows of whole chunks in the file

  private:
    using Hashes = std::array<ValueHash, column_count>;

    /// Rows into columns, each shuffled where it is to be compressed; what no row fills is zero.
    void transpose(const BlockWriter::Block& block, Hashes* hashes) {
        if (block.size() < chunk_rows)
            for (AlignedBytes& chunk : chunks_) std::memset(chunk.data(), 0, chunk.size());
        for (std::size_t first = 0; first < block.size(); first += tile_rows) {
            const std::span<const Puncture> tile =
                std::span(block).subspan(first, std::min(tile_rows, block.size() - first));
            for_each_numbered_column([&]<typename T>(const Column<T>& column, std::size_t number) {
                std::array<T, tile_rows> values;
                for (std::size_t row = 0; row < tile.size(); ++row) values[row] = tile[row].*column.member;
                place(std::span<const T>(values).first(tile.size()), first, chunks_[number]);
                if (hashes != nullptr)
                    (*hashes)[number].add(as_bytes(std::span<const T>(values).first(tile.size())));
            });
        }
    }

    template <typename T>
    void place(std::span<const T> values, std::size_t first, AlignedBytes& chunk) const {
        if (compress_)
            shuffle<T>(values, first, chunk_rows, chunk.data());
        else
            std::memcpy(chunk.data() + first * sizeof(T), values.data(), values.size_bytes());
    }

    NetcdfGroup group_;
    Guard guard_;
    bool compress_;
    std::array<AlignedBytes, column_count> chunks_;
    ChunkEncoder encoder_;
    Hashes hashes_;
    bool hashed_ = true;  ///< every row in the file went through hashes_

  public:
    BlockWriter blocks;  ///< last: its thread ends before what it works with
};

PunctureTable::PunctureTable(NetcdfGroup group, Guard guard, Packing packing)
    : state_(std::make_unique<State>(std::move(group), std::move(guard), packing)) {
    state_->create_columns();
}

PunctureTable PunctureTable::existing(NetcdfGroup group, Guard guard) {
    PunctureTable table;
    table.state_ = std::make_unique<State>(std::move(group), std::move(guard), Packing::compressed);
    table.state_->continue_columns();
    return table;
}

PunctureTable::PunctureTable() = default;
PunctureTable::PunctureTable(PunctureTable&&) noexcept = default;
PunctureTable& PunctureTable::operator=(PunctureTable&&) noexcept = default;
PunctureTable::~PunctureTable() = default;

void PunctureTable::append(std::span<const Puncture> punctures) {
    while (!punctures.empty()) {
        BlockWriter::Block& block = state_->blocks.current();
        const std::size_t taken = std::min(chunk_rows - block.size(), punctures.size());
        block.insert(block.end(), punctures.begin(), punctures.begin() + static_cast<std::ptrdiff_t>(taken));
        punctures = punctures.subspan(taken);
        if (block.size() == chunk_rows) state_->blocks.submit();
    }
}

void PunctureTable::drain() {
    state_->blocks.drain();
}

void PunctureTable::flush() {
    const BlockWriter::Block& block = state_->blocks.current();
    if (!block.empty()) state_->write_chunks(block, false);
}

std::uint64_t PunctureTable::rows() const {
    return state_->written + pending();
}

std::size_t PunctureTable::pending() const {
    return state_->blocks.current().size();
}

std::vector<std::pair<std::string, HashDigest>> PunctureTable::digests() const {
    return state_->digests();
}

}  // namespace puncta
