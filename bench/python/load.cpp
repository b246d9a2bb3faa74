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

#include <string>
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

load::Words words_of(std::string url, const py::kwargs &given) {
  load::Words words;
  words.url = std::move(url);
  const auto value = [&](const char *name) { return given.contains(name) ? py::object{given[name]} : py::none{}; };
  for (const auto &[name, word] : optional_words)
    if (const auto said = value(name); !said.is_none()) words.*word = said.cast<std::string>();
  for (const auto &[name, word] : set_words)
    if (const auto said = value(name); !said.is_none()) words.*word = said.cast<std::string>();
  if (const auto said = value("headers"); !said.is_none()) words.headers = said.cast<std::vector<std::string>>();
  if (const auto said = value("expect_status"); !said.is_none()) words.expect_status = said.cast<int>();
  if (const auto said = value("check_all"); !said.is_none()) words.check_all = said.cast<bool>();
  if (const auto said = value("allow_remote"); !said.is_none()) words.allow_remote = said.cast<bool>();
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
