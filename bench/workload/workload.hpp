// What is asked, and which answer is right. A workload is one JSON file in catalog/ (its schema: workload.schema.json);
// from it cases are drawn with a stored seed, so that no server can know the answers beforehand and every run can be
// repeated.
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "workload/expectation.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::workload {

/// One concrete request with its right answer; all values are filled in.
struct Case {
  std::string name; ///< "order/create": workload and request of the file
  std::string method;
  std::string target;        ///< path and query, percent-encoded
  std::vector<Field> fields; ///< without Host, Content-Length and Connection, which render() adds
  std::string body;
  Expectation expect;
  double weight = 1; ///< of it among the cases it was drawn with, so that the file's weights hold exactly
};

/// The request's bytes: request line, Host, the case's fields, Content-Length (whenever there is a body or the method
/// is POST, PUT or PATCH), `Connection: close` when asked, blank line, body.
std::string render(const Case &wanted, std::string_view host, bool close = false);

class Workload {
public:
  /// Reads and validates one catalog file. Errors (kind usage) name file, JSON path or line, and what was expected.
  static base::Result<Workload> read(const std::filesystem::path &file);
  /// The same from text; `source` stands for the file in errors. `schema` is the parsed workload.schema.json.
  static base::Result<Workload> parse(std::string_view text, std::string_view source, const base::Json &schema);

  const std::string &name() const;
  const std::string &title() const;       ///< one line for tables and reports
  const std::string &description() const; ///< a sentence or two: what a server must do
  /// Checks of verify that it gets beyond those that every workload gets, by id.
  const std::vector<std::string> &checks() const;
  /// The file as read, for the result record.
  const base::Json &document() const;

  /// `count` cases, each request of the file drawn by its weight (and once at least, where there is room for all), each
  /// variable drawn anew.
  std::vector<Case> draw(std::uint64_t seed, std::size_t count) const;
  /// One case of every request of the file, in file order: the first thing verify asks.
  std::vector<Case> one_of_each(std::uint64_t seed) const;
  /// Each invalid input of the file with the answer that refuses it; verify only, never under load.
  std::vector<Case> draw_invalid(std::uint64_t seed) const;
  /// The first request whose body holds a variable of bytes, drawn with so many of them; nothing when there is none.
  std::optional<Case> draw_of_size(std::uint64_t seed, std::size_t bytes) const;
  /// Each (path without query → methods that are allowed there), for 404, 405 and HEAD.
  struct Route {
    std::string path;
    std::vector<std::string> methods;
  };
  const std::vector<Route> &routes() const;

private:
  struct Document;
  std::shared_ptr<const Document> document_;
};

/// All workloads of a folder, by name. One broken file is an error of the whole catalog: nothing is silently left out.
base::Result<std::vector<Workload>> read_catalog(const std::filesystem::path &folder);

} // namespace reqbench::workload
