#include "engine/storage/block_writer.hpp"

namespace puncta {

BlockWriter::BlockWriter(std::size_t blocks, std::size_t rows, Work work)
    : ring_(blocks), work_(std::move(work)) {
    for (Block& block : ring_) block.reserve(rows);
}

BlockWriter::~BlockWriter() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void BlockWriter::submit() {
    if (!thread_.joinable()) thread_ = std::thread(&BlockWriter::run, this);
    std::unique_lock lock(mutex_);
    ++submitted_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return submitted_ - written_ < ring_.size(); });
    current().clear();
    if (failure_) std::rethrow_exception(failure_);
}

void BlockWriter::drain() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return submitted_ == written_; });
    if (failure_) std::rethrow_exception(failure_);
}

void BlockWriter::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [&] { return written_ < submitted_ || stopping_; });
        if (written_ == submitted_) return;
        const Block& block = ring_[written_ % ring_.size()];
        const bool failed = failure_ != nullptr;
        lock.unlock();
        if (!failed) write(block);
        lock.lock();
        ++written_;
        changed_.notify_all();
    }
}

void BlockWriter::write(const Block& block) {
    try {
        work_(block);
    } catch (...) {
        const std::lock_guard lock(mutex_);
        failure_ = std::current_exception();
    }
}

}  // namespace puncta
