#include "tests/made_checkout.hpp"

namespace reqbench::tests {

namespace fs = std::filesystem;

MadeCheckout::MadeCheckout() {
  const fs::path source{REQBENCH_SOURCE_DIR};
  fs::create_directories(root() / "servers");
  fs::create_directories(root() / "results");
  fs::create_directories(root() / "bench/launch");
  fs::create_directories(root() / "bench/workload");
  fs::copy(source / "bench/workload/catalog", root() / "bench/workload/catalog", fs::copy_options::recursive);
  fs::copy(source / "bench/workload/workload.schema.json", root() / "bench/workload/workload.schema.json");
  fs::copy(source / "bench/launch/server.schema.json", root() / "bench/launch/server.schema.json");
}

void MadeCheckout::add_server(const std::string &name, const std::string &mode) {
  const auto folder = root() / "servers" / name;
  fs::create_directories(folder);
  fs::copy(fs::path{REQBENCH_SOURCE_DIR} / "bench/tests/made_server.py", folder / "made_server.py");
  write_file(folder / "server.json", R"({
  "name": ")" + name + R"(", "language": "Python", "framework": "none", "variant": "idiomatic",
  "concurrency": "One thread a connection.", "workers_meaning": "Ignored.",
  "workloads": ["plaintext"], "needs": ["python3"], "build": [],
  "start": ["/usr/bin/env", "python3", "{folder}/made_server.py", ")" +
                                         mode + R"(", "--port", "{port}", "--workers", "{workers}"],
  "ready": "line", "environment": {}, "deviations": []
})");
}

Finished MadeCheckout::reqbench(std::vector<std::string> words, std::chrono::seconds limit) const {
  words.insert(words.begin(), reqbench_binary());
  return run(std::move(words), {"REQBENCH_ROOT=" + root().string()}, limit);
}

Subprocess MadeCheckout::start(std::vector<std::string> words) const {
  words.insert(words.begin(), reqbench_binary());
  return Subprocess{std::move(words), {"REQBENCH_ROOT=" + root().string()}};
}

std::vector<std::string> MadeCheckout::short_run(std::vector<std::string> servers, const std::string &out, int blocks) {
  std::vector<std::string> words{"run"};
  words.insert(words.end(), servers.begin(), servers.end());
  for (const char *word : {"--workloads", "plaintext", "--duration", "300ms", "--warm-up", "300ms", "--connections",
                           "8", "--seed", "5", "--out"})
    words.emplace_back(word);
  words.push_back(out);
  words.insert(words.end(), {"--blocks", std::to_string(blocks)});
  return words;
}

} // namespace reqbench::tests
