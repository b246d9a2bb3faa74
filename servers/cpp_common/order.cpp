// Reading, validating and totalling; see order.hpp.
#include "order.hpp"

#include "request.hpp"
#include "text.hpp"

#include <algorithm>
#include <map>

namespace cpp_common {
namespace {

/// nlohmann::json, whose members are sorted: looking one up stays quick, however many a hostile body has.
using Json = JsonOf<std::map>;

constexpr std::size_t max_lines = 100;
constexpr std::int64_t max_quantity = 10'000;
constexpr std::int64_t max_unit_price = 1'000'000'000;

const Json &member(const Json &object, const char *name) {
  const auto found = object.find(name);
  if (found == object.end()) throw InvalidInput(std::string(name) + " is missing");
  return *found;
}

std::string text(const Json &object, const char *name) {
  const auto *const value = member(object, name).get_ptr<const std::string *>();
  if (value == nullptr || !is_text(*value)) {
    throw InvalidInput(std::string(name) + " must be a text of 1 to 200 characters");
  }
  return *value;
}

/// 1.0 and 1e2 are floating point for the parser, as are integers that do not fit into 64 bits.
std::int64_t whole(const Json &object, const char *name, std::int64_t least, std::int64_t most) {
  const Json &value = member(object, name);
  // What lies above the signed range comes out negative, which no range here allows.
  const std::int64_t number = value.is_number_integer() ? value.get<std::int64_t>() : -1;
  if (number < least || number > most) {
    throw InvalidInput(std::string(name) + " must be a whole number from " + std::to_string(least) + " to " +
                       std::to_string(most));
  }
  return number;
}

std::string currency(const Json &object) {
  std::string code = text(object, "currency");
  const auto is_capital = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
  if (code.size() != 3 || !std::ranges::all_of(code, is_capital)) {
    throw InvalidInput("currency must be three letters A to Z");
  }
  return code;
}

OrderLine parse_line(const Json &line) {
  if (!line.is_object()) throw InvalidInput("a line must be an object");
  return {text(line, "sku"), whole(line, "quantity", 1, max_quantity),
          whole(line, "unit_price_cents", 0, max_unit_price)};
}

std::vector<OrderLine> parse_lines(const Json &array) {
  if (!array.is_array() || array.empty() || array.size() > max_lines) {
    throw InvalidInput("lines must hold 1 to 100 lines");
  }
  std::vector<OrderLine> lines;
  lines.reserve(array.size());
  for (const Json &line : array) {
    try {
      lines.push_back(parse_line(line));
    } catch (const InvalidInput &invalid) {
      throw InvalidInput("lines[" + std::to_string(lines.size()) + "]: " + invalid.what());
    }
  }
  return lines;
}

} // namespace

Answer order(const Request &request) {
  return json_answer(http::status::ok, total_order(parse_order(request.body.text())));
}

OrderRequest parse_order(std::string_view body) {
  const Json document = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) throw InvalidInput("the body is no JSON document");
  if (!document.is_object()) throw InvalidInput("an order must be an object");
  return {text(document, "customer"), currency(document), parse_lines(member(document, "lines"))};
}

OrderedJson total_order(const OrderRequest &wanted) {
  std::int64_t quantity = 0;
  std::int64_t total_cents = 0;
  OrderedJson::array_t lines;
  lines.reserve(wanted.lines.size());
  for (const OrderLine &line : wanted.lines) {
    const std::int64_t line_cents = line.quantity * line.unit_price_cents;
    quantity += line.quantity;
    total_cents += line_cents;
    Members members;
    members.reserve(2);
    members.emplace_back("sku", line.sku);
    members.emplace_back("total_cents", line_cents);
    lines.emplace_back(std::move(members));
  }
  Members members;
  members.reserve(6);
  members.emplace_back("customer", wanted.customer);
  members.emplace_back("currency", wanted.currency);
  members.emplace_back("line_count", wanted.lines.size());
  members.emplace_back("quantity", quantity);
  members.emplace_back("lines", std::move(lines));
  members.emplace_back("total_cents", total_cents);
  return members;
}

} // namespace cpp_common
