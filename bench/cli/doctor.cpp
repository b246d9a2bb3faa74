// reqbench doctor: what this machine can and cannot measure, each condition with its remedy.
#include "base/units.hpp"
#include "cli/command.hpp"
#include "resource/host.hpp"

#include <memory>

namespace reqbench::cli {
namespace {

int examine(bool as_json) {
  const auto host = resource::read_host();
  const auto conditions = resource::inspect(host);
  if (as_json) {
    auto rows = base::Json::array();
    for (const auto &c : conditions)
      rows.push_back({{"id", c.id}, {"serious", c.serious}, {"text", c.text}, {"remedy", c.remedy}});
    print_json({{"host", resource::to_json(host)}, {"conditions", rows}});
    return exit_fine;
  }
  print(host.cpu_model + ", " + std::to_string(host.cpus_online) + " processors (usable: " +
        base::to_string(host.allowed) + "), " + base::format_bytes(static_cast<double>(host.memory_bytes)) + ", " +
        host.os + ", kernel " + host.kernel + (host.hypervisor.empty() ? "" : ", under " + host.hypervisor) + "\n");
  for (const auto &c : conditions) print(std::string{c.serious ? "! " : "- "} + c.text + "\n    " + c.remedy + "\n");
  if (conditions.empty()) print("nothing stands in the way of a trustworthy measurement\n");
  return exit_fine;
}

} // namespace

void add_doctor(CLI::App &app, Context &context) {
  auto as_json = std::make_shared<bool>(false);
  app.add_flag("--json", *as_json, "as JSON");
  app.callback([as_json, &context] { context.run = [as_json] { return examine(*as_json); }; });
}

} // namespace reqbench::cli
