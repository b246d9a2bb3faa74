// What went wrong, told in layers. The layer that fails says what happened; each layer above adds what it was doing;
// only cli prints the chain and turns the kind into an exit code. A measured request never becomes an Error: its
// failure is data (sample::Outcome).
#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace reqbench::base {

/// Which promise was broken; cli maps each kind to one exit code (bench/README.md, "Errors").
enum class ErrorKind {
  usage,        ///< the user's words or files (arguments, catalog, server.json, --out that exists)
  environment,  ///< the machine refused: descriptors, disk, permissions, ports
  server,       ///< a server did not start, hung or died
  wrong_answer, ///< a server answers wrongly
  damaged,      ///< a result file cannot be trusted
  interrupted,  ///< the user asked us to stop
};

std::string_view to_string(ErrorKind kind);

class Error {
public:
  Error(ErrorKind kind, std::string message) : kind_{kind}, message_{std::move(message)} {}

  /// The same failure seen from one layer up: "while doing X: what happened".
  Error while_doing(std::string_view doing) &&;

  /// The same failure with one more sentence: what the user can do about it.
  Error hint(std::string_view remedy) &&;

  ErrorKind kind() const { return kind_; }
  /// One line without a trailing newline; longer evidence (a diff, a server's last lines) is in details().
  const std::string &message() const { return message_; }
  const std::vector<std::string> &details() const { return details_; }
  Error detail(std::string line) &&;

private:
  ErrorKind kind_;
  std::string message_;
  std::vector<std::string> details_;
};

/// What is wrong about the user's words.
inline Error usage_error(std::string message) { return {ErrorKind::usage, std::move(message)}; }

/// "opening x.json: No such file or directory" from errno; errno is read first thing. Where the machine has no
/// descriptors or memory left, that says nothing about x.json: the error is of kind environment then, whatever was
/// asked for, and names the limit.
Error system_error(ErrorKind kind, std::string_view doing);
Error system_error(ErrorKind kind, std::string_view doing, std::error_code code);

} // namespace reqbench::base
