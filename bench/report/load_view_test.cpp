#include "report/load_view.hpp"

#include "report/formats.hpp"
#include "report/made_report.hpp"
#include "report/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::report {
namespace {

using namespace std::chrono_literals;
using sample::Outcome;
using testing::HasSubstr;
using testing::Not;

sample::Recording &recording_of(Made &made) { return made.run.trials.front().loads.front().recording; }

View load_told(Made &made) {
  made.summary = statistics::summarize(made.run);
  return make_view(made.run, made.summary);
}

/// The text of one cell, by the titles of its row and column.
std::string cell(const View &view, std::string_view row, std::string_view column) {
  for (const auto &table : view.tables)
    for (const auto &each : table.rows)
      for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (each.label == row && table.columns[i].title == column) return each.cells[i].text;
  return "no such cell";
}

TEST(LoadView, SaysWhatTheTargetDidAndNoMore) {
  auto made = made_load();
  const auto view = load_told(made);
  EXPECT_EQ(view.title, "reqbench load: GET http://127.0.0.1:8080/json");
  EXPECT_EQ(view.verdicts.front(),
            "On this machine, the target gave 10.0 k right answers/s over 64 connections; half of "
            "them came within 6.00 ms, 99 of 100 within 24.0 ms.");
  EXPECT_EQ(
      view.verdicts[1],
      "Of 100064 requests 60 (0.060 %) did not get their right answer, 4 were still under way at its end; the others "
      "got their right answer.");
  EXPECT_THAT(view.trust, HasSubstr("no interval and no verdict"));
  EXPECT_EQ(view.ratios.size(), 0U);
  for (const auto &format : format_table) {
    const auto text = format.name == "html" ? print_html_body(view) : format.print(view);
    for (const auto *word : {"baseline", "A/A", "faster", "pilot"})
      EXPECT_THAT(text, Not(HasSubstr(word))) << format.name;
  }
}

TEST(LoadView, SaysFirstWhyItsFiguresAreInvalid) {
  auto made = made_load();
  made.run.broken_accounts = {"trials/1.json: the ledger does not balance"};
  const auto view = load_told(made);
  EXPECT_EQ(view.verdicts.front(), "Invalid (exit code 4): the check `ledger_broken` hits the load.");
  EXPECT_THAT(view.verdicts[1], HasSubstr("right answers/s"));
  recording_of(made).interrupted = true;
  EXPECT_THAT(load_told(made).verdicts.front(), Not(HasSubstr("exit code"))) << "it ends with another code";
}

TEST(LoadView, ShowsTheSpectrumOfEachHistogram) {
  auto made = made_load();
  const auto view = load_told(made);
  EXPECT_EQ(cell(view, "latency", "p50"), "6.00 ms");
  EXPECT_EQ(cell(view, "latency", "p99"), "24.0 ms");
  EXPECT_EQ(cell(view, "latency", "max"), "> 2.00 s");
  EXPECT_EQ(cell(view, "first byte", "max"), "6.00 ms");
  EXPECT_EQ(cell(view, "connect", "p90"), "90.0 µs");
  EXPECT_EQ(cell(view, "connect", "p99"), "–") << "of 64 samples none lies beyond it";
  EXPECT_EQ(cell(view, "service time", "p50"), "no such cell") << "in a closed load it is the latency";
  EXPECT_THAT(view.tables.front().note, HasSubstr("a pause counts once")) << "what a closed load hides";
}

TEST(LoadView, TellsWhatWasNeverSentApartFromWhatWasNotRight) {
  auto made = made_load();
  auto &recording = recording_of(made);
  recording.ledger = {};
  recording.ledger.planned = 1'000;
  for (int i = 0; i < 993; ++i) recording.ledger.end(sample::Outcome::ok);
  recording.ledger.unsent = 7;
  EXPECT_EQ(load_told(made).verdicts.back(), "Of 1000 requests 7 were never sent; the others got their right answer.");
}

TEST(LoadView, OfFewRequestsTellsTheSlowestInsteadOfAP99) {
  auto made = made_load();
  auto &recording = recording_of(made);
  recording.latency.reset();
  recording.latency.record(100us);
  recording.latency.record(200us);
  EXPECT_THAT(load_told(made).verdicts[1], HasSubstr("half of them came within 100 µs, the slowest within 200 µs."));
}

TEST(LoadView, NoFirstByteComesBehindItsAnswer) {
  auto made = made_load();
  auto &recording = recording_of(made);
  for (auto *histogram : {&recording.latency, &recording.service_time, &recording.first_byte}) {
    histogram->reset();
    for (int i = 0; i < 1'000; ++i) histogram->record(base::Nanoseconds{1'430'000 + i * 10});
  }
  EXPECT_EQ(cell(load_told(made), "first byte", "p50"), cell(load_told(made), "latency", "p50"));
}

TEST(LoadView, AccountsForEveryRequest) {
  auto made = made_load();
  EXPECT_EQ(cell(load_told(made), "requests", "how much"), "planned 100064 = ok 100000 + timed out 60 + in flight 4");
  EXPECT_EQ(cell(load_told(made), "connections", "how much"),
            "64 opened, used again 100000 times, 0 not kept; warm-up included");
  EXPECT_EQ(cell(load_told(made), "generator", "how much"), "7.00 µs CPU a right answer, 7.00 % busy, epoll, 1 thread");
  EXPECT_EQ(cell(load_told(made), "its CPU", "how much"), "user 200 ms, system 500 ms");
  EXPECT_THAT(cell(load_told(made), "bound by", "how much"), HasSubstr("unknown"));
}

TEST(LoadView, TellsHowAnswersWereChecked) {
  auto made = made_load();
  EXPECT_EQ(cell(load_told(made), "checked", "how much"), "every answer in full");
  recording_of(made).generator.checked_by_length = 93'750;
  EXPECT_EQ(cell(load_told(made), "checked", "how much"), "6.25 % in full, 93.8 % by header and length");
}

TEST(LoadView, TellsWhyAnEngineWasTaken) {
  auto made = made_load();
  EXPECT_EQ(cell(load_told(made), "its engine", "how much"), "no such cell") << "it was asked for";
  recording_of(made).generator.engine_choice = "2.9 µs CPU an exchange, epoll 3.6 µs";
  EXPECT_EQ(cell(load_told(made), "its engine", "how much"), "2.9 µs CPU an exchange, epoll 3.6 µs");
}

TEST(LoadView, TellsEachStepApart) {
  auto made = made_load();
  EXPECT_EQ(load_told(made).tables.size(), 2U) << "a load of one rate has no steps";
  const auto step = [](double from, double to, std::uint64_t planned, std::uint64_t ok) {
    sample::StretchFigures figures;
    figures.from_per_s = from;
    figures.to_per_s = to;
    figures.length = 10s;
    figures.planned = planned;
    figures.ok = ok;
    figures.completed = ok + 1000; // of requests that fell due in the step before
    figures.p50 = 5ms;
    figures.p99 = 2s;
    return figures;
  };
  recording_of(made).stretches = {step(1000, 1000, 10'000, 10'000), step(5000, 20'000, 125'000, 50'000),
                                  step(30'000, 30'000, 300'000, 0)};
  recording_of(made).stretches[1].p99_at_least = recording_of(made).stretches[2].p99_at_least = true;
  recording_of(made).stretches[2].p50_at_least = true;
  const auto view = load_told(made);
  const auto told = [&](std::string_view row) {
    std::vector<std::string> texts;
    for (const auto *column : {"right answers/s", "planned", "ok", "p50", "p99"})
      texts.push_back(cell(view, row, column));
    return texts;
  };
  EXPECT_EQ(told("1.00 k/s"), (std::vector<std::string>{"1.10 k", "10000", "10000", "5.00 ms", "2.00 s"}));
  EXPECT_EQ(told("5.00 k/s to 20.0 k/s"),
            (std::vector<std::string>{"5.10 k", "125000", "50000", "5.00 ms", "> 2.00 s"}));
  EXPECT_EQ(told("30.0 k/s"), (std::vector<std::string>{"100", "300000", "0", "> 5.00 ms", "> 2.00 s"}));
}

TEST(LoadView, CallsABoundABound) {
  auto made = made_load();
  recording_of(made).generator.busy_share = 0.99;
  const auto view = load_told(made);
  EXPECT_THAT(view.verdicts.front(), HasSubstr("gave at least 10.0 k right answers/s"));
  EXPECT_THAT(cell(view, "bound by", "how much"), HasSubstr("the generator"));
}

TEST(LoadView, CountsAnOpenLoadFromWhenItWasDue) {
  auto made = made_load();
  auto &recording = recording_of(made);
  recording.model = made.run.record.loads.front().model = "open";
  recording.offered_per_s = 20'000;
  recording.lateness.record(10us, 100'000);
  recording.late_generator.record(10us, 100'000);
  const auto view = load_told(made);
  EXPECT_THAT(view.verdicts.front(), HasSubstr("10.0 k right answers/s of 20.0 k/s asked"));
  EXPECT_THAT(view.verdicts.front(), HasSubstr("counted from when each was due"));
  EXPECT_EQ(cell(view, "service time", "p50"), "6.00 ms");
  EXPECT_EQ(cell(view, "late, ours", "p50"), "10.0 µs");
  EXPECT_EQ(view.tables.front().note, "");
}

TEST(LoadView, NeverSaysWithinWhereOnlyABoundIsKnown) {
  auto made = made_load();
  for (int i = 0; i < 200'000; ++i) recording_of(made).latency.record_at_least(3s);
  const auto view = load_told(made);
  EXPECT_THAT(view.verdicts.front(), HasSubstr("half of them took longer than 3.00 s"));
  EXPECT_THAT(view.verdicts.front(), HasSubstr("1 of 100 or more took longer than 3.00 s"));
}

TEST(LoadView, TellsWhenNothingWasRight) {
  auto made = made_load();
  auto &recording = recording_of(made);
  recording.ledger = {};
  recording.completed_in_window = 0;
  recording.ledger.planned = 3;
  recording.ledger.ended[static_cast<std::size_t>(Outcome::bad_status)] = 3;
  recording.latency = recording.service_time = {};
  const auto view = load_told(made);
  EXPECT_EQ(view.verdicts, std::vector<std::string>{"No answer was right, of 3 requests."});
  EXPECT_EQ(cell(view, "requests", "how much"), "planned 3 = ok 0 + bad status 3");
  EXPECT_THAT(view.findings.front().remedy, HasSubstr("redirect is not followed"));
}

TEST(LoadView, TellsAnInterruption) {
  auto made = made_load();
  recording_of(made).interrupted = made.run.record.interrupted = true;
  EXPECT_EQ(load_told(made).verdicts.back(), "It was interrupted: this is what 10.0 s showed.");
  EXPECT_TRUE(load_told(made).findings.empty()) << "a sentence tells it";
  recording_of(made).measured = {};
  EXPECT_EQ(load_told(made).verdicts.back(), "The load was interrupted in its warm-up: nothing was measured.");
}

TEST(LoadView, TellsHeldConnections) {
  auto made = made_load();
  auto &recording = recording_of(made);
  recording = {};
  recording.model = made.run.record.loads.front().model = "held";
  recording.connections = 10'000;
  recording.measured = 60s;
  recording.connections_seen = {10'000, 0, 3};
  const auto view = load_told(made);
  EXPECT_EQ(view.verdicts, (std::vector<std::string>{"10000 connections were held for 1 min; 3 got lost.",
                                                     "No request was due while it measured."}));
  EXPECT_EQ(cell(view, "checked", "how much"), "no such cell") << "there was no answer";
  EXPECT_THAT(cell(view, "generator", "how much"), Not(HasSubstr("a right answer")));
}

TEST(LoadView, OfADamagedTrialSaysSo) {
  auto made = made_load();
  made.run.trials.clear();
  made.run.damaged = {"trials/1.json: torn"};
  const auto view = load_told(made);
  EXPECT_THAT(view.verdicts.front(), HasSubstr("no figures"));
  EXPECT_THAT(view.trust, HasSubstr("1 damaged file is left out"));
  for (const auto &format : format_table) EXPECT_FALSE(format.print(view).empty());
}

TEST(LoadView, ListsHowItWasAsked) {
  auto made = made_load();
  const auto view = load_told(made);
  const auto line = [&](std::string_view label) {
    const auto found = std::ranges::find(view.conditions, label, &Line::label);
    return found == view.conditions.end() ? std::string{"none"} : found->text;
  };
  EXPECT_EQ(line("connections"), "64");
  EXPECT_EQ(line("shape"), "closed");
  EXPECT_EQ(line("command"), "reqbench load http://127.0.0.1:8080/json --save before");
  EXPECT_EQ(line("processor"), "Example CPU, 2 online");
  EXPECT_EQ(line("baseline"), "none");
}

} // namespace
} // namespace reqbench::report
