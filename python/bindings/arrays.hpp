#pragma once
/// Results of the engine as NumPy arrays without a copy. Each keeps what it shows alive and cannot be
/// written: two arrays may show the same memory.

#include <memory>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>

namespace puncta::python {

template <typename Value>
pybind11::array_t<Value> read_only(pybind11::array_t<Value> array) {
    array.attr("flags").attr("writeable") = false;
    return array;
}

/// An object of Python that keeps `owner` alive.
template <typename Owner>
pybind11::capsule keeping(std::shared_ptr<Owner> owner) {
    return pybind11::capsule(new std::shared_ptr<Owner>(std::move(owner)),
                             [](void* held) { delete static_cast<std::shared_ptr<Owner>*>(held); });
}

/// The numbers of a vector, shape (size,), which the array takes over.
template <typename Value>
pybind11::array_t<Value> taken(std::vector<Value> values) {
    const auto owner = std::make_shared<std::vector<Value>>(std::move(values));
    return read_only(pybind11::array_t<Value>(static_cast<pybind11::ssize_t>(owner->size()), owner->data(),
                                              keeping(owner)));
}

/// One member of every item, shape (size,); the items stay where they are.
template <typename Item>
pybind11::array_t<double> column(const std::shared_ptr<std::vector<Item>>& items, double Item::* member) {
    const double* first = items->empty() ? nullptr : &(items->front().*member);
    return read_only(pybind11::array_t<double>({static_cast<pybind11::ssize_t>(items->size())},
                                               {static_cast<pybind11::ssize_t>(sizeof(Item))}, first,
                                               keeping(items)));
}

}  // namespace puncta::python
