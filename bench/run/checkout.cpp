#include "run/checkout.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <optional>

namespace reqbench::run {
namespace {

/// Standard output of `git -C root …`, without the last newline; nothing when git fails.
std::optional<std::string> git(const std::filesystem::path &root, std::array<const char *, 3> words) {
  int ends[2];
  if (::pipe(ends) != 0) return std::nullopt;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 01, 0);
  const auto folder = root.string();
  std::array<const char *, 7> arguments{"git", "-C", folder.c_str(), words[0], words[1], words[2], nullptr};
  pid_t child = 0;
  const int failed =
      posix_spawnp(&child, "git", &actions, nullptr, const_cast<char *const *>(arguments.data()), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t n = 0; failed == 0 && (n = ::read(ends[0], buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = 1;
  if (failed != 0 || ::waitpid(child, &status, 0) != child || status != 0) return std::nullopt;
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

} // namespace

Checkout read_checkout(const std::filesystem::path &root) {
  const auto commit = git(root, {"rev-parse", "HEAD", nullptr});
  if (!commit) return {};
  const auto changes = git(root, {"status", "--porcelain", "--untracked-files=no"});
  return {*commit, changes && !changes->empty()};
}

} // namespace reqbench::run
