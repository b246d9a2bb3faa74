#include "base/error.hpp"

#include <cerrno>
#include <cstring>

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
  // By its number: the sanitizer's check of a call on code's category needs a descriptor itself.
  const bool is_errno = &code.category() == &std::generic_category() || &code.category() == &std::system_category();
  const int number = is_errno ? code.value() : 0;
  const char *known = is_errno ? ::strerrordesc_np(number) : nullptr;
  const auto message = std::string{doing} + ": " + (known != nullptr ? std::string{known} : code.message());
  if (number == EMFILE) return Error{ErrorKind::environment, message}.hint("raise the limit of open files (ulimit -n)");
  if (number == ENFILE)
    return Error{ErrorKind::environment, message}.hint("close programs, or raise the machine's limit (fs.file-max)");
  return Error{number == ENOMEM ? ErrorKind::environment : kind, message};
}

} // namespace reqbench::base
