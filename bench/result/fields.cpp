#include "result/fields.hpp"

#include "result/record.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reqbench::result {
namespace {

/// llround of more would not fit: ±292 years.
constexpr double longest_s = 9.2e9;

} // namespace

base::Status check_version(const base::Json &json) {
  const auto damaged = [](std::string what) { return base::Error{base::ErrorKind::damaged, std::move(what)}; };
  if (!json.is_object()) return damaged(std::string{"expected an object, got "} + json.type_name());
  const auto version = json.find("schema_version");
  if (version == json.end()) return damaged("at /schema_version: missing; this is not a result file of reqbench");
  if (*version == schema_version) return {};
  return damaged("it has schema_version " + base::to_line(*version) + ", and this reqbench reads version " +
                 std::to_string(schema_version) + "; read it with the reqbench that wrote it, or measure again");
}

std::string FieldPath::text() const {
  if (within_ == nullptr) return {};
  return within_->text() + "/" + (key_.data() == nullptr ? std::to_string(index_) : std::string{key_});
}

const base::Json *FieldReader::find(const char *key) {
  if (!problem_.empty()) return nullptr;
  const auto found = json_.find(std::string_view{key}); // compared by length first
  if (found == json_.end()) {
    note({path_, key}, "missing");
    return nullptr;
  }
  return &*found;
}

void FieldReader::refuse(const FieldPath &path, const char *expected, const base::Json &got) {
  const auto value = got.is_number() ? " " + got.dump() : std::string{};
  note(path, std::string{"expected "} + expected + ", got " + got.type_name() + value);
}

void FieldReader::name(const char *key, std::string &value) {
  (*this)(key, value);
  if (value.size() <= longest_name) return;
  wrong(key, "a name of " + std::to_string(value.size()) + " bytes; at most " + std::to_string(longest_name) +
                 " can be told");
}

void FieldReader::seconds(const char *key, base::Nanoseconds &value) {
  double s = 0;
  (*this)(key, s);
  if (!(std::fabs(s) < longest_s)) return note({path_, key}, "not a length of time");
  value = base::Nanoseconds{std::llround(s * 1e9)};
}

void FieldReader::nanoseconds(const char *key, base::Nanoseconds &value) {
  const auto *json = find(key);
  if (json == nullptr) return;
  if (!json->is_number_integer()) return refuse({path_, key}, "a whole number", *json);
  value = base::Nanoseconds{json->get<std::int64_t>()};
}

void FieldReader::derived(const char *key, double value) {
  const auto *json = find(key);
  if (json == nullptr) return;
  constexpr double rounding = 1e-6; // lengths of time are read to the nanosecond
  if (!json->is_number()) return refuse({path_, key}, "a number", *json);
  if (!std::isfinite(value) || std::fabs(json->get<double>() - value) > rounding * std::max(1.0, std::fabs(value)))
    note({path_, key},
         "it says " + json->dump() + ", and from the fields around it follows " + base::Json(value).dump());
}

void FieldReader::cpus(const char *key, base::CpuSet &value) {
  std::string text;
  (*this)(key, text);
  if (!problem_.empty() || text.empty()) return;
  auto set = base::parse_cpus(text);
  if (!set) return note({path_, key}, set.error().message());
  value = *std::move(set);
}

void FieldReader::decode(const base::Json &json, const FieldPath &path, std::string &value) {
  if (!json.is_string()) return refuse(path, "a string", json);
  value = json.get<std::string>();
}

void FieldReader::decode(const base::Json &json, const FieldPath &path, bool &value) {
  if (!json.is_boolean()) return refuse(path, "true or false", json);
  value = json.get<bool>();
}

void FieldReader::decode(const base::Json &json, const FieldPath &path, double &value) {
  if (!json.is_number()) return refuse(path, "a number", json);
  value = json.get<double>();
}

void FieldReader::decode(const base::Json &json, const FieldPath &path, int &value) {
  if (!json.is_number_integer()) return refuse(path, "a whole number", json);
  const auto wide = json.get<std::int64_t>();
  if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max() ||
      (json.is_number_unsigned() && json.get<std::uint64_t>() > std::numeric_limits<int>::max()))
    return note(path, "the number " + json.dump() + " is out of range");
  value = static_cast<int>(wide);
}

void FieldReader::decode(const base::Json &json, const FieldPath &path, std::uint64_t &value) {
  if (!json.is_number_unsigned()) return refuse(path, "a whole number that is not negative", json);
  value = json.get<std::uint64_t>();
}

} // namespace reqbench::result
