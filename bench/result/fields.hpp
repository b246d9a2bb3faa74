// One list of fields a record, read in both directions: a `fields(io, record)` function names each key once, and is
// instantiated with FieldWriter to make JSON and with FieldReader to fill the record from it, so that the two can never
// drift apart. The reader trusts nothing: a missing key or a wrong type is told by its path, and later calls do
// nothing.
#pragma once

#include "base/clock.hpp"
#include "base/cpus.hpp"
#include "base/json.hpp"
#include "result/places.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace reqbench::result {

class FieldWriter {
public:
  template <class Record> using Ref = const Record &;
  static constexpr bool reading = false;

  template <class T> void operator()(const char *key, const T &value) { json_[key] = encode(value); }
  /// Text of the outside world: names of this machine and its folders are taken out.
  template <class T> void prose(const char *key, const T &value) {
    json_[key] = document_without_places(encode(value));
  }
  void name(const char *key, const std::string &value) { (*this)(key, value); }
  void seconds(const char *key, base::Nanoseconds value) { json_[key] = base::to_seconds(value); }
  void nanoseconds(const char *key, base::Nanoseconds value) { json_[key] = value.count(); }
  void cpus(const char *key, const base::CpuSet &value) { json_[key] = base::to_string(value); }
  /// Follows from other fields: written for the eye and for other tools, only compared when it is read back.
  template <class T> void derived(const char *key, const T &value) { json_[key] = value; }
  /// A key that this schema version did not have from the beginning.
  template <class T> void later(const char *key, const T &value) { (*this)(key, value); }
  template <class Body> void object(const char *key, Body body) {
    FieldWriter inner;
    body(inner);
    json_[key] = std::move(inner).take();
  }

  base::Json take() && { return std::move(json_); }

private:
  template <class T> static base::Json encode(const T &value) {
    if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string> || std::is_same_v<T, base::Json>) {
      return value;
    } else {
      FieldWriter inner;
      fields(inner, value);
      return std::move(inner).take();
    }
  }
  template <class T> static base::Json encode(const std::vector<T> &values) {
    base::Json list = base::Json::array();
    for (const T &value : values) list.push_back(encode(value));
    return list;
  }
  template <class T> static base::Json encode(const std::map<std::string, T> &values) {
    base::Json object = base::Json::object();
    for (const auto &[key, value] : values) object[key] = encode(value);
    return object;
  }
  template <class T> static base::Json encode(const std::optional<T> &value) {
    return value ? encode(*value) : base::Json{};
  }

  base::Json json_ = base::Json::object();
};

/// Where a value stands in its document, from the outside in. It is put into words only where something is wrong: a run
/// has a million values.
class FieldPath {
public:
  FieldPath() = default;
  FieldPath(const FieldPath &within, std::string_view key) : within_{&within}, key_{key} {}
  FieldPath(const FieldPath &within, std::size_t index) : within_{&within}, index_{index} {}
  /// "/loads/0/name"; empty for the document itself.
  std::string text() const;

private:
  const FieldPath *within_ = nullptr; ///< outlives this one
  std::string_view key_;              ///< of an object's member; of a list's it has no bytes at all
  std::size_t index_ = 0;
};

class FieldReader {
public:
  template <class Record> using Ref = Record &;
  static constexpr bool reading = true;

  /// `problem` receives the first one; it and `path` must outlive the reader.
  FieldReader(const base::Json &json, const FieldPath &path, std::string &problem)
      : json_{json}, path_{path}, problem_{problem} {
    if (!json.is_object()) refuse(path_, "an object", json);
  }

  template <class T> void operator()(const char *key, T &value) {
    if (const auto *json = find(key)) decode(*json, {path_, key}, value);
  }
  template <class T> void prose(const char *key, T &value) { (*this)(key, value); }
  /// Of at most longest_name bytes.
  void name(const char *key, std::string &value);
  void seconds(const char *key, base::Nanoseconds &value);
  void nanoseconds(const char *key, base::Nanoseconds &value);
  void cpus(const char *key, base::CpuSet &value);
  /// Older files do not have it: there the default stays, so that they can still be told.
  template <class T> void later(const char *key, T &value) {
    if (has(key)) (*this)(key, value);
  }
  bool has(const char *key) const { return json_.is_object() && json_.contains(std::string_view{key}); }
  /// A file whose fields contradict each other was changed by hand.
  void derived(const char *key, double value);
  template <class Body> void object(const char *key, Body body) {
    if (const auto *json = find(key)) {
      const FieldPath path{path_, key};
      FieldReader inner{*json, path, problem_};
      body(inner);
    }
  }

  /// The member, or null after noting that it is missing (or when something was wrong before).
  const base::Json *find(const char *key);
  /// The same for a part that has its own reader: notes what is wrong with it.
  void wrong(const char *key, const std::string &what) { note({path_, key}, what); }

private:
  void note(const FieldPath &path, const std::string &what) {
    if (problem_.empty()) problem_ = "at " + path.text() + ": " + what;
  }
  void refuse(const FieldPath &path, const char *expected, const base::Json &got);
  void decode(const base::Json &json, const FieldPath &path, std::string &value);
  void decode(const base::Json &json, const FieldPath &path, bool &value);
  void decode(const base::Json &json, const FieldPath &path, double &value);
  void decode(const base::Json &json, const FieldPath &path, int &value);
  void decode(const base::Json &json, const FieldPath &path, std::uint64_t &value);
  void decode(const base::Json &json, const FieldPath &, base::Json &value) { value = json; }
  template <class T> void decode(const base::Json &json, const FieldPath &path, std::vector<T> &values) {
    if (!json.is_array()) return refuse(path, "a list", json);
    for (std::size_t i = 0; i < json.size(); ++i) {
      auto value = T(); // not emplace_back(): vector<bool> hands out no reference
      decode(json[i], {path, i}, value);
      values.push_back(std::move(value));
    }
  }
  template <class T> void decode(const base::Json &json, const FieldPath &path, std::map<std::string, T> &values) {
    if (!json.is_object()) return refuse(path, "an object", json);
    for (const auto &member : json.items()) decode(member.value(), {path, member.key()}, values[member.key()]);
  }
  template <class T> void decode(const base::Json &json, const FieldPath &path, std::optional<T> &value) {
    if (!json.is_null()) decode(json, path, value.emplace());
  }
  template <class Record> void decode(const base::Json &json, const FieldPath &path, Record &record) {
    FieldReader inner{json, path, problem_};
    fields(inner, record);
  }

  const base::Json &json_;
  const FieldPath &path_;
  std::string &problem_;
};

/// The document's schema_version is the one that this reqbench reads; else an error that says what to do.
base::Status check_version(const base::Json &json);

/// A whole record in one direction or the other.
template <class Record> base::Json write_fields(const Record &record) {
  FieldWriter io;
  fields(io, record);
  return std::move(io).take();
}
template <class Record> base::Result<Record> read_fields(const base::Json &json) {
  std::string problem;
  Record record;
  const FieldPath whole;
  FieldReader io{json, whole, problem};
  fields(io, record);
  if (!problem.empty()) return base::Error{base::ErrorKind::damaged, problem};
  return record;
}

} // namespace reqbench::result
