#pragma once
/// Every C++ test runs with traps: an invalid operation, a division by zero or an overflow ends it with
/// SIGFPE, where the number would otherwise travel on as NaN or infinity. Threads that a test starts inherit
/// them. Ordered comparisons with NaN are invalid operations too: code that meets a "no value" asks
/// std::isnan or std::isgreater. Exceptions are stated, by a QuietFloatingPoint in the test or, for whole
/// suites, in floating_point_traps.cpp.

#include <cfenv>

namespace puncta {

/// No traps while it lives: for a test that hands over NaN or infinity, or divides by zero, on purpose.
class QuietFloatingPoint {
  public:
    QuietFloatingPoint() : traps_(fegetexcept()) { fedisableexcept(FE_ALL_EXCEPT); }
    ~QuietFloatingPoint() {
        feclearexcept(FE_ALL_EXCEPT);
        feenableexcept(traps_);
    }
    QuietFloatingPoint(const QuietFloatingPoint&) = delete;
    QuietFloatingPoint& operator=(const QuietFloatingPoint&) = delete;

  private:
    int traps_;
};

}  // namespace puncta
