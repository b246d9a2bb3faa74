// The parts of the module; each binds one thing and says in its file what it promises.
#pragma once

#include <pybind11/pybind11.h>

namespace reqbench::python {

void bind_histogram(pybind11::module_ &module);
void bind_load(pybind11::module_ &module);
void bind_run(pybind11::module_ &module);
void bind_comparison(pybind11::module_ &module);

} // namespace reqbench::python
