#pragma once
/// The four kinds of failure and who is to blame for each.
///
/// InputError: the user's input (exit 2, Python ValueError). NumericsError: the numbers failed (exit 3,
/// ArithmeticError). StorageError: disk or permission (exit 4, OSError). Interrupted: Ctrl-C (exit 130).
/// A broken contract is our own fault and throws ContractError with the values that broke it.

#include <stdexcept>
#include <string>

#include <fmt/format.h>

namespace puncta {

struct InputError : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct NumericsError : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct StorageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct Interrupted : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct ContractError : std::logic_error {
    using std::logic_error::logic_error;
};

}  // namespace puncta

/// States what must hold here; the message carries the values: PUNCTA_EXPECT(a > 0, "a = {}", a).
#define PUNCTA_EXPECT(condition, ...)                                                                       \
    do {                                                                                                    \
        if (!(condition)) [[unlikely]]                                                                      \
            throw ::puncta::ContractError(::fmt::format("{}:{}: contract broken: {} ({})", __FILE__,        \
                                                        __LINE__, #condition, ::fmt::format(__VA_ARGS__))); \
    } while (false)
