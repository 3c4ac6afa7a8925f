#pragma once
/// One replicate: a subject, a head and a hand, all strokes in order, and what they leave in the skin.

#include <cstdint>

#include "engine/records/run_record.hpp"
#include "engine/simulation/run_plan.hpp"

namespace puncta {

/// Simulates replicate `number`. The result depends on the plan and the number alone: not on threads, not on
/// other replicates. Throws NumericsError when too many stations fail to converge.
ReplicateRecord simulate_replicate(const RunPlan& plan, std::int64_t number);

}  // namespace puncta
