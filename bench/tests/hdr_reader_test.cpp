// What we write is read by a program that is not ours: PyPI's hdrhistogram opens hdr_v2 and tells the same figures as
// the JSON beside it.
#include "base/random.hpp"
#include "sample/histogram.hpp"
#include "tests/subprocess.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <numbers>

namespace reqbench::tests {
namespace {

using base::Nanoseconds;
using sample::Histogram;
using sample::Precision;
using namespace std::chrono_literals;

// That library rounds a percentile's rank to the nearest, Java's and ours round it up; with a multiple of 10 000 values
// every rank up to p99.99 is a whole number, and the two must agree.
constexpr int values = 10'000;

Histogram empty(Precision precision) { return Histogram{precision}; }

Histogram one_value(Precision precision) {
  Histogram histogram{precision};
  histogram.record(1'234'567ns);
  return histogram;
}

/// Around 1 ms, with σ = 2: from microseconds to seconds. By Box–Muller with a fixed seed.
Histogram wide(Precision precision) {
  Histogram histogram{precision};
  base::Random random{20261124};
  for (int i = 0; i < 10 * values; ++i) {
    const double normal = std::sqrt(-2 * std::log(1 - random.unit())) * std::cos(2 * std::numbers::pi * random.unit());
    histogram.record(base::from_seconds(1e-3 * std::exp(2 * normal)));
  }
  return histogram;
}

/// Both ends of buckets, and their neighbours, in every range that doubles, 0 and the top included.
Histogram bucket_edges(Precision precision) {
  Histogram histogram{precision};
  const sample::HistogramLayout layout{precision, 1h};
  std::uint64_t recorded = 0;
  for (std::size_t bucket = 0; bucket < layout.index_of(layout.highest()); bucket = bucket * 3 / 2 + 1) {
    for (const auto value : {layout.low(bucket), layout.high(bucket), layout.high(bucket) + 1}) {
      histogram.record(Nanoseconds{static_cast<std::int64_t>(value)}, 13);
      recorded += 13;
    }
  }
  histogram.record(1h, values - recorded % values);
  return histogram;
}

Histogram censored(Precision precision) {
  Histogram histogram{precision};
  for (int i = 0; i < values - 250; ++i) histogram.record(1us * i);
  for (int i = 0; i < 250; ++i) histogram.record_at_least(2s + 1ms * i);
  return histogram;
}

/// Beyond the range of an hour.
Histogram clipped(Precision precision) {
  Histogram histogram{precision};
  histogram.record(5ms, values - 100);
  histogram.record(2h, 100);
  return histogram;
}

struct Row {
  const char *what;
  Histogram (*make)(Precision);
};
constexpr Row rows[]{{"empty", empty},
                     {"one value", one_value},
                     {"a wide log-normal", wide},
                     {"bucket edges", bucket_edges},
                     {"censored values", censored},
                     {"clipped values", clipped}};

const std::filesystem::path python = std::filesystem::path{REQBENCH_SOURCE_DIR} / "build/tools/tests/bin/python";

/// What the other program says of these strings.
base::Json read_by_python(const base::Json &strings) {
  const TemporaryFolder folder;
  write_file(folder.path() / "strings.json", base::to_line(strings));
  const auto done = run(
      {python.string(), REQBENCH_SOURCE_DIR "/bench/tests/hdr_reader.py", (folder.path() / "strings.json").string()});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  return base::parse_json(done.out, "hdr_reader.py").value_or(base::Json::array());
}

/// It knows its buckets only: the smallest value by the lower end of its bucket, the largest by the upper one. We cut
/// at the largest value, which we know.
void expect_same_figures(const Histogram &ours, const base::Json &json, const base::Json &theirs) {
  const auto buckets = ours.buckets();
  EXPECT_EQ(theirs["count"], json["count"]);
  EXPECT_EQ(theirs["min"], buckets.empty() ? 0 : buckets.front().low.count());
  EXPECT_EQ(theirs["max"], buckets.empty() ? 0 : buckets.back().high.count());
  ASSERT_EQ(theirs["percentiles"].size(), sample::named_quantiles.size());
  for (std::size_t i = 0; i < sample::named_quantiles.size(); ++i) {
    const auto name = std::string{sample::named_quantiles[i].name};
    const auto percentile = std::min(theirs["percentiles"][i].get<std::int64_t>(), ours.max().count());
    EXPECT_EQ(percentile, json[name].get<std::int64_t>()) << name;
  }
}

TEST(HdrReader, OfPythonFindsTheFiguresThatStandBesideTheString) {
  if (!std::filesystem::exists(python))
    GTEST_SKIP() << "no hdrhistogram for Python: scripts/setup --packages test installs it into build/tools/tests";
  std::vector<Histogram> histograms;
  std::vector<base::Json> written;
  std::vector<std::string> names;
  auto strings = base::Json::array();
  for (const auto &row : rows)
    for (const auto precision : {Precision::one_percent, Precision::one_permille}) {
      names.push_back(std::string{row.what} + (precision == Precision::one_percent ? " at 1 %" : " at 0.1 %"));
      histograms.push_back(row.make(precision));
      written.push_back(sample::to_json(histograms.back(), precision));
      strings.push_back(written.back()["hdr_v2"]);
    }
  const auto read = read_by_python(strings);
  ASSERT_EQ(read.size(), histograms.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    SCOPED_TRACE(names[i]);
    expect_same_figures(histograms[i], written[i], read[i]);
  }
}

} // namespace
} // namespace reqbench::tests
