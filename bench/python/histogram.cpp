// Histogram: record, percentile, merge, HDR V2, pickle, numpy. Arguments that the C++ class takes for granted are
// checked here, because in Python they come from outside.
#include "python/bindings.hpp"
#include "python/columns.hpp"
#include "python/made_whole.hpp"
#include "python/raising.hpp"

#include "base/json.hpp"
#include "sample/histogram.hpp"

#include <new>
#include <string>

namespace reqbench::python {
namespace {

namespace py = pybind11;
using base::Nanoseconds;
using sample::Histogram;

/// HDR V2 stores counts with a sign.
constexpr std::uint64_t most_values = std::numeric_limits<std::int64_t>::max();

Histogram made(int digits, long long highest_ns) {
  if (digits != 2 && digits != 3)
    raise(base::usage_error("digits is " + std::to_string(digits) + "; a histogram keeps 2 (1 %) or 3 (0.1 %)"));
  if (highest_ns < 2)
    raise(base::usage_error("highest_ns is " + std::to_string(highest_ns) + "; a histogram reaches at least 2 ns"));
  return Histogram{static_cast<sample::Precision>(digits), Nanoseconds{highest_ns}};
}

PyObject *new_histogram(PyTypeObject *, PyObject *arguments, PyObject *words) {
  int digits = 3;
  long long highest_ns = 3'600'000'000'000;
  const char *names[] = {"digits", "highest_ns", nullptr};
  if (PyArg_ParseTupleAndKeywords(arguments, words, "|$iL:Histogram", const_cast<char **>(names), &digits,
                                  &highest_ns) == 0)
    return nullptr;
  try {
    return py::cast(made(digits, highest_ns)).release().ptr();
  } catch (py::error_already_set &raised) {
    raised.restore();
  } catch (const std::bad_alloc &) {
    PyErr_NoMemory();
  }
  return nullptr;
}

void check_room(const Histogram &histogram, std::uint64_t more) {
  if (histogram.count() > most_values || more > most_values - histogram.count())
    raise(base::usage_error("a histogram counts at most " + std::to_string(most_values) + " values; this one has " +
                            std::to_string(histogram.count()) + ", and " + std::to_string(more) + " were to be added"));
}

Nanoseconds duration(std::int64_t value_ns) {
  if (value_ns < 0) raise(base::usage_error("a duration is not negative, got " + std::to_string(value_ns) + " ns"));
  return Nanoseconds{value_ns};
}

void record(Histogram &histogram, std::int64_t value_ns, std::uint64_t count) {
  const auto value = duration(value_ns);
  check_room(histogram, count);
  histogram.record(value, count);
}

void record_at_least(Histogram &histogram, std::int64_t age_ns) {
  const auto age = duration(age_ns);
  check_room(histogram, 1);
  histogram.record_at_least(age);
}

/// All or none: the array is looked at first.
void record_all(Histogram &histogram, const py::object &given) {
  const auto numpy = py::module_::import("numpy");
  const py::array values = numpy.attr("asarray")(given);
  const auto size = static_cast<std::uint64_t>(values.size());
  if (size == 0) return;
  const bool with_sign = values.dtype().kind() == 'i';
  if (!with_sign && values.dtype().kind() != 'u')
    raise(base::usage_error("values are whole nanoseconds, an array of integers; got one of " +
                            py::str(values.dtype()).cast<std::string>()));
  check_room(histogram, size);
  const py::array whole = numpy.attr("ascontiguousarray")(values, with_sign ? "int64" : "uint64");
  // The same bits: of a number without a sign what is too large turns up as a negative one.
  const auto *begin = static_cast<const std::int64_t *>(whole.data());
  for (const auto *value = begin; value != begin + size; ++value)
    if (*value < 0 && with_sign)
      duration(*value);
    else if (*value < 0)
      raise(base::usage_error("a value is larger than 2^63 − 1 ns"));
  for (const auto *value = begin; value != begin + size; ++value) histogram.record(Nanoseconds{*value});
}

void merge(Histogram &histogram, const Histogram &other) {
  check_room(histogram, other.count());
  histogram.merge(other);
}

double share(double percent) {
  if (!(percent >= 0 && percent <= 100)) // also what is no number
    raise(base::usage_error("a percentile lies between 0 and 100, got " +
                            py::str(py::float_(percent)).cast<std::string>()));
  return percent / 100;
}

py::dict buckets(const Histogram &histogram) {
  return Columns{histogram.buckets()}
      .add("low_ns", [](const auto &bucket) { return bucket.low; })
      .add("high_ns", [](const auto &bucket) { return bucket.high; })
      .add("count", [](const auto &bucket) { return bucket.count; })
      .take();
}

std::string shown(const Histogram &histogram) {
  return "<reqbench.Histogram of " + std::to_string(histogram.count()) + " values, at most " +
         std::to_string(histogram.max().count()) + " ns>";
}

/// The exact ends and the censored part come along, which HDR V2 alone does not keep.
py::str state_of(const Histogram &histogram) {
  return text(base::to_line(sample::to_json(histogram, histogram.precision())));
}

Histogram from_state(const std::string &state) {
  const auto json = value_or_raise(base::parse_json(state, "a pickled histogram", base::ErrorKind::damaged));
  return value_or_raise(sample::histogram_from_json(json));
}

} // namespace

void bind_histogram(py::module_ &module) {
  py::class_<Histogram>(
      module, "Histogram", made_by(new_histogram), py::is_final(),
      "Durations in nanoseconds, counted in buckets with a bounded relative error (HdrHistogram's).\n\n"
      "digits: 3 keeps 0.1 %, 2 keeps 1 %; values above highest_ns count in the last bucket.")
      .def("record", &record, py::arg("value_ns"), py::arg("count") = 1, "Counts a duration, or `count` equal ones.")
      .def("record_at_least", &record_at_least, py::arg("age_ns"),
           "Counts a request that had not ended: its true duration is at least this.")
      .def("record_all", &record_all, py::arg("values_ns"), "Counts each value of an array of integers.")
      .def("merge", &merge, py::arg("other"), "Adds another histogram's counts to this one's.")
      .def("copy", [](const Histogram &histogram) { return Histogram{histogram}; })
      .def(
          "percentile", [](const Histogram &h, double percent) { return h.quantile(share(percent)).count(); },
          py::arg("percent"),
          "In nanoseconds: the smallest duration that so many per cent do not exceed; 0 when empty.")
      .def(
          "percentile_is_at_least",
          [](const Histogram &h, double percent) { return h.quantile_is_at_least(share(percent)); }, py::arg("percent"),
          "The percentile lies among requests that had not ended, so it is a lower bound.")
      .def(
          "count_above",
          [](const Histogram &h, std::int64_t threshold_ns) { return h.count_above(Nanoseconds{threshold_ns}); },
          py::arg("threshold_ns"), "How many values lie in buckets wholly above it.")
      .def("buckets", &buckets, "The filled buckets as arrays: low_ns and high_ns (both included), count.")
      .def("encode", &Histogram::hdr_v2, "HDR V2, compressed, in base64: opens with every HdrHistogram reader.")
      .def_static(
          "decode", [](const std::string &encoded) { return value_or_raise(Histogram::from_hdr_v2(encoded)); },
          py::arg("encoded"), "Reads encode()'s text back; the ends are then known to their buckets only.")
      .def_property_readonly("count", &Histogram::count)
      .def_property_readonly("censored", &Histogram::censored, "How many were recorded as \"at least\".")
      .def_property_readonly("clipped", &Histogram::clipped, "How many lay above highest_ns.")
      .def_property_readonly("min_ns", [](const Histogram &h) { return h.min().count(); })
      .def_property_readonly("max_ns", [](const Histogram &h) { return h.max().count(); })
      .def_property_readonly("mean_ns", &Histogram::mean_ns)
      .def_property_readonly("digits", [](const Histogram &h) { return static_cast<int>(h.precision()); })
      .def("__repr__", &shown)
      .def("__reduce__",
           [](const Histogram &histogram) {
             return py::make_tuple(py::module_::import("reqbench._pickled").attr("histogram"),
                                   py::make_tuple(state_of(histogram)));
           })
      .def_static("_from_state", &from_state, py::arg("state"));
}

} // namespace reqbench::python
