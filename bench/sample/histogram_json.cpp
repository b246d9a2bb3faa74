// A histogram as JSON: figures for people, HDR V2 for programs, the censored part beside them.
#include "sample/histogram.hpp"

#include "sample/whole_number.hpp"

#include <cmath>
#include <optional>

namespace reqbench::sample {
namespace {

base::Error bad_histogram(const std::string &what) {
  return base::Error{base::ErrorKind::damaged, "reading a histogram: " + what};
}

struct Censored {
  std::uint64_t count = 0, min = 0;
};

std::optional<Censored> censored_of(const base::Json &json) {
  const auto found = json.find("censored");
  if (found == json.end()) return Censored{};
  if (!found->is_object()) return std::nullopt;
  const auto count = whole_number_at(*found, "count"), min = whole_number_at(*found, "min");
  if (!count || !min || *count == 0) return std::nullopt;
  return Censored{*count, *min};
}

base::Json at_least_names(const Histogram &histogram) {
  // A mean with any censored value in it is a lower bound, as is a maximum.
  base::Json names = base::Json::array({"mean"});
  if (histogram.quantile_is_at_least(0)) names.insert(names.begin(), "min");
  for (const auto &[name, p] : named_quantiles)
    if (histogram.quantile_is_at_least(p)) names.push_back(name);
  names.push_back("max");
  return names;
}

} // namespace

base::Json to_json(const Histogram &histogram, Precision keep) {
  if (histogram.precision() != keep) {
    // The figures must follow from what is stored, so they are taken from the coarser counts as well.
    Histogram kept{keep};
    kept.merge(histogram);
    return to_json(kept, keep);
  }
  base::Json json{
      {"count", histogram.count()}, {"min", histogram.min().count()}, {"mean", std::llround(histogram.mean_ns())}};
  for (const auto &[name, p] : named_quantiles) json[std::string{name}] = histogram.quantile(p).count();
  json["max"] = histogram.max().count();
  if (histogram.censored() > 0) {
    json["at_least"] = at_least_names(histogram);
    json["censored"] = {{"count", histogram.censored()}, {"min", histogram.min_censored().count()}};
  }
  if (histogram.clipped() > 0) json["clipped"] = histogram.clipped();
  json["hdr_v2"] = histogram.hdr_v2();
  return json;
}

base::Result<Histogram> histogram_from_json(const base::Json &json) {
  if (!json.is_object()) return bad_histogram("it is not an object");
  const auto encoded = json.find("hdr_v2");
  if (encoded == json.end() || !encoded->is_string()) return bad_histogram("'hdr_v2' is missing");
  auto read = Histogram::from_hdr_v2(encoded->get_ref<const std::string &>());
  if (!read) return std::move(read).error().while_doing("reading a histogram");

  Histogram &histogram = *read;
  const auto count = whole_number_at(json, "count"), min = whole_number_at(json, "min"),
             max = whole_number_at(json, "max");
  const auto clipped = whole_number_at(json, "clipped", 0);
  const auto censored = censored_of(json);
  if (!count || !min || !max || !clipped)
    return bad_histogram("'count', 'min', 'max' or 'clipped' is not a whole number");
  if (!censored) return bad_histogram("'censored' is not {count, min}");
  if (*count != histogram.count_) return bad_histogram("'count' disagrees with 'hdr_v2'");
  if (*count == 0) return histogram;

  // The exact ends may lie outside the buckets that hold something: below, where a coarser histogram was merged into
  // this one; above, where the largest value was clipped.
  const HistogramLayout &layout = histogram.layout_;
  const auto bucket_of = [&](std::uint64_t value) { return layout.index_of(std::min(value, layout.highest())); };
  if (*min > *max || bucket_of(*min) > histogram.first_index() || bucket_of(*max) + 1 < histogram.end_index())
    return bad_histogram("'min' or 'max' disagrees with 'hdr_v2'");
  if (*clipped == 0 && (*max > layout.highest() || bucket_of(*max) + 1 != histogram.end_index()))
    return bad_histogram("'max' disagrees with 'hdr_v2', and nothing was clipped");
  if (*clipped > *count) return bad_histogram("'clipped' disagrees with 'count'");
  if (censored->count > *count || (censored->count > 0 && (censored->min < *min || censored->min > *max)))
    return bad_histogram("'censored' disagrees with 'count', 'min' or 'max'");
  histogram.min_ = *min;
  histogram.max_ = *max;
  histogram.clipped_ = *clipped;
  histogram.censored_ = censored->count;
  if (censored->count > 0) histogram.min_censored_ = censored->min;
  return read;
}

} // namespace reqbench::sample
