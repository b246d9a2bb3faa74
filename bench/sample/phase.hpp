// The parts of one load in time, in order. A request belongs to warm-up or measure; in the drain nothing new is begun.
#pragma once

namespace reqbench::sample {

enum class Phase { warm_up, measure, drain, done };

} // namespace reqbench::sample
