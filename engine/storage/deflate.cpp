#include "engine/storage/deflate.hpp"

#include <zlib.h>

#include "engine/base/error.hpp"
#include "engine/storage/aligned_bytes.hpp"

#if PUNCTA_HAVE_ISAL
#include <isa-l/igzip_lib.h>
#endif

namespace puncta {

#if PUNCTA_HAVE_ISAL

struct Deflater::State {
    alignas(64) isal_zstream stream;
    AlignedBytes level_buffer{ISAL_DEF_LVL1_DEFAULT};
};

std::size_t Deflater::compress(std::span<const std::uint8_t> input, std::span<std::uint8_t> output) {
    isal_zstream& stream = state_->stream;
    isal_deflate_stateless_init(&stream);
    stream.level = 1;
    stream.level_buf = state_->level_buffer.data();
    stream.level_buf_size = ISAL_DEF_LVL1_DEFAULT;
    stream.gzip_flag = IGZIP_ZLIB;
    stream.end_of_stream = 1;
    stream.flush = NO_FLUSH;
    stream.next_in = const_cast<std::uint8_t*>(input.data());  // the interface of ISA-L is older than const
    stream.avail_in = static_cast<std::uint32_t>(input.size());
    stream.next_out = output.data();
    stream.avail_out = static_cast<std::uint32_t>(output.size());
    const int status = isal_deflate_stateless(&stream);
    PUNCTA_EXPECT(status == COMP_OK && stream.avail_in == 0, "ISA-L: status {}, {} bytes in, room for {}",
                  status, input.size(), output.size());
    return stream.total_out;
}

std::string_view Deflater::library() {
    return "ISA-L";
}

#else

struct Deflater::State {};

std::size_t Deflater::compress(std::span<const std::uint8_t> input, std::span<std::uint8_t> output) {
    uLongf length = output.size();
    const int status = compress2(output.data(), &length, input.data(), input.size(), 1);
    PUNCTA_EXPECT(status == Z_OK, "zlib: status {}, {} bytes in, room for {}", status, input.size(),
                  output.size());
    return length;
}

std::string_view Deflater::library() {
    return "zlib";
}

#endif

Deflater::Deflater() : state_(std::make_unique<State>()) {}
Deflater::Deflater(Deflater&&) noexcept = default;
Deflater& Deflater::operator=(Deflater&&) noexcept = default;
Deflater::~Deflater() = default;

std::size_t Deflater::bound(std::size_t size) {
    return compressBound(size) + 1024;  // what does not shrink is stored in blocks with a few bytes each
}

bool inflate_exactly(std::span<const std::uint8_t> input, std::span<std::uint8_t> output) {
    uLongf length = output.size();
    uLong used = input.size();
    return uncompress2(output.data(), &length, input.data(), &used) == Z_OK && length == output.size();
}

}  // namespace puncta
