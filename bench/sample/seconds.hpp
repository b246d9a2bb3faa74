// The windows of a load put together to whole seconds, because a person reads seconds. Pure.
#pragma once

#include "sample/recording.hpp"

namespace reqbench::sample {

/// A second is made of whole windows and begins anew with each phase; its percentiles are those of all its answers. The
/// last one of a phase is shorter, and where windows do not divide a second, each is as long as its windows.
std::vector<Window> seconds_of(const Recording &recording);

} // namespace reqbench::sample
