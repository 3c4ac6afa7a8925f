#include "tests/fuzz/result_entries.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "engine/storage/chunk_codec.hpp"
#include "engine/storage/data_hash.hpp"
#include "engine/storage/result_file.hpp"

namespace puncta::fuzzing {
namespace {

/// A file for one input at a time; HDF5 wants a path. TMPDIR tells where.
class InputFile {
  public:
    explicit InputFile(Bytes bytes)
        : path_(std::filesystem::temp_directory_path() / fmt::format("puncta_fuzz_{}.h5", ::getpid())) {
        std::ofstream out(path_, std::ios::binary);
        out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        if (!out.flush()) throw std::runtime_error("no room for " + path_.string());
    }
    ~InputFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    [[nodiscard]] std::string path() const { return path_.string(); }

  private:
    std::filesystem::path path_;
};

void read_everything(const std::string& path) {
    const ResultFile file = ResultFile::open_in_this_process(path, Unfinished::accept);
    (void)data_hash(file);
}

}  // namespace

void read_chunk(Bytes bytes) {
    constexpr std::size_t head = 4;
    if (bytes.size() < head) return;
    const ChunkFilters filters{(bytes[0] & 1) != 0, (bytes[0] & 2) != 0, (bytes[0] & 4) != 0};
    const std::size_t width = std::size_t{1} << (bytes[1] % 4);
    const std::size_t size = (bytes[2] + 256U * bytes[3]) / width * width;
    std::vector<std::uint8_t> values(size);
    (void)decode_chunk(bytes.subspan(head), filters, width, values);
}

void read_result(Bytes bytes) {
    const InputFile file(bytes);
    try {
        read_everything(file.path());
    } catch (const InputError& error) {
        if (std::string_view(error.what()).find(file.path()) == std::string_view::npos)
            throw BrokenPromise(std::string("does not name its file: ") + error.what());
    }
}

}  // namespace puncta::fuzzing
