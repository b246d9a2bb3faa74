#include "workload/expression.hpp"

#include "base/nearest.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string_view>

namespace reqbench::workload {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;
using base::Result;
using Pointer = Json::json_pointer;

Error expected(const Pointer &at, std::string_view what, const Json &got) {
  return Error{ErrorKind::usage,
               "at " + at.to_string() + ": expected " + std::string{what} + ", got " + base::to_line(got)};
}

std::string place(const Pointer &at) { return "at " + at.to_string(); }

/// What an operator computes with: a name, a number that is not negative (see generate_largest), or an expression.
Result<std::int64_t> operand(const Json &given, const Pointer &at, const Scope &scope) {
  constexpr std::string_view wanted = "a whole number from 0 to 2^63 - 1, or a name or an operator that gives one";
  Json value = given;
  if (given.is_string() || given.is_object()) {
    auto found =
        given.is_string() ? look_up(given.get_ref<const std::string &>(), at, scope) : evaluate(given, at, scope);
    if (!found) return std::move(found).error();
    value = *std::move(found);
  }
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const bool fits = value.is_number_integer() && (value.is_number_unsigned() ? value.get<std::uint64_t>() <= largest
                                                                             : value.get<std::int64_t>() >= 0);
  if (!fits) return expected(at, wanted, value);
  return value.get<std::int64_t>();
}

/// A list variable, by name. Lists are not nested, so an element's member is never one.
Result<Json> list_named(const Json &name, const Pointer &at, const Scope &scope) {
  if (!name.is_string()) return expected(at, "the name of a list", name);
  auto list = look_up(name.get_ref<const std::string &>(), at, scope);
  if (list && !list->is_array()) return expected(at, "the name of a list", name);
  return list;
}

struct Loop {
  Json list;
  Json each; ///< evaluated once an element
};

/// {"over": "lines", "<each>": …}
Result<Loop> read_loop(const Json &argument, std::string_view each, const Pointer &at, const Scope &scope) {
  const std::string key{each};
  if (!argument.is_object() || argument.size() != 2 || !argument.contains("over") || !argument.contains(key))
    return expected(at, "{\"over\": the name of a list, \"" + key + "\": …}", argument);
  auto list = list_named(argument.at("over"), at / "over", scope);
  if (!list) return std::move(list).error();
  return Loop{*std::move(list), argument.at(key)};
}

using Step = bool (*)(std::int64_t, std::int64_t, std::int64_t *);
bool add_step(std::int64_t a, std::int64_t b, std::int64_t *sum) { return __builtin_add_overflow(a, b, sum); }
bool multiply_step(std::int64_t a, std::int64_t b, std::int64_t *product) {
  return __builtin_mul_overflow(a, b, product);
}

Error too_large(const Pointer &at) {
  return Error{ErrorKind::usage, place(at) + ": the result can grow beyond 64 bits; make the variables smaller"};
}

Result<Json> fold(const Json &argument, const Pointer &at, const Scope &scope, std::int64_t start, Step step) {
  if (!argument.is_array() || argument.empty()) return expected(at, "an array of names and numbers", argument);
  std::int64_t total = start;
  for (std::size_t i = 0; i < argument.size(); ++i) {
    const auto value = operand(argument[i], at / i, scope);
    if (!value) return value.error();
    if (step(total, *value, &total)) return too_large(at);
  }
  return Json(total);
}

Result<Json> get(const Json &argument, const Pointer &at, const Scope &scope) {
  if (!argument.is_string()) return expected(at, "a name", argument);
  auto value = look_up(argument.get_ref<const std::string &>(), at, scope);
  if (value && value->is_binary()) return expected(at, "the name of a value that JSON can hold", argument);
  return value;
}

/// The bytes of a text or of bytes, by name.
Result<std::string> bytes_named(const Json &name, const Pointer &at, const Scope &scope) {
  constexpr std::string_view wanted = "the name of a text or of bytes";
  if (!name.is_string()) return expected(at, wanted, name);
  const auto value = look_up(name.get_ref<const std::string &>(), at, scope);
  if (!value) return value.error();
  if (value->is_string()) return value->get<std::string>();
  if (!value->is_binary()) return expected(at, wanted, name);
  const auto &bytes = value->get_binary();
  return std::string{bytes.begin(), bytes.end()};
}

Result<Json> size(const Json &argument, const Pointer &at, const Scope &scope) {
  const auto bytes = bytes_named(argument, at, scope);
  if (!bytes) return bytes.error();
  return Json(static_cast<std::int64_t>(bytes->size()));
}

/// As zlib, gzip and Ethernet have it (polynomial 0x04C11DB7, reflected), in 8 hexadecimal digits.
Result<Json> crc32(const Json &argument, const Pointer &at, const Scope &scope) {
  const auto bytes = bytes_named(argument, at, scope);
  if (!bytes) return bytes.error();
  const auto sum = ::crc32_z(0, reinterpret_cast<const Bytef *>(bytes->data()), bytes->size());
  std::array<char, 9> digits{};
  std::snprintf(digits.data(), digits.size(), "%08lx", sum);
  return Json(digits.data());
}

Result<Json> count(const Json &argument, const Pointer &at, const Scope &scope) {
  const auto list = list_named(argument, at, scope);
  if (!list) return list.error();
  return Json(static_cast<std::int64_t>(list->size()));
}

Result<Json> sum(const Json &argument, const Pointer &at, const Scope &scope) {
  const auto loop = read_loop(argument, "of", at, scope);
  if (!loop) return loop.error();
  std::int64_t total = 0;
  for (const auto &element : loop->list) {
    const auto value = operand(loop->each, at / "of", Scope{scope.variables, &element});
    if (!value) return value.error();
    if (add_step(total, *value, &total)) return too_large(at);
  }
  return Json(total);
}

Result<Json> map(const Json &argument, const Pointer &at, const Scope &scope) {
  const auto loop = read_loop(argument, "to", at, scope);
  if (!loop) return loop.error();
  Json mapped = Json::array();
  for (const auto &element : loop->list) {
    auto value = evaluate(loop->each, at / "to", Scope{scope.variables, &element});
    if (!value) return value;
    mapped.push_back(*std::move(value));
  }
  return mapped;
}

Result<Json> product(const Json &argument, const Pointer &at, const Scope &scope) {
  return fold(argument, at, scope, 1, multiply_step);
}
Result<Json> add(const Json &argument, const Pointer &at, const Scope &scope) {
  return fold(argument, at, scope, 0, add_step);
}

struct Operator {
  std::string_view name;
  Result<Json> (*apply)(const Json &argument, const Pointer &at, const Scope &scope);
};
constexpr std::array<Operator, 8> operators{{{"$get", get},
                                             {"$count", count},
                                             {"$sum", sum},
                                             {"$map", map},
                                             {"$product", product},
                                             {"$add", add},
                                             {"$size", size},
                                             {"$crc32", crc32}}};

Result<Json> apply(const std::string &name, const Json &argument, const Pointer &at, const Scope &scope) {
  for (const auto &candidate : operators)
    if (candidate.name == name) return candidate.apply(argument, at / name, scope);
  std::vector<std::string> names;
  names.reserve(operators.size());
  for (const auto &candidate : operators) names.emplace_back(candidate.name);
  return base::unknown_name("operator", name, names).while_doing(place(at));
}

Result<Json> evaluate_members(const Json &object, const Pointer &at, const Scope &scope) {
  Json value = Json::object();
  for (const auto &[key, member] : object.items()) {
    if (key.starts_with('$')) return expected(at, "an operator alone in its object", object);
    auto inner = evaluate(member, at / key, scope);
    if (!inner) return inner;
    value[key] = *std::move(inner);
  }
  return value;
}

Result<Json> evaluate_elements(const Json &array, const Pointer &at, const Scope &scope) {
  Json value = Json::array();
  for (std::size_t i = 0; i < array.size(); ++i) {
    auto inner = evaluate(array[i], at / i, scope);
    if (!inner) return inner;
    value.push_back(*std::move(inner));
  }
  return value;
}

} // namespace

Result<Json> evaluate(const Json &expression, const Pointer &at, const Scope &scope) {
  if (expression.is_array()) return evaluate_elements(expression, at, scope);
  if (!expression.is_object()) return expression;
  if (expression.size() == 1 && expression.begin().key().starts_with('$'))
    return apply(expression.begin().key(), expression.begin().value(), at, scope);
  return evaluate_members(expression, at, scope);
}

Result<Json> look_up(const std::string &name, const Pointer &at, const Scope &scope) {
  if (scope.element != nullptr)
    if (const auto member = scope.element->find(name); member != scope.element->end()) return Json(*member);
  if (const Json *value = scope.variables.find(name)) return Json(*value);
  auto names = scope.variables.names();
  if (scope.element != nullptr)
    for (const auto &[member, value] : scope.element->items()) names.push_back(member);
  return base::unknown_name("variable", name, names).while_doing(place(at));
}

} // namespace reqbench::workload
