#include "result/record.hpp"

namespace reqbench::result {

std::string again(std::string_view server) { return std::string{server} + " (again)"; }

bool is_again(const ServerRecord &server) { return server.label == again(server.name); }

bool siblings(const ServerRecord &a, const ServerRecord &b) {
  return a.language == b.language && a.framework == b.framework && a.variant != b.variant;
}

} // namespace reqbench::result
