#pragma once
/// Long work beside Python: it has a thread of its own, while the calling thread looks for signals twenty
/// times a second and calls back into Python. So Ctrl-C is met within a tenth of a second whatever the work
/// is at, other Python threads go on, and functions of the user run on the thread that called.

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>

namespace puncta::python {

class Attended {
  public:
    /// Does `work` to its end, with the interpreter held by the caller. Throws what it throws; or the error
    /// of Python that a signal or a call brought, when the work has ended.
    void run(const std::function<void()>& work);

    /// From the work: lets the calling thread do this, interpreter held, and waits for it. Throws Interrupted
    /// where it fails.
    void call(const std::function<void()>& function);

    /// True as soon as the work should end.
    [[nodiscard]] const std::atomic<bool>& stop() const { return stop_; }

  private:
    void attend();
    void serve(const std::function<void()>* asked);
    template <typename Function>
    void keep_error(Function&& function);

    std::mutex mutex_;
    std::condition_variable changed_;
    const std::function<void()>* asked_ = nullptr;
    bool finished_ = false;
    std::atomic<bool> stop_ = false;
    std::exception_ptr error_of_python_, error_of_work_;
};

}  // namespace puncta::python
