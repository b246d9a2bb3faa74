#include "base/error.hpp"

#include <cerrno>
#include <system_error>

namespace reqbench::base {

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::usage: return "usage";
  case ErrorKind::environment: return "environment";
  case ErrorKind::server: return "server";
  case ErrorKind::wrong_answer: return "wrong_answer";
  case ErrorKind::damaged: return "damaged";
  case ErrorKind::interrupted: return "interrupted";
  }
  return "unknown";
}

Error Error::while_doing(std::string_view doing) && {
  message_ = std::string{doing} + ": " + message_;
  return std::move(*this);
}

Error Error::hint(std::string_view remedy) && {
  message_ += message_.ends_with('.') ? " " : "; ";
  message_ += remedy;
  return std::move(*this);
}

Error Error::detail(std::string line) && {
  details_.push_back(std::move(line));
  return std::move(*this);
}

Error system_error(ErrorKind kind, std::string_view doing) {
  const int code = errno;
  return Error{kind, std::string{doing} + ": " + std::generic_category().message(code)};
}

} // namespace reqbench::base
