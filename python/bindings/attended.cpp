#include "python/bindings/attended.hpp"

#include <chrono>
#include <thread>

#include <pybind11/pybind11.h>

#include "engine/base/error.hpp"

namespace py = pybind11;

namespace puncta::python {

void Attended::run(const std::function<void()>& work) {
    {
        const py::gil_scoped_release others_may_run;
        std::thread worker([&] {
            try {
                work();
            } catch (...) {
                error_of_work_ = std::current_exception();
            }
            const std::lock_guard lock(mutex_);
            finished_ = true;
            changed_.notify_all();
        });
        attend();
        worker.join();
    }
    if (error_of_python_) std::rethrow_exception(error_of_python_);
    if (error_of_work_) std::rethrow_exception(error_of_work_);
}

void Attended::attend() {
    constexpr auto patience = std::chrono::milliseconds(50);
    std::unique_lock lock(mutex_);
    while (!finished_) {
        changed_.wait_for(lock, patience, [&] { return finished_ || asked_ != nullptr; });
        if (finished_) return;
        const std::function<void()>* asked = asked_;
        lock.unlock();
        serve(asked);
        lock.lock();
        if (asked == nullptr) continue;
        asked_ = nullptr;
        changed_.notify_all();
    }
}

/// Signals first: a function called back may well take its time.
void Attended::serve(const std::function<void()>* asked) {
    const py::gil_scoped_acquire python;
    keep_error([] {
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    });
    if (asked != nullptr && !stop_) keep_error(*asked);
}

template <typename Function>
void Attended::keep_error(Function&& function) {
    try {
        function();
    } catch (...) {
        if (!error_of_python_) error_of_python_ = std::current_exception();
        stop_ = true;
    }
}

void Attended::call(const std::function<void()>& function) {
    std::unique_lock lock(mutex_);
    asked_ = &function;
    changed_.notify_all();
    changed_.wait(lock, [&] { return asked_ == nullptr; });
    if (stop_) throw Interrupted("interrupted");
}

}  // namespace puncta::python
