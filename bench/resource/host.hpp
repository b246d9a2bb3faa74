// Which machine this is: stored with every result, so that numbers of different machines are never mixed. No host or
// user name, no absolute path.
#pragma once

#include "base/clock.hpp"
#include "base/cpus.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "resource/probes.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::resource {

struct Host {
  std::string cpu_model;
  int cpus_online = 0;
  base::CpuSet allowed;
  std::uint64_t memory_bytes = 0;
  std::string kernel;     ///< release
  std::string os;         ///< "Debian GNU/Linux 12 (bookworm)"
  std::string governor;   ///< empty when the kernel tells none
  std::string hypervisor; ///< "kvm", empty on bare metal or unknown
  bool smt = false;
  std::string turbo;                  ///< "on", "off"; empty when the kernel tells none
  std::string clock_source;           ///< "tsc"; where it is no register, a look at the clock is a call of the kernel
  std::vector<base::CpuSet> cores;    ///< the allowed processors of each physical core
  double cpu_quota = 0;               ///< so many processors' time a container may use; 0 = all
  std::uint64_t descriptor_limit = 0; ///< the hard limit of open files; servers start with it
  std::string fingerprint;            ///< hash of the lines above that do not change between boots
};
Host read_host();
base::Json to_json(const Host &host);
/// "0,4" of each core.
std::vector<std::string> cores_as_text(const Host &host);

/// What a condition does to a measurement.
enum class Fitness { fine, note, warning, impossible };
std::string_view to_string(Fitness fitness);

/// One thing that decides what can be measured here, for `doctor` and, where it is not fine, the report's conditions.
struct Condition {
  std::string id; ///< "processors", "descriptors", "governor", "steal", …
  Fitness fitness{};
  std::string text;        ///< what it is, with its figures
  std::string consequence; ///< for a measurement; empty where it is fine
  std::string remedy;      ///< likewise
};
/// Of this machine: everything that can be told.
std::vector<Condition> inspect(const Host &host, const Probes &probes);
/// The conditions that are worse than a note, without trying anything.
std::vector<Condition> warnings_of(const Host &host);

} // namespace reqbench::resource
