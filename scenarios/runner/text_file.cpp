// A user's text file as one string; every way in which that can fail gets its own sentence.
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "scenarios/runner/reader.hpp"

namespace puncta::scenarios {

std::string read_text_file(const std::filesystem::path& file) {
    namespace fs = std::filesystem;
    constexpr std::uintmax_t largest = 1U << 20U;
    const std::string name = file.string();
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (!fs::exists(status))
        throw InputError(status.type() == fs::file_type::not_found
                             ? fmt::format("{}: there is no such file", name)
                             : fmt::format("{}: cannot be read: {}", name, error.message()));
    if (fs::is_directory(status)) throw InputError(fmt::format("{}: is a directory, not a file", name));
    if (!fs::is_regular_file(status)) throw InputError(fmt::format("{}: is not a regular file", name));
    const std::uintmax_t size = fs::file_size(file, error);
    if (!error && size > largest)
        throw InputError(
            fmt::format("{}: is too large for this kind of file: {} bytes, at most {}", name, size, largest));
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    if (size > 0) text << stream.rdbuf();
    if (!stream || !text)
        throw InputError(
            fmt::format("{}: cannot be read: {}", name, std::strerror(errno == 0 ? EIO : errno)));
    std::string content = std::move(text).str();
    if (content.find('\0') != std::string::npos)
        throw InputError(fmt::format("{}: is not text but a binary file", name));
    return content;
}

}  // namespace puncta::scenarios
