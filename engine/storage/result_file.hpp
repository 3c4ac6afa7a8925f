#pragma once
/// A result file opened for reading, by one who trusts nothing about it.
///
/// open() checks everything once: that the file is an HDF5 file of a format known here, that it holds what
/// FORMAT.md promises with the promised types, axes and lengths, that nothing in it points elsewhere (soft
/// and external links, external and virtual storage), and that no length claims more than the file can hold.
/// Whatever is wrong is an InputError of one sentence naming file and fault. Reading checks the Fletcher-32
/// checksums and unfolds a compressed chunk to its own size and no further (chunk_codec.hpp), so memory is
/// what the caller asks for. Not asked here: whether the numbers make sense (data_hash.hpp tells whether they
/// are those that were written).
///
///     const ResultFile file = ResultFile::open("mf8.h5");
///     for (std::uint64_t row = 0; row < file.rows("/punctures/x"); row += count)
///         const auto x = file.values<double>("/punctures/x", row, count);
///
/// HDF5 is not called from two threads at a time: one ResultFile, one thread, no writer beside it.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/storage/hdf5_handle.hpp"
#include "engine/storage/result_structure.hpp"

namespace puncta {

/// What to do with a file whose run has not finished.
enum class Unfinished { refuse, accept };

class ResultFile {
  public:
    /// The structure is read once in a copy of the process first (trial_process.hpp), where HDF5 may crash.
    static ResultFile open(const std::filesystem::path& path, Unfinished unfinished = Unfinished::refuse);
    /// The same without that copy, for fuzzers, which shall see what happens in it: a damaged file may kill.
    static ResultFile open_in_this_process(const std::filesystem::path& path, Unfinished unfinished);
    /// What a file holds that this program is writing, as if it had been finished; the file stays open for
    /// writing.
    static ResultFile view(hid_t open_file, std::string name);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] bool complete() const { return complete_; }

    /// Everything in the file, by path in byte order; also what FORMAT.md does not name.
    [[nodiscard]] const std::vector<ResultDataset>& datasets() const { return datasets_; }
    [[nodiscard]] bool has(std::string_view path) const;
    [[nodiscard]] const ResultDataset& dataset(std::string_view path) const;
    [[nodiscard]] std::uint64_t rows(std::string_view path) const { return dataset(path).rows(); }

    /// `count` rows from `first` on, as they are stored; T must be the stored type. Fewer where the rows end.
    template <typename T>
    [[nodiscard]] std::vector<T> values(std::string_view path, std::uint64_t first,
                                        std::uint64_t count) const;
    /// The same without a type: little-endian bytes of numbers of any type.
    [[nodiscard]] std::vector<std::uint8_t> bytes(std::string_view path, std::uint64_t first,
                                                  std::uint64_t count) const;
    /// All values of a dataset of numbers, converted; for what is known to be short (not the puncture table).
    [[nodiscard]] std::vector<double> numbers(std::string_view path) const;
    [[nodiscard]] double number(std::string_view path) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view path) const;
    [[nodiscard]] std::string text(std::string_view path) const { return texts(path).front(); }

    /// Attributes of "/" or of a dataset; the names exclude those that HDF5 keeps for dimension scales.
    [[nodiscard]] std::vector<std::string> attributes(const std::string& object) const;
    [[nodiscard]] bool has_attribute(const std::string& object, const std::string& attribute) const;
    [[nodiscard]] bool is_text_attribute(const std::string& object, const std::string& attribute) const;
    [[nodiscard]] std::string text_attribute(const std::string& object, const std::string& attribute) const;
    /// As eight little-endian bytes of a signed or unsigned integer or of a double.
    [[nodiscard]] std::vector<std::uint8_t> attribute_bytes(const std::string& object,
                                                            const std::string& attribute) const;
    [[nodiscard]] std::int64_t integer_attribute(const std::string& object,
                                                 const std::string& attribute) const;
    [[nodiscard]] double number_attribute(const std::string& object, const std::string& attribute) const;

  private:
    ResultFile() = default;
    static ResultFile open_unguarded(const std::filesystem::path& path);
    void require_sound(Unfinished unfinished) const;
    void read_all_but_numbers() const;
    [[noreturn]] void refuse(std::string_view object, std::string_view fault) const;
    void check_version() const;
    void check_layout() const;
    void check_lengths() const;
    void decode_rows(hid_t dataset, const ResultDataset& found, std::uint64_t first,
                     std::vector<std::uint8_t>& rows) const;

    std::string name_;
    Hdf5File file_;
    std::uint64_t size_ = 0;  ///< of the file [bytes]
    bool complete_ = false;
    std::vector<ResultDataset> datasets_;
};

}  // namespace puncta
