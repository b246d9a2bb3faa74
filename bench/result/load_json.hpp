// A load's part of a trial file.
#pragma once

#include "result/fields.hpp"
#include "result/record.hpp"

namespace reqbench::result {

void fields(FieldWriter &io, const resource::Memory &memory);
void fields(FieldReader &io, resource::Memory &memory);
void fields(FieldWriter &io, const LoadRecord &load);
void fields(FieldReader &io, LoadRecord &load);

/// A histogram at 1 %; an empty one is {"count": 0}.
void histogram(FieldWriter &io, const char *key, const sample::Histogram &histogram);
void histogram(FieldReader &io, const char *key, sample::Histogram &histogram);

} // namespace reqbench::result
