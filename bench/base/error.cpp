#include "base/error.hpp"

#include <cerrno>

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
  return system_error(kind, doing, {errno, std::generic_category()});
}

Error system_error(ErrorKind kind, std::string_view doing, std::error_code code) {
  const auto message = std::string{doing} + ": " + code.message();
  if (code == std::errc::too_many_files_open)
    return Error{ErrorKind::environment, message}.hint("raise the limit of open files (ulimit -n)");
  if (code == std::errc::too_many_files_open_in_system)
    return Error{ErrorKind::environment, message}.hint("close programs, or raise the machine's limit (fs.file-max)");
  return Error{code == std::errc::not_enough_memory ? ErrorKind::environment : kind, message};
}

} // namespace reqbench::base
