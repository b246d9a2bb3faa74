// A checkout made for one test: the real catalog, and servers that misbehave (made_server.py).
#pragma once

#include "tests/subprocess.hpp"

#include <string>
#include <vector>

namespace reqbench::tests {

class MadeCheckout {
public:
  MadeCheckout();
  const std::filesystem::path &root() const { return folder_.path(); }
  /// servers/<name>/ with made_server.py in that mode; `port` words of its own when the manifest needs them.
  void add_server(const std::string &name, const std::string &mode);
  /// `reqbench words…` with this checkout as its root.
  Finished reqbench(std::vector<std::string> words, std::chrono::seconds limit = std::chrono::seconds{90}) const;
  Subprocess start(std::vector<std::string> words) const;
  /// Appended to a run: short loads of the one workload that the made servers know.
  static std::vector<std::string> short_run(std::vector<std::string> servers, const std::string &out, int blocks = 1);

private:
  TemporaryFolder folder_;
};

} // namespace reqbench::tests
