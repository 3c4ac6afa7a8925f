#pragma once
/// A thread that writes while others compute: blocks of punctures go through a ring, in order.
///
/// The caller fills current() and hands it over with submit(); the thread calls `work` on one block after the
/// other. When all blocks of the ring are full, submit() waits: memory stays that of the ring. What `work`
/// throws stops the writing for good, blocks that follow are dropped, and every later submit() or drain()
/// throws it again. The thread starts with the first block handed over.

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/records/puncture.hpp"

namespace puncta {

class BlockWriter {
  public:
    using Block = std::vector<Puncture>;
    using Work = std::function<void(const Block&)>;

    /// A ring of `blocks`, each with room for `rows`.
    BlockWriter(std::size_t blocks, std::size_t rows, Work work);
    /// Waits for what was handed over.
    ~BlockWriter();
    BlockWriter(const BlockWriter&) = delete;
    BlockWriter& operator=(const BlockWriter&) = delete;

    /// The block being filled, the caller's own.
    [[nodiscard]] Block& current() { return ring_[submitted_ % ring_.size()]; }
    [[nodiscard]] const Block& current() const { return ring_[submitted_ % ring_.size()]; }

    /// Hands current() over; the next current() is empty.
    void submit();

    /// Waits until everything handed over is written.
    void drain();

  private:
    void run();
    void write(const Block& block);

    std::vector<Block> ring_;
    Work work_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t submitted_ = 0;  ///< changed by the caller alone
    std::uint64_t written_ = 0;
    bool stopping_ = false;
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace puncta
