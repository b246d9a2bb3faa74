// What happens when a server, the machine or the user does not play along: a clear sentence, the right exit code, and
// nothing lost. The tests of this folder share a checkout in which every server is bench/tests/made_server.py in one
// mode.
#pragma once

#include "base/json.hpp"
#include "result/run_directory.hpp"
#include "tests/made_checkout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <functional>
#include <string>

namespace reqbench::tests {

class Faults : public testing::Test {
protected:
  std::string out() const { return (checkout.root() / "results/here").string(); }
  std::size_t finished_trials(const std::string &server) const {
    const auto run = result::read_run(out());
    if (!run) return 0;
    return static_cast<std::size_t>(std::ranges::count_if(
        run->trials, [&](const auto &t) { return t.server.starts_with(server) && t.failure.empty(); }));
  }
  bool nothing_left() const {
    return wait_until([&] { return processes_with(checkout.root().string()).empty(); }, std::chrono::seconds{10});
  }
  MadeCheckout checkout;
};

/// The manifest in servers/<name>/.
inline void change(const std::filesystem::path &folder, const std::function<void(base::Json &)> &how) {
  auto manifest = base::parse_json(read_text(folder / "server.json"), "x").value();
  how(manifest);
  write_file(folder / "server.json", base::to_pretty(manifest));
}

} // namespace reqbench::tests
