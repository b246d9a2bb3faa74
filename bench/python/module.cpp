// import reqbench: load, read, compare and Histogram for Python. Every number comes from the modules below; here
// arguments, errors and columns only change their language. What is nicer said in Python stands in reqbench/.
#include "python/bindings.hpp"
#include "python/unlocked.hpp"

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled part of reqbench.";
  module.attr("__version__") = REQBENCH_VERSION;
  reqbench::python::bind_histogram(module);
  reqbench::python::bind_load(module);
  reqbench::python::bind_run(module);
  reqbench::python::bind_comparison(module);
  pybind11::module_::import("atexit").attr("register")(pybind11::cpp_function{&reqbench::python::end_unlocked});
}
