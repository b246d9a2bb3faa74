// Of the words of `reqbench load`: where it goes, what is asked, and which answer is right.
#include "base/file.hpp"
#include "load/words.hpp"
#include "workload/field_text.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace reqbench::load {
namespace {

namespace fs = std::filesystem;
using base::usage_error;

/// As large as an answer may be; larger ones are a slip of the hand (/dev/zero has no end).
constexpr std::uintmax_t largest_body = std::uintmax_t{64} * 1024 * 1024;

/// The characters of a token (RFC 9110, 5.6.2): names of fields and methods.
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || marks.find(c) != marks.npos;
  });
}

/// Fields that reqbench writes itself, and those that would make another protocol of the connection.
struct Forbidden {
  std::string_view name, why;
};
constexpr std::array forbidden{
    Forbidden{"Content-Length", "reqbench counts the body itself; give it with --body-file"},
    Forbidden{"Transfer-Encoding", "the body is sent with its length; give it with --body-file"},
    Forbidden{"Upgrade", "only HTTP/1.1 is spoken"},
};

base::Result<workload::Field> parse_header(const std::string &text) {
  const auto bad = [&](std::string_view why, std::string_view remedy = "write it like 'Accept: text/plain'") {
    return usage_error("--header '" + text + "': " + std::string{why} + "; " + std::string{remedy});
  };
  if (std::ranges::any_of(text, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; }))
    return bad("a line break or control character is not allowed");
  const auto colon = text.find(':');
  if (colon == text.npos || colon == 0) return bad("there is no name before a colon");
  const auto name = text.substr(0, colon);
  if (!is_token(name)) return bad("'" + name + "' is not the name of a field");
  for (const auto &row : forbidden)
    if (workload::same_word(name, row.name)) return bad("this field is not yours to set", row.why);
  const auto begin = text.find_first_not_of(" \t", colon + 1);
  if (begin == text.npos) return workload::Field{name, ""};
  return workload::Field{name, text.substr(begin, text.find_last_not_of(" \t") + 1 - begin)};
}

bool is_host(const workload::Field &field) { return workload::same_word(field.name, "Host"); }

base::Result<std::vector<workload::Field>> fields_of(const Words &words) {
  std::vector<workload::Field> fields;
  for (const auto &text : words.headers) {
    auto field = parse_header(text);
    if (!field) return std::move(field).error();
    fields.push_back(std::move(*field));
  }
  if (std::ranges::count_if(fields, is_host) > 1)
    return usage_error("--header: Host stands twice, and a server must refuse that; leave one out");
  const auto host = std::ranges::find_if(fields, is_host);
  if (host != fields.end() && host->value.empty())
    return usage_error("--header 'Host:': it has no value; name the host, or leave the field out");
  return fields;
}

base::Result<std::string> read_body(const std::string &file, std::string_view option) {
  const auto bad = [&](std::string_view why) {
    return usage_error(std::string{option} + " '" + file + "': " + std::string{why} + "; name a file that can be read");
  };
  std::error_code code;
  const auto status = fs::status(file, code);
  if (status.type() == fs::file_type::not_found) return bad("there is no such file");
  if (status.type() == fs::file_type::directory) return bad("it is a folder");
  if (status.type() != fs::file_type::regular && status.type() != fs::file_type::fifo) return bad("it is not a file");
  if (status.type() == fs::file_type::regular && fs::file_size(file, code) > largest_body)
    return bad("it is larger than 64 MiB");
  auto bytes = base::read_file(file);
  if (!bytes) return base::Error{bytes.error()}.while_doing(option).hint("name a file that can be read");
  return bytes;
}

/// Nothing when neither its bytes nor a file was given.
base::Result<std::optional<std::string>> body_of(const std::optional<std::string> &bytes,
                                                 const std::optional<std::string> &file, std::string_view option) {
  if (bytes && bytes->size() > largest_body)
    return usage_error("a body of " + std::to_string(bytes->size()) + " bytes is larger than 64 MiB; send less");
  if (bytes || !file) return bytes;
  auto read = read_body(*file, option);
  if (!read) return std::move(read).error();
  return std::optional{*std::move(read)};
}

base::Error not_loopback(const std::string &url, const std::string &address) {
  const bool by_name = url.find(address) == url.npos;
  return usage_error("URL '" + url + "'" + (by_name ? " leads to " + address + ", which" : "") +
                     " is not on the loopback of this machine (127.0.0.0/8), and a load can hurt whoever owns it; add "
                     "--allow-remote when that is you");
}

base::Status check_expectation(const Words &words) {
  if (words.expect_status < 200 || words.expect_status > 599)
    return usage_error("--expect-status " + std::to_string(words.expect_status) +
                       ": an answer's status lies between 200 and 599");
  if (!words.expect_body_file && !words.expect_body) return {};
  const bool bodiless = words.method == "HEAD" || words.expect_status == 204 || words.expect_status == 304;
  if (!bodiless) return {};
  return usage_error(
      "--expect-body-file: an answer to HEAD, and one with status 204 or 304, has no body; leave it out");
}

} // namespace

base::Result<connection::Url> target_of(const Words &words) {
  auto url = connection::parse_url(words.url);
  if (!url) return url;
  if (!url->endpoint.is_loopback() && !words.allow_remote) return not_loopback(words.url, url->endpoint.address);
  const auto fields = fields_of(words);
  if (!fields) return fields.error();
  for (const auto &field : *fields)
    if (is_host(field)) url->endpoint.host = field.value;
  return url;
}

base::Result<workload::Case> request_of(const Words &words, const std::string &target) {
  if (!is_token(words.method) || words.method == "CONNECT" ||
      std::ranges::any_of(words.method, [](char c) { return c >= 'a' && c <= 'z'; }))
    return usage_error("--method '" + words.method + "' is not a method that can be loaded; write it like GET or POST");
  if (auto checked = check_expectation(words); !checked) return std::move(checked).error();
  auto fields = fields_of(words);
  if (!fields) return std::move(fields).error();
  workload::Case wanted;
  wanted.name = "load";
  wanted.method = words.method;
  wanted.target = target;
  wanted.fields = std::move(*fields);
  std::erase_if(wanted.fields, is_host); // render() writes it, as the endpoint's
  wanted.expect.status = words.expect_status;
  auto body = body_of(words.body, words.body_file, "--body-file");
  if (!body) return std::move(body).error();
  wanted.body = std::move(*body).value_or("");
  auto expected = body_of(words.expect_body, words.expect_body_file, "--expect-body-file");
  if (!expected) return std::move(expected).error();
  if (*expected) {
    wanted.expect.body = workload::BodyRule::text;
    wanted.expect.text = *std::move(*expected);
  }
  return wanted;
}

} // namespace reqbench::load
