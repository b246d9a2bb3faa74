#include "tests/subprocess.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace reqbench::tests {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "reqbench-test-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp failed");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Subprocess::Subprocess(std::vector<std::string> command, std::vector<std::string> environment) {
  std::vector<char *> arguments, variables;
  for (auto &word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  for (char **variable = environ; *variable; ++variable) variables.push_back(*variable);
  for (auto &variable : environment) variables.push_back(variable.data());
  variables.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const auto out = (folder_.path() / "out").string(), err = (folder_.path() / "err").string();
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const int failed = posix_spawnp(&pid_, arguments[0], &actions, nullptr, arguments.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + command[0]);
}

Subprocess::~Subprocess() {
  if (reaped_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, &status_, 0);
}

void Subprocess::signal(int number) const { ::kill(pid_, number); }
std::string Subprocess::out() const { return read_text(folder_.path() / "out"); }
std::string Subprocess::err() const { return read_text(folder_.path() / "err"); }

bool Subprocess::ended() {
  if (!reaped_) reaped_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
  return reaped_;
}

bool Subprocess::wait_for(const std::string &text, std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < end) {
    if (err().find(text) != std::string::npos || out().find(text) != std::string::npos) return true;
    if (ended()) return err().find(text) != std::string::npos || out().find(text) != std::string::npos;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

Finished Subprocess::wait(std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!ended() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(5ms);
  Finished finished;
  if (!reaped_) {
    finished.timed_out = true;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, &status_, 0);
    reaped_ = true;
  }
  finished.exit_code = WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
  finished.out = out();
  finished.err = err();
  return finished;
}

Finished run(std::vector<std::string> command, std::vector<std::string> environment, std::chrono::seconds limit) {
  return Subprocess{std::move(command), std::move(environment)}.wait(limit);
}

std::string reqbench_binary() { return REQBENCH_BINARY_DIR "/reqbench"; }

std::vector<pid_t> processes_with(const std::string &text) {
  std::vector<pid_t> found;
  for (const auto &entry : fs::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (!std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; })) continue;
    auto line = read_text(entry.path() / "cmdline");
    std::ranges::replace(line, '\0', ' ');
    if (line.find(text) != std::string::npos && std::stoi(name) != ::getpid()) found.push_back(std::stoi(name));
  }
  return found;
}

bool signal_in(pid_t process, const std::string &line, int signal) {
  const auto status = read_text("/proc/" + std::to_string(process) + "/status");
  const auto at = status.find("\n" + line + ":");
  if (at == status.npos) return false;
  return (std::stoull(status.substr(at + line.size() + 2), nullptr, 16) & 1ULL << (signal - 1)) != 0;
}

bool wait_until(const std::function<bool()> &holds, std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

void write_file(const fs::path &path, const std::string &text) {
  fs::create_directories(path.parent_path());
  std::ofstream{path, std::ios::binary} << text;
}

std::string read_text(const fs::path &path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

} // namespace reqbench::tests
