#include "python/raising.hpp"

namespace reqbench::python {
namespace {

namespace py = pybind11;

const char *name_of(base::ErrorKind kind) {
  switch (kind) {
  case base::ErrorKind::usage: return "UsageError";
  case base::ErrorKind::environment: return "EnvironmentError";
  case base::ErrorKind::server: return "ServerError";
  case base::ErrorKind::wrong_answer: return "WrongAnswerError";
  case base::ErrorKind::damaged: return "DamagedError";
  case base::ErrorKind::interrupted: break; // Python has its own word for it: interruptible()
  }
  return "Error";
}

} // namespace

py::str text(std::string_view bytes) {
  auto *decoded = PyUnicode_DecodeUTF8(bytes.data(), static_cast<Py_ssize_t>(bytes.size()), "replace");
  if (decoded == nullptr) throw py::error_already_set{};
  return py::reinterpret_steal<py::str>(decoded);
}

void raise(const base::Error &error) {
  const auto type = py::module_::import("reqbench._errors").attr(name_of(error.kind()));
  const auto exception = type(text(error.message()));
  py::list details;
  for (const auto &line : error.details()) details.append(text(line));
  exception.attr("details") = details;
  PyErr_SetObject(type.ptr(), exception.ptr());
  throw py::error_already_set{};
}

} // namespace reqbench::python
