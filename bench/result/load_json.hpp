// A load's part of a trial file.
#pragma once

#include "result/fields.hpp"
#include "result/record.hpp"

namespace reqbench::result {

void fields(FieldWriter &io, const LoadRecord &load);
void fields(FieldReader &io, LoadRecord &load);

} // namespace reqbench::result
