// A case as the bytes of one HTTP/1.1 request.
#include "workload/workload.hpp"

namespace reqbench::workload {

std::string render(const Case &wanted, std::string_view host, bool close) {
  std::string bytes = wanted.method + " " + wanted.target + " HTTP/1.1\r\nHost: ";
  bytes += host;
  bytes += "\r\n";
  for (const auto &field : wanted.fields) bytes += field.name + ": " + field.value + "\r\n";
  const bool carries_body = wanted.method == "POST" || wanted.method == "PUT" || wanted.method == "PATCH";
  if (carries_body || !wanted.body.empty()) bytes += "Content-Length: " + std::to_string(wanted.body.size()) + "\r\n";
  if (close) bytes += "Connection: close\r\n";
  return bytes + "\r\n" + wanted.body;
}

} // namespace reqbench::workload
