// Objects that exist are whole. Python can make an object of a type without its __init__, and a method of such a one
// would read memory that was never written. So the types here are made by __new__ or not at all, and have no __init__.
#pragma once

#include <pybind11/pybind11.h>

namespace reqbench::python {

/// For types that only functions of this module make.
inline PyObject *refuse_new(PyTypeObject *type, PyObject *, PyObject *) {
  PyErr_Format(PyExc_TypeError, "%s is not made by hand", type->tp_name);
  return nullptr;
}

/// `make` is the type's __new__.
inline pybind11::custom_type_setup made_by(newfunc make) {
  return pybind11::custom_type_setup{[make](PyHeapTypeObject *heap) {
    heap->ht_type.tp_new = make;
    heap->ht_type.tp_init = [](PyObject *, PyObject *, PyObject *) { return 0; };
  }};
}

} // namespace reqbench::python
