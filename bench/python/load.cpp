// load(): the words of `reqbench load` driven from Python. The generator is the same, and so is what is told of it.
#include "python/bindings.hpp"
#include "python/interruptible.hpp"
#include "python/made_whole.hpp"
#include "python/raising.hpp"

#include "base/clock.hpp"
#include "load/order.hpp"
#include "result/histogram_rows.hpp"
#include "result/single_load.hpp"
#include "statistics/single_load.hpp"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace reqbench::python {
namespace {

namespace py = pybind11;

struct DrivenLoad {
  result::Run run;
  std::string json;               ///< as `reqbench load --json` writes it
  std::vector<std::string> wrong; ///< the first answer was: a sentence, then the evidence

  const sample::Recording &recording() const { return result::the_load(run)->recording; }
};

base::Result<DrivenLoad> drive(load::Words words, const base::StopFlag &stop) {
  auto order = load::order_of(std::move(words));
  if (!order) return std::move(order).error();
  auto started = base::utc_now();
  const auto learned = load::learn(*order, stop);
  if (!learned) return learned.error();
  auto engine_choice = load::settle_engine(order->plan, learned->shots);
  auto recording = load::run_load(order->url.endpoint, learned->shots, order->plan, stop);
  if (!recording) return std::move(recording).error();
  recording->generator.engine_choice = std::move(engine_choice);
  DrivenLoad driven;
  driven.run = result::run_of({.id = "load",
                               .started = std::move(started),
                               .finished = base::utc_now(),
                               .arguments = {},
                               .options = load::options_of(*order, recording->generator.engine),
                               .asked = load::asked_of(*order),
                               .measure = order->plan.measure,
                               .seed = order->plan.seed,
                               .program = {.version = REQBENCH_VERSION, .build_type = REQBENCH_BUILD_TYPE},
                               .recording = std::move(*recording)});
  driven.json = base::to_line(statistics::load_json(driven.run, statistics::summarize(driven.run)));
  if (const auto &wrong = learned->wrong) {
    driven.wrong = wrong->details();
    driven.wrong.insert(driven.wrong.begin(), wrong->message());
  }
  return driven;
}

/// Each of them by its name in load::Words.
struct TextWord {
  const char *name;
  std::optional<std::string> load::Words::*word;
};
constexpr TextWord optional_words[]{
    {"duration", &load::Words::duration}, {"rate", &load::Words::rate},
    {"ramp", &load::Words::ramp},         {"steps", &load::Words::steps},
    {"held", &load::Words::held},         {"arrivals", &load::Words::arrivals},
    {"churn", &load::Words::churn},       {"seed", &load::Words::seed},
    {"body", &load::Words::body},         {"expect_body", &load::Words::expect_body},
};
struct SetWord {
  const char *name;
  std::string load::Words::*word;
};
constexpr SetWord set_words[]{
    {"method", &load::Words::method},   {"connections", &load::Words::connections}, {"warm_up", &load::Words::warm_up},
    {"timeout", &load::Words::timeout}, {"threads", &load::Words::threads},         {"engine", &load::Words::engine},
};

/// What is read of Python into a word.
template <class Word> struct Value {
  using type = Word;
};
template <class Word> struct Value<std::optional<Word>> {
  using type = Word;
};

/// Into `word`, where it is given and not None.
template <class Word> void take(const py::kwargs &given, const char *name, std::string_view takes, Word &word) {
  if (!given.contains(name) || given[name].is_none()) return;
  const py::object said = given[name];
  try {
    word = said.cast<typename Value<Word>::type>();
  } catch (const py::cast_error &) {
    throw py::type_error(std::string{name} + " takes " + std::string{takes} + ", not this " +
                         Py_TYPE(said.ptr())->tp_name);
  }
}

load::Words words_of(std::string url, const py::kwargs &given) {
  load::Words words;
  words.url = std::move(url);
  for (const auto &[name, word] : optional_words) take(given, name, "Unicode text, or bytes", words.*word);
  for (const auto &[name, word] : set_words) take(given, name, "Unicode text", words.*word);
  take(given, "headers", "Unicode text", words.headers);
  take(given, "expect_status", "a status code", words.expect_status);
  take(given, "check_all", "True or False", words.check_all);
  take(given, "allow_remote", "True or False", words.allow_remote);
  return words;
}

DrivenLoad driven(std::string url, const py::kwargs &given) {
  return value_or_raise(interruptible([words = words_of(std::move(url), given)](const base::StopFlag &stop) mutable {
    return drive(std::move(words), stop);
  }));
}

/// Copies, so that who merges into one changes no result.
py::dict histograms(const DrivenLoad &driven) {
  py::dict all;
  for (const auto &row : result::histogram_rows) all[row.key] = sample::Histogram{driven.recording().*row.histogram};
  return all;
}

base::Status save(result::Run run, const std::filesystem::path &folder) {
  auto writer = result::RunWriter::create(folder);
  if (!writer) return std::move(writer).error().while_doing("saving the load");
  run.record.id = folder.lexically_normal().filename().string();
  if (auto written = writer->write_trial(run.trials.front()); !written) return written;
  return writer->write_run(run.record);
}

} // namespace

void bind_load(py::module_ &module) {
  py::class_<DrivenLoad>(module, "DrivenLoad", made_by(refuse_new), py::is_final())
      .def_property_readonly("json", [](const DrivenLoad &driven) { return text(driven.json); })
      .def_property_readonly("wrong_first_answer",
                             [](const DrivenLoad &driven) {
                               py::list lines;
                               for (const auto &line : driven.wrong) lines.append(text(line));
                               return lines;
                             })
      .def("histograms", &histograms)
      .def(
          "save",
          [](const DrivenLoad &driven, const std::filesystem::path &folder) {
            check_or_raise(save(driven.run, folder));
          },
          py::arg("folder"));
  module.def("load", &driven, py::arg("url"), "Runs one load; the words are those of `reqbench load`.");
}

} // namespace reqbench::python
