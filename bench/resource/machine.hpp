// The same questions about a machine that lies in a folder: for the tests, which hold recorded /proc and /sys files of
// other machines.
#pragma once

#include "resource/host.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::resource {

/// The host whose /proc, /sys and /etc lie under `root`; `hypervisor` is how it signs (hypervisor_vendor()).
Host host_from(const std::filesystem::path &root, std::string_view hypervisor);
/// "KVMKVMKVM"; empty on bare metal and where no instruction tells.
std::string hypervisor_vendor();

/// In the order of the table in inspect.cpp; what the machine does not tell has no row. Without probes no row that
/// needs them.
std::vector<Condition> inspect_in(const std::filesystem::path &root, const Host &host, const Probes *probes);

/// A file's first line without its end; empty when it cannot be read.
std::string first_line(const std::filesystem::path &file);

} // namespace reqbench::resource
