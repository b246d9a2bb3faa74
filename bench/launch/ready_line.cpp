#include "launch/ready_line.hpp"

#include "base/json.hpp"
#include "launch/output.hpp"

namespace reqbench::launch {

base::Result<std::uint16_t> parse_ready_line(std::string_view line) {
  const auto wrong = [&] {
    return base::Error{base::ErrorKind::server, "it printed '" + printable(line) +
                                                    "' where the ready line {\"port\": N} was expected; its standard "
                                                    "output is for that line, logs belong on standard error"};
  };
  if (line.size() > longest_ready_line) return wrong();
  const auto document = base::parse_json(line, "ready line", base::ErrorKind::server);
  if (!document || !document->is_object() || document->size() != 1 || !document->contains("port")) return wrong();
  const auto &port = document->at("port");
  if (!port.is_number_unsigned() || port.get<std::uint64_t>() < 1 || port.get<std::uint64_t>() > 65535) return wrong();
  return port.get<std::uint16_t>();
}

} // namespace reqbench::launch
